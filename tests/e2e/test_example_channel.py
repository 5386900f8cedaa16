"""The example channel as an integrator runs it: its own process and server, against the deployed stack."""

import subprocess
import sys
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
import urllib3

from infra.local.stack import LocalStack
from infra.local.tools import ROOT
from tests.support.deployed_client import Answer, Desk, eventually, http
from tests.support.samples import PNG


@contextmanager
def running(stack: LocalStack, database: Path) -> Iterator[str]:
    """Its address."""
    command = [sys.executable, "-m", "examples.paper_plane", "--port", "0", "--database", str(database)]
    command += ["--stack", str(stack.directory / "stack.json")]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        greeting = process.stdout.readline()
        assert "/chat/bakery" in greeting
        try:
            yield greeting.split()[-1].removesuffix("/chat/bakery")
        finally:
            process.terminate()
            assert process.wait(20) == 0


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "paper_plane.sqlite3"


@pytest.fixture
def plane(stack: LocalStack, database: Path) -> Iterator[str]:
    with running(stack, database) as url:
        yield url


class Customer:
    """What the chat page does, without a browser."""

    def __init__(self, plane: str, shop: str = "bakery") -> None:
        self._shop = shop
        self._cookie = ""
        self.move(plane)

    def move(self, plane: str) -> None:
        self._url = f"{plane}/chat/{self._shop}"

    def call(self, method: str, what: str, body: object = None, content_type: str = "application/json") -> Answer:
        headers = {"cookie": self._cookie, "content-type": content_type}
        answer = http(method, f"{self._url}/{what}", body, headers)
        self._cookie = answer.headers.get("set-cookie", self._cookie).partition(";")[0]
        return answer

    def write(self, text: str) -> None:
        answer = self.call("POST", "messages", {"name": "Cleo", "text": text})
        assert answer.status == 200, answer

    def messages(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.call("GET", "messages").body["messages"]
        return found

    def link(self, path: str) -> str | None:
        """Where the browser is sent to for a file of the chat; None where it is not for this customer."""
        url = self._url.removesuffix(f"/chat/{self._shop}") + path
        return urllib3.request("GET", url, headers={"cookie": self._cookie}, redirect=False).headers.get("location")

    def with_text(self, text: str) -> Any:
        return next((message for message in self.messages() if message["text"] == text), None)


def ticket_about(desk: Desk, subject: str) -> Any:
    tickets = desk.call("GET", "/tickets?limit=100").body["tickets"]
    return next((ticket for ticket in tickets if ticket["subject"] == subject), None)


def asked(desk: Desk, customer: Customer) -> Any:
    """The ticket that the customer's question has become."""
    question = f"Rye bread? {uuid.uuid4()}"
    customer.write(question)
    ticket = eventually(lambda: ticket_about(desk, question))
    assert eventually(lambda: customer.with_text(question)["state"] == "sent")
    return ticket


def replied(desk: Desk, ticket: Any, text: str) -> str:
    answer = desk.call("POST", f"/conversations/{ticket['conversation_id']}/replies", {"text": text})
    assert answer.status == 201, answer
    return str(answer.body["id"])


def test_a_question_is_answered_and_the_desk_sees_the_answer_read(desk: Desk, plane: str) -> None:
    customer = Customer(plane)
    ticket = asked(desk, customer)
    assert ticket["contact_name"] == "Cleo"
    text = f"Until six <b>{uuid.uuid4()}</b>"
    reply = replied(desk, ticket, text)
    shown = eventually(lambda: customer.with_text(text))
    assert eventually(lambda: desk.message(reply)["status"] == "DELIVERED")
    assert customer.call("POST", "read", {"number": shown["number"]}).status == 200
    assert eventually(lambda: desk.message(reply)["status"] == "READ")
    customer.write("Thank you!")
    arrived = eventually(
        lambda: customer.with_text("Thank you!")["state"] == "sent" and desk.timeline(ticket["conversation_id"])
    )
    assert [entry["text"] for entry in arrived if entry["type"] == "message"][1:] == [text, "Thank you!"]


def test_a_reply_to_a_customer_who_has_left_fails_with_the_reason(desk: Desk, plane: str) -> None:
    customer = Customer(plane)
    ticket = asked(desk, customer)
    assert customer.call("POST", "leave", {}).status == 200
    reply = replied(desk, ticket, "Are you there?")
    failed = eventually(lambda: (one := desk.message(reply))["status"] == "FAILED" and one)
    assert failed["failure"] == {"code": "reported_by_channel", "reason": "The customer has left the chat."}


def test_started_again_at_another_address_it_is_the_same_channel(desk: Desk, stack: LocalStack, database: Path) -> None:
    with running(stack, database) as before:
        customer = Customer(before)
        ticket = asked(desk, customer)
    with running(stack, database) as now:
        text = f"Until six {uuid.uuid4()}"
        replied(desk, ticket, text)
        customer.move(now)
        assert eventually(lambda: customer.with_text(text))
    url = f"{desk.description['channel_api_url']}/conversations/v3/custom-channels?limit=100"
    channels = http("GET", url, headers={"authorization": f"Bearer {desk.description['token']}"}).body["results"]
    assert [channel["name"] for channel in channels].count("Paper Plane") == 1


def test_a_picture_goes_each_way(desk: Desk, plane: str) -> None:
    customer = Customer(plane)
    ticket = asked(desk, customer)
    assert customer.call("POST", "pictures?name=Cleo", PNG, "image/png").status == 200
    fetched = eventually(lambda: pictures_of(desk, ticket, "in"))
    assert (fetched[0]["name"], fetched[0]["content_type"], fetched[0]["size"]) == (
        "picture.png",
        "image/png",
        len(PNG),
    )
    file_id = uploaded(desk, PNG)
    path = f"/conversations/{ticket['conversation_id']}/replies"
    attachments = [{"type": "FILE", "file_id": file_id}]
    reply = desk.call("POST", path, {"text": f"Look {uuid.uuid4()}", "attachments": attachments})
    assert reply.status == 201, reply
    shown = eventually(lambda: customer.with_text(reply.body["text"]))
    [file] = shown["files"]
    assert (file["name"], file["usage"]) == ("rye.png", "IMAGE")
    link = customer.link(file["url"])
    assert urllib3.request("GET", link).data == PNG
    assert Customer(plane).link(file["url"]) is None


def pictures_of(desk: Desk, ticket: Any, direction: str) -> list[Any]:
    """What the desk has in store."""
    messages = [entry for entry in desk.timeline(ticket["conversation_id"]) if entry.get("direction") == direction]
    return [
        part for message in messages for part in message["parts"] if part["type"] == "FILE" and part["state"] == "READY"
    ]


def uploaded(desk: Desk, content: bytes) -> str:
    """As an agent's client does it: a form from the desk, posted to S3."""
    begun = desk.call("POST", "/files", {"name": "rye.png", "content_type": "image/png", "size": len(content)}).body
    fields = {**begun["upload"]["fields"], "file": ("rye.png", content)}
    assert urllib3.request("POST", begun["upload"]["url"], fields=fields).status == 204
    return str(begun["file"]["id"])


class Form(HTMLParser):
    """What a browser would send when the only button of a page is pressed: hidden fields, and the first option."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.fields: dict[str, str] = {}
        self._select = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        if tag == "input":
            self.fields[str(said["name"])] = str(said["value"])
        elif tag == "select":
            self._select = str(said["name"])
        elif tag == "option":
            self.fields.setdefault(self._select, str(said["value"]))


def test_an_administrator_connects_a_shop_by_the_flow(desk: Desk, plane: str) -> None:
    channels = desk.call("GET", "/channels?limit=100").body["channels"]
    [channel] = [one for one in channels if one["name"] == "Paper Plane"]
    back = f"{desk.description['desk_api_url']}/docs"
    begun = desk.call("POST", f"/channels/{channel['id']}/connections", {"name": "Bicycles", "return_url": back})
    assert begun.status == 202, begun
    page = http("GET", begun.body["redirect_url"])
    form = Form(page.body)
    assert form.fields["shop"] == "bicycles"
    pressed = urlencode(form.fields).encode()
    for _ in range(2):  # a button is pressed twice at times
        returned = http("POST", f"{plane}/connect", pressed, {"content-type": "application/x-www-form-urlencoded"})
        assert (returned.status, "swagger" in returned.body.lower()) == (200, True)
    ended = desk.call("GET", f"/connections/{begun.body['state']}")
    assert (ended.status, ended.body["status"]) == (200, "connected")
    ticket = asked(desk, Customer(plane, "bicycles"))
    text = f"Yes {uuid.uuid4()}"
    assert replied(desk, ticket, text)
    account = desk.call("GET", f"/channel-accounts/{ticket['account_id']}").body
    assert (account["name"], account["channel_id"]) == ("Bicycle repair", channel["id"])


def test_a_shop_that_is_switched_off_at_the_desk_is_closed_until_it_is_on_again(desk: Desk, plane: str) -> None:
    account_id = asked(desk, Customer(plane))["account_id"]
    for active, words in ((False, "Bakery: closed"), (True, "/chat/bakery")):
        changed = desk.call("PATCH", f"/channel-accounts/{account_id}", {"active": active})
        assert changed.status == 200, changed
        eventually(lambda words=words: words in http("GET", f"{plane}/").body)
        written = Customer(plane).call("POST", "messages", {"name": "", "text": "Hello"})
        assert written.status == (200 if active else 400)


def test_strangers_are_refused(plane: str) -> None:
    event = {"type": "OUTGOING_CHANNEL_MESSAGE_CREATED", "eventId": "e1"}
    assert http("POST", f"{plane}/webhooks/desk", event).status == 401
    for length, status in (("9999999", 413), ("many", 411)):
        assert http("POST", f"{plane}/webhooks/desk", headers={"content-length": length}).status == status
    page = http("GET", f"{plane}/chat/bakery")
    assert "script-src 'self'" in page.headers["content-security-policy"]
