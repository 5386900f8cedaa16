"""Files that customers send to a bot: fetched from Telegram once, shown with what Telegram says of them."""

import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest

from helpdesk.platform.outbound_http import GuardedPoster, NotReached
from infra.workbench.engine import Backend
from tests.support.bot_files import BotFiles, bot_files, refused
from tests.support.desk import TELEGRAM_SECRET, DeskInProcess, queue_event
from tests.support.file_store import FileStore, file_store
from tests.support.http_server import responding
from tests.support.samples import OF_TYPE, PNG

TOKEN = "124:a-token-that-is-told-to-nobody"
NIA = {"id": 7, "is_bot": False, "first_name": "Nia"}
BOT = {"id": 9, "is_bot": True, "first_name": "Helper"}
PRIVATE = {"id": 7, "type": "private"}
JPEG = OF_TYPE["image/jpeg"]
MB = 1024 * 1024


@pytest.fixture
def store() -> Iterator[FileStore]:
    with file_store() as created:
        yield created


@pytest.fixture
def bot() -> Iterator[BotFiles]:
    with bot_files(TOKEN) as files:
        yield files


class Customer:
    """Sends files to a bot of the desk."""

    def __init__(self, desk: DeskInProcess, bot: BotFiles) -> None:
        self.desk, self.bot, self.sent = desk, bot, 0
        self.account = desk.connections.connect(
            "telegram", "Files", TELEGRAM_SECRET, {"bot_token": TOKEN}, delivery_url=bot.url
        )

    def sends(self, **content: Any) -> dict[str, Any]:
        """The message as the timeline shows it, before anything was fetched."""
        self.sent += 1
        about = {"message_id": self.sent, "from": NIA, "chat": PRIVATE, "date": 1454119029}
        status, response = self.desk.post(self.account, {"update_id": self.sent, "message": about | content})
        assert status == 200
        self.conversation = response["messages"][0]["conversation_id"]
        return self.shown(response["messages"][0]["id"])

    def shown(self, message_id: str) -> dict[str, Any]:
        status, timeline = self.desk.call("GET", f"/v1/conversations/{self.conversation}/timeline")
        assert status == 200
        [entry] = [entry for entry in timeline["entries"] if entry.get("id") == message_id]
        found: dict[str, Any] = entry
        return found

    def phone(self) -> str | None:
        [ticket] = self.desk.call("GET", "/v1/tickets")[1]["tickets"]
        contact = self.desk.acceptance._contacts.find(ticket["contact_id"])
        assert contact is not None
        return contact.phone

    def sends_a_file(self, **content: Any) -> dict[str, Any]:
        """The first part, after everything that follows from the message."""
        message = self.sends(**content)
        self.desk.settle()
        part: dict[str, Any] = self.shown(message["id"])["parts"][0]
        return part


@pytest.fixture
def customer(backend: Backend, store: FileStore, bot: BotFiles) -> Customer:
    desk = DeskInProcess(backend, lambda: store.client)
    assert desk.call("PUT", "/v1/settings/files", {"serve_unscanned": True})[0] == 200
    desk.http.server = GuardedPoster(allow_loopback=True).post
    return Customer(desk, bot)


def photo(*file_ids: str, size: int = 1000, unique: str | None = None) -> list[dict[str, Any]]:
    """From the smallest to the largest size."""
    return [
        {
            "file_id": file_id,
            "file_unique_id": unique or f"of-{file_id}",
            "file_size": size,
            "width": 90 * (at + 1),
            "height": 60 * (at + 1),
        }
        for at, file_id in enumerate(file_ids)
    ]


def document(file_id: str = "d1", **more: Any) -> dict[str, Any]:
    return {"file_id": file_id, "file_unique_id": f"of-{file_id}", "file_name": "a.pdf"} | more


