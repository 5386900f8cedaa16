"""A day of a bot: each example and each kind of update, in chats of several kinds. Each leaves something to read."""

import json
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

from helpdesk import providers
from helpdesk.providers.telegram.inbound.parsing import KINDS
from helpdesk.providers.telegram.inbound.reports import UNUSED
from tests.support.desk import DeskInProcess

EXAMPLES = sorted((Path(providers.__file__).parent / "telegram" / "examples").glob("*.json"))
UNKNOWN = "no person wrote it, and there is no conversation"
KEPT = {
    "business_connection": UNKNOWN,
    "business_message_of_the_owner": "written by the account's owner",
    "deleted_business_messages": "a message that is not known was deleted",
    "edited_location_live": "a position of a live location that is not known",
    "edited_location_no_longer_live": "a position of a live location that is not known",
    "message_reaction": "a reaction to a message that is not known",
    "message_reaction_count": UNKNOWN,
    "my_chat_member_removed_from_a_group": UNKNOWN,
}
"""Updates that this day says nothing else about. All others are in a conversation; none is `not understood`."""
_NAMES = {"business": "business_message", "channel": "channel_post"}
"""Under which an update has a message, in chats of which kind."""


def _updates() -> Iterator[tuple[str, dict[str, Any]]]:
    for file in EXAMPLES:
        update = json.loads(file.read_text())["update"]
        yield file.stem, update
        for chat in ("group", "topic", "business", "channel"):
            for name in update.keys() & {"message", "edited_message"}:
                yield f"{file.stem} in a {chat}", {_named(name, chat): update[name] | _place(chat)}
    for name in UNUSED:
        yield name, {name: {"from": {"id": 5, "is_bot": False, "first_name": "Nia"}}}
    yield "a kind of a later version", {"hologram": {"message_id": 5}}


def _named(name: str, chat: str) -> str:
    return name.replace("message", _NAMES.get(chat, "message"))


def _place(chat: str) -> dict[str, Any]:
    if chat == "business":
        return {"business_connection_id": "biz"}
    if chat == "channel":
        channel = {"id": -1005678, "type": "channel", "title": "News"}
        return {"chat": channel, "sender_chat": channel}
    place = {"chat": {"id": -1001234, "type": "supergroup", "title": "Friends", "is_forum": chat == "topic"}}
    return place | ({"message_thread_id": 9, "is_topic_message": True} if chat == "topic" else {})


def test_a_day_of_updates_leaves_none_without_something_to_read(desk: DeskInProcess) -> None:
    sent, numbers = {}, count(1)
    conversations = set()
    for name, update in _updates():
        number = next(numbers)
        status, response = desk.post(desk.telegram, update | {"update_id": number})
        assert status == 200, (name, response)
        sent[number] = (name, [each["id"] for each in response["messages"]])
        conversations |= {each["conversation_id"] for each in response["messages"]}
    desk.settle()
    assert len(sent) >= 200
    timeline = [
        entry for each in conversations for entry in pages(desk, f"/v1/conversations/{each}/timeline", "entries")
    ]
    messages = [entry for entry in timeline if entry["type"] == "message"]
    readable = {entry["id"] for entry in messages if entry["text"] or entry["label"] or entry["parts"]}
    reports = [entry["details"] for entry in timeline if entry.get("event") == "reported"]
    reported = {json.loads(each["raw"])["update_id"] for each in reports if each["text"]}
    path = f"/v1/channel-accounts/{desk.telegram.id}/unhandled-updates"
    reasons = {json.loads(each["raw"])["update_id"]: each["reason"] for each in pages(desk, path, "updates")}
    kept = set(reasons)
    unused = {**UNUSED, "poll_state": UNUSED["poll"], "a kind of a later version": "no message: hologram"}
    assert {sent[number][0].partition(" in a ")[0]: reason for number, reason in reasons.items()} == unused | KEPT
    shown = {number for number, (_, ids) in sent.items() if ids and readable.issuperset(ids)}
    assert [sent[number][0] for number in sent.keys() - shown - reported - kept] == []
    assert {field for _, update in _updates() for field in update} >= KINDS.keys()


def pages(desk: DeskInProcess, path: str, field: str) -> Iterator[Any]:
    query: dict[str, str] = {}
    while True:
        status, page = desk.call("GET", path, query=query)
        assert status == 200, page
        yield from page[field]
        cursor = page.get("older_cursor") or page.get("next_cursor")
        if not cursor:
            return
        query = {"cursor": cursor}
