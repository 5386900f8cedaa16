"""The example channel against the deployed stack."""

import uuid
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest
import urllib3

from infra.local.stack import LocalStack
from infra.local.tools import ROOT
from tests.support.deployed_client import Answer, Desk, eventually, http
from tests.support.paper_plane import running
from tests.support.samples import PNG


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

    def call(self, method: str, path: str, body: object = None, content_type: str = "application/json") -> Answer:
        headers = {"cookie": self._cookie, "content-type": content_type}
        response = http(method, f"{self._url}/{path}", body, headers)
        self._cookie = response.headers.get("set-cookie", self._cookie).partition(";")[0]
        return response

    def write(self, text: str) -> None:
        response = self.call("POST", "messages", {"name": "Cleo", "text": text})
        assert response.status == 200, response

    def messages(self) -> list[dict[str, Any]]:
        messages: list[dict[str, Any]] = self.call("GET", "messages").body["messages"]
        return messages

    def link(self, path: str) -> str | None:
        """The URL that a file of the chat redirects to; None if the file is not in this customer's chat."""
        url = self._url.removesuffix(f"/chat/{self._shop}") + path
        return urllib3.request("GET", url, headers={"cookie": self._cookie}, redirect=False).headers.get("location")

    def with_text(self, text: str) -> Any:
        return next((message for message in self.messages() if message["text"] == text), None)


def ticket_about(desk: Desk, subject: str) -> Any:
    tickets = desk.call("GET", "/tickets?limit=100").body["tickets"]
    return next((ticket for ticket in tickets if ticket["subject"] == subject), None)


def ask(desk: Desk, customer: Customer) -> Any:
    """The customer asks a question. Returns its ticket."""
    question = f"Rye bread? {uuid.uuid4()}"
    customer.write(question)
    ticket = eventually(lambda: ticket_about(desk, question))
    assert eventually(lambda: customer.with_text(question)["state"] == "sent")
    return ticket


def reply_to(desk: Desk, ticket: Any, text: str) -> str:
    response = desk.call("POST", f"/conversations/{ticket['conversation_id']}/replies", {"text": text})
    assert response.status == 201, response
    return str(response.body["id"])


def test_a_question_is_answered_and_the_desk_sees_that_the_reply_was_read(desk: Desk, plane: str) -> None:
    customer = Customer(plane)
    ticket = ask(desk, customer)
    assert ticket["contact_name"] == "Cleo"
    text = f"Until six <b>{uuid.uuid4()}</b>"
    reply = reply_to(desk, ticket, text)
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
    ticket = ask(desk, customer)
    assert customer.call("POST", "leave", {}).status == 200
    reply = reply_to(desk, ticket, "Are you there?")
    failed = eventually(lambda: (message := desk.message(reply))["status"] == "FAILED" and message)
    assert failed["failure"] == {"code": "reported_by_channel", "reason": "The customer has left the chat."}


def test_its_logo_is_kept_by_the_desk_and_served_without_a_token(desk: Desk, plane: str) -> None:
    def kept() -> Any:
        channels = desk.call("GET", "/channels?limit=100").body["channels"]
        return next((channel["logo_url"] for channel in channels if channel["name"] == "Paper Plane"), None)

    address = eventually(kept)
    assert plane not in address, "no browser learns where the channel's own server is"
    page = urlsplit(desk.description["workspace_url"])
    # Only browsers look up *.localhost without a name server.
    for url, headers in (
        (desk.description["desk_api_url"].removesuffix("/v1"), {}),
        (f"http://127.0.0.1:{page.port}", {"host": page.netloc}),
    ):
        response = urllib3.request("GET", url + address, headers=headers)
        assert (response.status, response.headers["content-type"]) == (200, "image/png")
        assert response.data == (ROOT / "examples/paper_plane/web/logo.png").read_bytes()
    [account] = [
        each
        for each in desk.call("GET", "/channel-accounts?limit=100").body["accounts"]
        if each["logo_url"] == address and each["archived_at"] is None
    ][:1]
    assert account["channel_id"]


def test_a_restart_at_another_url_updates_the_same_channel(desk: Desk, stack: LocalStack, database: Path) -> None:
    with running(stack, database) as old_url:
        customer = Customer(old_url)
        ticket = ask(desk, customer)
    with running(stack, database) as new_url:
        text = f"Until six {uuid.uuid4()}"
        reply_to(desk, ticket, text)
        customer.move(new_url)
        assert eventually(lambda: customer.with_text(text))
    url = f"{desk.description['channel_api_url']}/conversations/v3/custom-channels?limit=100"
    channels = http("GET", url, headers={"authorization": f"Bearer {desk.description['token']}"}).body["results"]
    assert [channel["name"] for channel in channels].count("Paper Plane") == 1