def test_a_photo_is_shown_at_once_and_fetched_later(customer: Customer, store: FileStore) -> None:
    customer.bot.contents = {"large": JPEG}
    message = customer.sends(photo=photo("small", "large"), caption="Look")
    assert (message["content"], message["text"], message["label"], message["raw"]) == ("text", "Look", "Photo", None)
    [awaited] = message["parts"]
    assert (awaited["state"], awaited["name"], awaited["size"]) == ("PENDING", "photo", 1000)
    customer.desk.settle()
    [part] = customer.shown(message["id"])["parts"]
    assert part == awaited | {"state": "READY", "name": "photo.jpg", "size": len(JPEG)}
    assert (part["usage"], part["content_type"], part["width"], part["height"]) == ("IMAGE", "image/jpeg", 180, 120)
    assert customer.bot.asked == ["large"]
    file = customer.desk.call("GET", f"/v1/files/{part['file_id']}")[1]
    assert (file["state"], file["source"]) == ("READY", "provider")
    assert customer.desk.call("GET", f"/v1/files/{part['file_id']}/content", query={"redirect": "false"})[0] == 200
    [key] = store.keys()
    assert store.content(key) == JPEG


def test_a_file_that_was_fetched_is_not_fetched_again(customer: Customer) -> None:
    """Telegram gives each message its own id of the same file."""
    customer.bot.contents = {"one": JPEG, "two": JPEG}
    first = customer.sends_a_file(photo=photo("one", unique="same"))
    second = customer.sends_a_file(document=document("two", file_unique_id="same", file_name="holiday.jpg"))
    assert (second["file_id"], second["state"], second["name"]) == (first["file_id"], "READY", "holiday.jpg")
    assert (customer.bot.asked, customer.bot.downloads) == (["one"], 1)


def test_the_same_file_of_two_bots_is_two_files(customer: Customer) -> None:
    customer.bot.contents = {"one": JPEG}
    first = customer.sends_a_file(photo=photo("one"))
    customer.account = customer.desk.telegram
    assert customer.sends(photo=photo("one"))["parts"][0]["file_id"] != first["file_id"]


def test_a_voice_message_keeps_its_length(customer: Customer) -> None:
    customer.bot.contents = {"v1": OF_TYPE["audio/ogg"]}
    voice = {"file_id": "v1", "file_unique_id": "u", "duration": 12, "mime_type": "audio/ogg", "file_size": 9}
    part = customer.sends_a_file(voice=voice)
    assert (part["usage"], part["duration_seconds"], part["name"]) == ("VOICE_RECORDING", 12, "voice message.ogg")


def test_a_file_that_bots_cannot_fetch_says_what_to_do(customer: Customer) -> None:
    part = customer.sends_a_file(document=document(file_size=20 * MB + 1))
    assert (part["state"], part["size"], part["failure"]["code"]) == ("FAILED", 20 * MB + 1, "too_large_for_bots")
    assert "Ask the customer for a link" in part["failure"]["reason"]
    assert customer.bot.asked == []
    assert customer.desk.files_queue.messages == []


def test_the_largest_size_that_bots_can_fetch_is_taken(customer: Customer) -> None:
    customer.bot.contents = {"small": JPEG}
    sizes = photo("small") + photo("huge", size=20 * MB + 1)
    assert customer.sends_a_file(photo=sizes)["state"] == "READY"
    assert customer.bot.asked == ["small"]


def test_a_file_of_another_bot_is_not_fetched_and_says_what_to_do(customer: Customer) -> None:
    part = customer.sends_a_file(document=document("another-bots"))
    assert (part["state"], part["failure"]["code"]) == ("FAILED", "unknown_file")
    assert "Ask the customer to send it again" in part["failure"]["reason"]
    assert customer.bot.asked == ["another-bots"]


def test_a_file_that_grew_is_refused_by_telegram(customer: Customer) -> None:
    customer.bot.refusals = [refused(400, "Bad Request: file is too big")]
    part = customer.sends_a_file(document=document(file_size=20 * MB))
    assert (part["state"], part["failure"]["code"]) == ("FAILED", "too_large_for_bots")


