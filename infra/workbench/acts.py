"""Events at a desk, each as a request from outside."""

import itertools
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from infra.workbench.desk import Desk
from infra.workbench.made_up import AGENT
from infra.workbench.receiver import PHOTO

TEXT = (
    "Hello, my order has not arrived yet. The tracking page says that it left your warehouse on Monday. "
    "Could you tell me when it will be here? Thank you!!"
)
assert len(TEXT) == 150
FILE_BYTES = 5 * 1024 * 1024
_COLLEAGUE = "b2c3d4e5-5e6f-7081-92a3-b4c5d6e7f809"
_numbers = itertools.count(1)


@dataclass
class Thread:
    """One customer's conversation; the ids when it exists."""

    number: int
    telegram: bool = False
    id: str = ""
    ticket_id: str = ""
    reply_id: str = ""
    file_id: str = ""


def inbound(desk: Desk, thread: Thread) -> None:
    body, account = (_update(thread), desk.telegram) if thread.telegram else (custom_message(thread), desk.custom)
    [accepted] = desk.post(account, body)["messages"]
    thread.id, thread.ticket_id = accepted["conversation_id"], accepted["ticket_id"]


def inbound_photo(desk: Desk, thread: Thread) -> None:
    """Until the photo, which nobody has sent before, is stored."""
    number = next(_numbers)
    sizes = [(90, 67, 1_400), (800, 600, 68_000), (1280, 960, len(PHOTO))]
    photo = [_size(number, width, height, size) for width, height, size in sizes]
    update = _update(thread, caption=TEXT, photo=photo)
    [accepted] = desk.post(desk.telegram, update)["messages"]
    thread.id, thread.ticket_id = accepted["conversation_id"], accepted["ticket_id"]


def publish(desk: Desk, thread: Thread) -> None:
    message = desk.integrate("POST", f"/{desk.channel_id}/messages", published(desk, thread), 201)
    thread.id = message["conversationsThreadId"]


def view_page(desk: Desk, _thread: Thread) -> None:
    desk.call("POST", "/v1/tickets/query", {"limit": 50}, 200)


def view_counts(desk: Desk, _thread: Thread) -> None:
    desk.call("GET", "/v1/view-counts", None, 200)


def search(desk: Desk, _thread: Thread) -> None:
    desk.call("POST", "/v1/search", {"query": "order arriv", "types": ["message"]}, 200)


def report(desk: Desk, thread: Thread) -> None:
    desk.integrate("PATCH", f"/{desk.channel_id}/messages/{thread.reply_id}", {"statusType": "READ"}, 200)


def reply(desk: Desk, thread: Thread) -> None:
    key = {"idempotency-key": f"reply-{next(_numbers):030d}"}
    stored = desk.call("POST", f"/v1/conversations/{thread.id}/replies", {"text": TEXT}, expected=201, **key)
    thread.reply_id = stored["id"]


def note(desk: Desk, thread: Thread) -> None:
    key = {"idempotency-key": f"note-{next(_numbers):031d}"}
    desk.call("POST", f"/v1/conversations/{thread.id}/notes", {"text": TEXT}, expected=201, **key)


def draft(desk: Desk, thread: Thread) -> None:
    """Saved the first time; later ones name the version that they replace, at the same cost."""
    desk.call("PUT", f"/v1/conversations/{thread.id}/draft", {"text": TEXT}, expected=200)


def reply_from_draft(desk: Desk, thread: Thread) -> None:
    key = {"idempotency-key": f"reply-{next(_numbers):030d}"}
    body = {"text": TEXT, "draft": {"version": 1}}
    desk.call("POST", f"/v1/conversations/{thread.id}/replies", body, expected=201, **key)


def make_properties(desk: Desk, _thread: Thread) -> None:
    for name in ("size", "reason"):
        desk.call("POST", "/v1/ticket-properties", {"name": name, "label": name, "type": "text"}, expected=201)


def reply_and_wait(desk: Desk, thread: Thread) -> None:
    _reply_with_status(desk, thread, "waiting_on_contact")


def reply_and_close(desk: Desk, thread: Thread) -> None:
    _reply_with_status(desk, thread, "closed")


def _reply_with_status(desk: Desk, thread: Thread, status_id: str) -> None:
    key = {"idempotency-key": f"reply-{next(_numbers):030d}"}
    set_status = {"status_id": status_id, "properties": {"size": "small", "reason": "It did not arrive"}}
    body = {"text": TEXT, "set_status": set_status}
    desk.call("POST", f"/v1/conversations/{thread.id}/replies", body, expected=201, **key)


def schedule(desk: Desk, thread: Thread) -> None:
    """Until the schedule exists. When it is due, the reply takes the way of any other."""
    due = (datetime.now(UTC) + timedelta(days=1)).isoformat()
    key = {"idempotency-key": f"reply-{next(_numbers):030d}"}
    body = {"text": TEXT, "send_after": due}
    stored = desk.call("POST", f"/v1/conversations/{thread.id}/replies", body, expected=201, **key)
    thread.reply_id = stored["id"]


def cancel(desk: Desk, thread: Thread) -> None:
    desk.call("DELETE", f"/v1/messages/{thread.reply_id}", None, expected=200)