def test_pictures_are_delivered_in_both_directions(desk: Desk, plane: str) -> None:
    customer = Customer(plane)
    ticket = ask(desk, customer)
    assert customer.call("POST", "pictures?name=Cleo", PNG, "image/png").status == 200
    fetched = eventually(lambda: pictures_of(desk, ticket, "in"))
    assert (fetched[0]["name"], fetched[0]["content_type"], fetched[0]["size"]) == (
        "picture.png",
        "image/png",
        len(PNG),
    )
    file_id = upload(desk, PNG)
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
    """The files that the desk has stored."""
    messages = [entry for entry in desk.timeline(ticket["conversation_id"]) if entry.get("direction") == direction]
    return [
        part for message in messages for part in message["parts"] if part["type"] == "FILE" and part["state"] == "READY"
    ]


def upload(desk: Desk, content: bytes) -> str:
    """As an agent's client does: a form from the desk, posted to S3. Returns the file's id."""
    created = desk.call("POST", "/files", {"name": "rye.png", "content_type": "image/png", "size": len(content)}).body
    fields = {**created["upload"]["fields"], "file": ("rye.png", content)}
    assert urllib3.request("POST", created["upload"]["url"], fields=fields).status == 204
    return str(created["file"]["id"])


class Form(HTMLParser):
    """The fields that a browser submits when the page's only button is pressed: hidden fields, and the first option."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.fields: dict[str, str] = {}
        self._select = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        if tag == "input":
            self.fields[str(attributes["name"])] = str(attributes["value"])
        elif tag == "select":
            self._select = str(attributes["name"])
        elif tag == "option":
            self.fields.setdefault(self._select, str(attributes["value"]))


def test_an_administrator_connects_a_shop_in_the_redirect_flow(desk: Desk, plane: str) -> None:
    channels = desk.call("GET", "/channels?limit=100").body["channels"]
    [channel] = [channel for channel in channels if channel["name"] == "Paper Plane"]
    return_url = f"{desk.description['desk_api_url']}/docs"
    started = desk.call(
        "POST", f"/channels/{channel['id']}/connections", {"name": "Bicycles", "return_url": return_url}
    )
    assert started.status == 202, started
    page = http("GET", started.body["redirect_url"])
    form = Form(page.body)
    assert form.fields["shop"] == "bicycles"
    submitted = urlencode(form.fields).encode()
    for _ in range(2):  # as if the button were pressed twice
        returned = http("POST", f"{plane}/connect", submitted, {"content-type": "application/x-www-form-urlencoded"})
        assert (returned.status, "swagger" in returned.body.lower()) == (200, True)
    finished = desk.call("GET", f"/connections/{started.body['state']}")
    assert (finished.status, finished.body["status"]) == (200, "connected")
    ticket = ask(desk, Customer(plane, "bicycles"))
    text = f"Yes {uuid.uuid4()}"
    assert reply_to(desk, ticket, text)
    account = desk.call("GET", f"/channel-accounts/{ticket['account_id']}").body
    assert (account["name"], account["channel_id"]) == ("Bicycle repair", channel["id"])


def test_a_shop_is_closed_while_its_account_is_disabled_at_the_desk(desk: Desk, plane: str) -> None:
    account_id = ask(desk, Customer(plane))["account_id"]
    for active, words in ((False, "Bakery: closed"), (True, "/chat/bakery")):
        changed = desk.call("PATCH", f"/channel-accounts/{account_id}", {"active": active})
        assert changed.status == 200, changed
        eventually(lambda words=words: words in http("GET", f"{plane}/").body)
        written = Customer(plane).call("POST", "messages", {"name": "", "text": "Hello"})
        assert written.status == (200 if active else 400)


def test_invalid_requests_are_rejected(plane: str) -> None:
    event = {"type": "OUTGOING_CHANNEL_MESSAGE_CREATED", "eventId": "e1"}
    assert http("POST", f"{plane}/webhooks/desk", event).status == 401
    for length, status in (("9999999", 413), ("many", 411)):
        assert http("POST", f"{plane}/webhooks/desk", headers={"content-length": length}).status == status
    page = http("GET", f"{plane}/chat/bakery")
    assert "script-src 'self'" in page.headers["content-security-policy"]