@pytest.mark.parametrize("status", [401, 404])
def test_a_token_that_was_revoked_is_named_without_it(customer: Customer, status: int) -> None:
    customer.bot.refusals = [refused(status, f"Unauthorized: {TOKEN}")]
    part = customer.sends_a_file(document=document())
    assert (part["state"], part["failure"]["code"]) == ("FAILED", "bot_unauthorized")
    assert TOKEN not in json.dumps(part)


def test_a_newer_message_with_a_file_that_failed_starts_again(customer: Customer) -> None:
    customer.bot.contents = {"d1": PNG, "d2": PNG}
    customer.bot.refusals = [refused(401, "Unauthorized")]
    failed = customer.sends_a_file(document=document())
    customer.desk.clock.forward(seconds=1)
    again = customer.sends_a_file(document=document("d2", file_unique_id="of-d1"))
    assert (again["file_id"], again["state"], failed["state"]) == (failed["file_id"], "READY", "FAILED")


def test_the_message_whose_file_failed_does_not_start_again(customer: Customer) -> None:
    customer.bot.contents = {"d1": PNG}
    customer.bot.refusals = [refused(401, "Unauthorized")]
    message = customer.sends(document=document())
    [queued] = queued_files(customer.desk)
    for _ in range(2):
        customer.desk.fetcher(queue_event(queued))
    assert customer.shown(message["id"])["parts"][0]["state"] == "FAILED"
    assert customer.bot.asked == ["d1"]


def test_a_file_that_is_too_large_does_not_start_again(customer: Customer) -> None:
    customer.bot.refusals = [refused(400, "Bad Request: file is too big")]
    customer.sends_a_file(document=document())
    customer.desk.clock.forward(seconds=1)
    assert customer.sends_a_file(document=document("d2", file_unique_id="of-d1"))["state"] == "FAILED"
    assert customer.bot.asked == ["d1"]


def queued_files(desk: DeskInProcess) -> list[str]:
    """What the fan-out queued, before it is fetched."""
    for records in iter(lambda: desk.backend.stream.batch()["Records"], []):
        desk.fanout({"Records": records})
    queued, desk.files_queue.messages = desk.files_queue.messages, []
    return [message.body for message in queued]


@pytest.mark.parametrize(
    ("refusal", "code"),
    [
        (refused(429, "Too Many Requests: retry after 30", retry_after=30), "status_429"),
        (refused(500, "Internal Server Error"), "status_500"),
        (responding(502, b"<html>Bad gateway</html>"), "status_502"),
        (responding(404, b"<html>Not found</html>"), "status_404"),
        (refused(400, "Bad Request: wrong file_id or the file is temporarily unavailable"), "file_unavailable"),
    ],
)
def test_what_may_pass_is_retried(customer: Customer, refusal: Any, code: str) -> None:
    customer.bot.contents, customer.bot.refusals = {"d1": PNG}, [refusal]
    message = customer.sends(document=document())
    [queued] = queued_files(customer.desk)
    retried = customer.desk.fetcher(queue_event(queued))
    assert retried["batchItemFailures"]
    waiting = customer.shown(message["id"])["parts"][0]
    assert (waiting["state"], waiting["failure"]["code"]) == ("PENDING", code)
    assert customer.desk.files_queue.shown_again[-1] >= (30 if code == "status_429" else 1)
    assert not customer.desk.fetcher(queue_event(queued, received=2))["batchItemFailures"]
    assert customer.shown(message["id"])["parts"][0]["state"] == "READY"


def test_an_api_that_is_not_reached_is_retried(customer: Customer) -> None:
    def away(*_: object) -> Any:
        raise NotReached("no connection")

    customer.desk.http.server = away
    message = customer.sends(document=document())
    [queued] = queued_files(customer.desk)
    for received in range(1, 6):
        customer.desk.fetcher(queue_event(queued, received=received))
    part = customer.shown(message["id"])["parts"][0]
    assert (part["state"], part["failure"]["code"]) == ("FAILED", "not_reached")
    assert len(customer.desk.files_dead_letters.messages) == 1