def fail(desk: Desk, thread: Thread) -> None:
    """As the channel reports it, after it has taken the reply."""
    desk.follow()
    body = {"statusType": "FAILED", "errorMessage": "The number is not in use."}
    desk.integrate("PATCH", f"/{desk.channel_id}/messages/{thread.reply_id}", body, 200)


def retry(desk: Desk, thread: Thread) -> None:
    desk.call("POST", f"/v1/messages/{thread.reply_id}/retries", {}, expected=200)


def reply_with_file(desk: Desk, thread: Thread) -> None:
    """From the upload on: the form, the upload itself, the reply; then the receiver reads the file."""
    reply_with(desk, thread, desk.upload("invoice.pdf", "application/pdf", FILE_BYTES))


def reply_with_photo(desk: Desk, thread: Thread) -> None:
    """The same; the sender itself reads the photo and uploads it to the service."""
    thread.file_id = desk.upload("photo.jpg", "image/jpeg", FILE_BYTES)
    reply_with(desk, thread, thread.file_id)


def reply_with(desk: Desk, thread: Thread, file_id: str) -> None:
    key = {"idempotency-key": f"reply-{next(_numbers):030d}"}
    body = {"text": TEXT, "attachments": [{"type": "FILE", "file_id": file_id}]}
    desk.call("POST", f"/v1/conversations/{thread.id}/replies", body, expected=201, **key)


def rule(desk: Desk, _thread: Thread) -> None:
    """New tickets go to one of ten people."""
    users = [desk.employ(f"{number:08d}-5e6f-7081-92a3-b4c5d6e7f809") for number in range(10)]
    body = {"automatic": True, "assign_to": "users_and_teams", "user_ids": users}
    desk.call("PUT", f"/v1/channel-accounts/{desk.custom.id}/routing", body, expected=200)


def reassign(desk: Desk, thread: Thread) -> None:
    desk.call("PATCH", f"/v1/tickets/{thread.ticket_id}", {"owner_id": desk.employ(_COLLEAGUE)}, expected=200)


def open_ticket(desk: Desk, thread: Thread) -> None:
    """With the newest entries, the contact, and what else the contact has."""
    desk.call("GET", f"/v1/tickets/{thread.ticket_id}", None, expected=200)


def assign(desk: Desk, thread: Thread) -> None:
    desk.call("PUT", f"/v1/tickets/{thread.ticket_id}/owner", {"owner_id": AGENT}, expected=200)


def change_property(desk: Desk, thread: Thread) -> None:
    desk.call("PATCH", f"/v1/tickets/{thread.ticket_id}", {"priority": "high"}, expected=200)


def change_many(desk: Desk, thread: Thread) -> None:
    """A hundred tickets, which customers have opened for it."""
    others = [Thread(1000 * thread.number + number) for number in range(100)]
    for other in others:
        inbound(desk, other)
    desk.follow()
    desk.take_usage()
    desk.take_feed_usage()
    change = {"priority": "high", "owner_id": AGENT}
    body = {"ticket_ids": [other.ticket_id for other in others], "change": change}
    desk.call("POST", "/v1/tickets/bulk", body, expected=202)


def authorize(desk: Desk, _thread: Thread) -> None:
    desk.authorize()


def refuse_webhook(desk: Desk, _thread: Thread) -> None:
    desk.refuse_webhook()


def refuse_caller(desk: Desk, _thread: Thread) -> None:
    desk.refuse_caller()


def published(desk: Desk, thread: Thread) -> dict[str, Any]:
    customer = {"type": "CHANNEL_SPECIFIC_OPAQUE_ID", "value": f"customer-{thread.number:012d}"}
    return {
        "channelAccountId": desk.connected,
        "messageDirection": "INCOMING",
        "senders": [{"deliveryIdentifier": customer, "name": "Cleo Customer"}],
        "text": TEXT,
        "timestamp": "2026-11-22T08:59:59Z",
        "integrationThreadId": f"conversation-{thread.number:012d}",
        "integrationIdempotencyId": f"message-{next(_numbers):024d}",
    }


def custom_message(thread: Thread) -> dict[str, Any]:
    return {
        "type": "message.created",
        "timestamp": "2026-11-22T09:00:00Z",
        "data": {
            "conversation": {"id": f"conversation-{thread.number:012d}"},
            "sender": {"id": f"customer-{thread.number:012d}", "name": "Cleo Customer", "email": "cleo@mail.example"},
            "message": {"id": f"message-{next(_numbers):024d}", "text": TEXT, "sent_at": "2026-11-22T08:59:59Z"},
        },
    }


def _size(number: int, width: int, height: int, size: int) -> dict[str, Any]:
    """With ids as long as Telegram's."""
    names = {"file_id": f"AgACAgQAAxkBAAI{number:055d}{width:04d}QAD", "file_unique_id": f"AQAD{number:09d}{width:04d}"}
    return names | {"file_size": size, "width": width, "height": height}


def _update(thread: Thread, **content: Any) -> dict[str, Any]:
    person = {"id": 100_000_000 + thread.number, "is_bot": False, "first_name": "Cleo", "last_name": "Customer"}
    chat = {"id": person["id"], "type": "private", "first_name": "Cleo"}
    message = {"message_id": next(_numbers), "from": person, "chat": chat, "date": 1_795_338_000}
    message |= content or {"text": TEXT}
    return {"update_id": 500_000_000 + next(_numbers), "message": message}
