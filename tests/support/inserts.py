"""Prepared content, and conversations in which it is inserted."""

from typing import Any

from tests.support.desk import DeskInProcess
from tests.support.integrator import CAPABILITIES, Integrator

THANKS = {
    "name": "Thanks",
    "shortcut": "thanks",
    "folder": "Greetings",
    "rich_text": "<p>Thank you, <b>{{contact.first_name|dear customer}}</b>. {{agent.name}}</p>",
}
ARTICLE = {
    "kind": "article",
    "title": "How to return a <parcel>",
    "url": "https://help.example.com/returns?a=1&b=2",
    "excerpt": "Print the label.",
}
RICH = {"richText": ["HYPERLINK", "BOLD", "LISTS", "BLOCKQUOTE"]}


def made(desk: DeskInProcess, body: Any = THANKS, what: str = "snippets", **headers: str) -> Any:
    status, found = desk.call("POST", f"/v1/{what}", body, headers=headers)
    assert status == 201, found
    return found


def conversation(desk: DeskInProcess, text: str = "Where is it?", **capabilities: Any) -> tuple[str, dict[str, Any]]:
    """Of a customer who writes on a registered channel."""
    app = Integrator(desk)
    channel, account = app.ready(capabilities=CAPABILITIES | capabilities)
    message = app.publish(channel, account, text=text)
    desk.settle()
    return message["conversationsThreadId"], message


def preview(desk: DeskInProcess, thread: str, **body: Any) -> tuple[int, Any]:
    return desk.call("POST", f"/v1/conversations/{thread}/composer/preview", body)