@pytest.mark.parametrize("path", ["/etc/passwd", "../../bot/getMe", "a//b", "a/./b", "x" * 2000, 7, None, {"a": 1}])
def test_a_path_that_is_no_path_is_not_followed(customer: Customer, path: Any) -> None:
    customer.bot.contents, customer.bot.path = {"d1": PNG}, path
    if path is None:
        customer.bot.refusals = [responding(200, b'{"ok": true, "result": {"file_id": "d1"}}')]
    part = customer.sends_a_file(document=document())
    assert (part["state"], part["failure"]["code"]) == ("FAILED", "no_path")
    assert customer.bot.downloads == 0


def test_the_token_is_in_no_log_and_in_no_item(customer: Customer, caplog: pytest.LogCaptureFixture) -> None:
    """urllib3 warns of headers that it cannot read, with the whole URL."""
    caplog.set_level(logging.DEBUG)
    malformed = responding(200, b"", **{"x bad": "header"})
    customer.bot.contents, customer.bot.refusals = {"d1": PNG}, [malformed]
    customer.sends_a_file(document=document())
    customer.bot.refusals = [refused(400, f"Bad Request: {TOKEN}")]
    part = customer.sends_a_file(document=document("d2"))
    assert (part["failure"]["code"]) == "unknown_file"
    told = [*caplog.messages, json.dumps(customer.desk.call("GET", f"/v1/conversations/{customer.conversation}")[1])]
    told += [str(customer.desk.files.get(part["file_id"]))]
    assert not any("told-to-nobody" in line for line in told)


def test_a_deleted_account_fetches_nothing(customer: Customer) -> None:
    customer.bot.contents = {"d1": PNG}
    message = customer.sends(document=document())
    path = f"/v1/channel-accounts/{customer.account.id}"
    assert customer.desk.call("DELETE", path, query={"confirm": "Files"})[0] == 200
    customer.desk.settle()
    part = customer.shown(message["id"])["parts"][0]
    assert (part["state"], part["failure"]["code"]) == ("FAILED", "account_deleted")
    assert customer.bot.asked == []


def test_an_edit_that_changes_nothing_is_recognised_by_the_files_permanent_name(customer: Customer) -> None:
    first = customer.sends(photo=photo("one", unique="same"), caption="Look")
    edited = {"message_id": 1, "from": NIA, "chat": PRIVATE, "date": 1454119029, "edit_date": 1454119100}
    for photo_, caption in (("two", "Look"), ("three", "Look here")):
        content = {"photo": photo(photo_, unique="same"), "caption": caption}
        update = {"update_id": len(caption), "edited_message": edited | content}
        _, response = customer.desk.post(customer.account, update)
    assert response["messages"][0]["id"] != first["id"]
    entries = customer.desk.call("GET", f"/v1/conversations/{customer.conversation}/timeline")[1]["entries"]
    assert [(entry["content"], entry["text"]) for entry in entries] == [("text", "Look"), ("edited", "Look here")]
    assert len({entry["parts"][0]["file_id"] for entry in entries}) == 1


def test_customers_who_share_their_own_contact_complete_their_phone_number(customer: Customer) -> None:
    card = {"phone_number": "31612345678", "first_name": "Nia"}
    customer.sends(text="Hello")
    customer.sends(contact=card | {"user_id": 8})
    assert customer.phone() is None
    customer.sends(contact=card | {"user_id": NIA["id"]})
    assert customer.phone() == "+31612345678"


def test_a_ticket_says_what_came(customer: Customer) -> None:
    customer.sends(sticker=document("s", emoji="🙏", is_animated=False, is_video=False), via_bot=BOT)
    ticket = customer.desk.call("GET", "/v1/tickets")[1]["tickets"][0]
    assert ticket["subject"] == "Sticker 🙏, Via Helper"
