"""What happens at a desk is in the change feed, once, and nothing else."""

from datetime import timedelta

import pytest

from helpdesk.feed.models import Change
from helpdesk.messaging.messages import Sender
from helpdesk.platform.clock import to_text
from helpdesk.platform.outbound_http import HttpResponse
from tests.support.agent import reply
from tests.support.contacts import call, listed
from tests.support.desk import DeskInProcess, custom_event, custom_message
from tests.support.feed import Reading, written
from tests.support.privacy import run
from tests.support.queue import follow, receive

ADA = "person:agent-1"


@pytest.fixture
def reading(desk: DeskInProcess) -> Reading:
    return Reading(desk)


def said(changes: list[Change]) -> list[tuple[str, str | None]]:
    return [(change.type.value, change.actor) for change in changes]


def test_a_first_message_is_received_and_opens_a_ticket_of_a_contact(desk: DeskInProcess, reading: Reading) -> None:
    accepted = desk.accept("Hello")
    contact, received, opened = reading.changes()
    assert [each.type.value for each in (contact, received, opened)] == [
        "contact.created",
        "message.received",
        "ticket.created",
    ]
    assert dict(received.ids) == {"ticket_id": accepted.ticket_id, "message_id": accepted.id}
    assert opened.ids == {"ticket_id": accepted.ticket_id, "contact_id": contact.ids["contact_id"]}
    assert (received.sequence, received.actor) == (1, f"contact:{contact.ids['contact_id']}")
    desk.settle()
    [routed] = reading.changes()
    assert (routed.type, routed.ids["change"], routed.actor) == ("ticket.changed", "routed", "system:router")
    assert reading.changes() == []


def test_a_message_that_comes_again_changes_nothing(desk: DeskInProcess, reading: Reading) -> None:
    for _ in range(2):
        assert desk.post(desk.custom, custom_event(custom_message()))[0] == 200
    assert reading.types().count("message.received") == 1
    desk.settle()
    reading.types()
    assert desk.post(desk.custom, custom_event(custom_message()))[0] == 200
    assert reading.types() == []


def test_a_reply_is_queued_then_sent_and_its_ticket_follows(desk: DeskInProcess, reading: Reading) -> None:
    conversation = desk.accept().conversation_id
    desk.settle()
    reading.types()
    reply(desk, conversation)
    assert said(reading.changes()) == [("message.queued", ADA)]
    desk.settle()
    assert said(reading.changes()) == [
        ("message.sent", "system:channel"),
        ("ticket.changed", ADA),  # who answers has it
        ("ticket.changed", "system:status_rule"),
        ("ticket.followed", "system:desk"),
    ]


def test_a_reply_that_fails_is_cancelled_or_sent_again(desk: DeskInProcess, reading: Reading) -> None:
    conversation = desk.accept().conversation_id
    desk.settle()
    reading.types()
    _, failing = reply(desk, conversation)
    follow(desk)
    assert reading.types().count("message.queued") == 1
    desk.http.responses = [HttpResponse(503, {}, b"")]
    assert receive(desk) == [False]
    assert reading.types() == ["message.changed", "ticket.followed"], "it waits for its next attempt, and is shown so"
    desk.http.responses = [HttpResponse(410, {}, b"")]
    desk.clock.forward(days=4)
    receive(desk)
    assert reading.types() == ["message.failed", "ticket.followed"]
    assert call(desk, "POST", f"/v1/messages/{failing['id']}/retries", {})[0] == 200
    queued = reading.changes()
    assert ("message.queued", ADA) in said(queued)
    assert ("ticket.changed", ADA) in said(queued)
    desk.settle()
    reading.types()
    _, due = reply(desk, conversation, send_after=to_text(desk.clock.now + timedelta(days=1)))
    desk.call("DELETE", f"/v1/messages/{due['id']}")
    assert "message.cancelled" in reading.types()


def test_a_note_is_added_changed_and_deleted(desk: DeskInProcess, reading: Reading) -> None:
    conversation = desk.accept().conversation_id
    desk.settle()
    reading.types()
    path = f"/v1/conversations/{conversation}/notes"
    note = call(desk, "POST", path, {"text": "She has called."})[1]
    call(desk, "PATCH", f"{path}/{note['id']}", {"text": "He has called."})
    [added] = reading.changes()
    assert (added.type, added.actor, added.ids["note_id"]) == ("note.added", ADA, note["id"])
    call(desk, "PATCH", f"{path}/{note['id']}", {"text": "They have called."})
    assert reading.types() == ["note.changed"]
    call(desk, "DELETE", f"{path}/{note['id']}")
    assert reading.types() == ["note.deleted"]


def test_who_has_decided_what_about_a_ticket(desk: DeskInProcess, reading: Reading) -> None:
    ticket = desk.accept().ticket_id
    desk.settle()
    reading.types()
    call(desk, "PUT", f"/v1/tickets/{ticket}/owner", {"owner_id": desk.agent.id})
    [change] = reading.changes()
    assert (change.type, change.actor, change.ids["change"]) == ("ticket.changed", ADA, "owner_changed")
    call(desk, "PUT", f"/v1/tickets/{ticket}/status", {"status": "closed"})
    assert [change.ids["change"] for change in reading.changes()] == ["status_changed"]
    desk.accept("Again")
    desk.settle()
    changes = reading.changes()
    assert "ticket.changed" in [each.type for each in changes], "it is open again"
    assert "ticket.followed" in [each.type for each in changes], "and shows what was written"


def test_a_contact_is_changed_merged_and_erased(desk: DeskInProcess, reading: Reading) -> None:
    for name in ("ada", "cleo"):
        desk.accept(f"from {name}", thread=name, sender=Sender(name, name.title()))
    desk.settle()
    reading.types()
    first, second = [each["id"] for each in listed(desk)]
    call(desk, "PATCH", f"/v1/contacts/{first}", {"owner_id": desk.agent.id})
    trail, changed = sorted(reading.changes(), key=lambda each: each.type, reverse=True)
    assert (changed.type, changed.ids) == ("contact.changed", {"contact_id": first})
    assert (trail.type, trail.ids["change"], trail.actor) == ("desk.changed", "contact.updated", ADA)
    email = {"type": "HS_EMAIL_ADDRESS", "value": "cleo@example.com", "verified": True}
    call(desk, "POST", f"/v1/contacts/{first}/identifiers", email)
    assert ("contact.changed", "identifiers") in [(each.type, each.ids.get("change")) for each in reading.changes()]
    call(desk, "POST", f"/v1/contacts/{first}/merges", {"contact_id": second})
    merged = [each.ids["contact_id"] for each in reading.changes() if each.type == "contact.changed"]
    assert sorted(merged) == sorted([first, second])
    run(desk, "erasures", first)
    erased = reading.changes()
    types = [each.type.value for each in erased]
    assert types.count("contact.erased") == types.count("message.erased") == types.count("ticket.erased") == 2
    assert not any(each.type.startswith("ticket.") and each.type != "ticket.erased" for each in erased)


def test_accounts_users_and_the_desk_are_changed(desk: DeskInProcess, reading: Reading) -> None:
    call(desk, "PATCH", f"/v1/channel-accounts/{desk.custom.id}", {"name": "Other chat"})
    [account] = reading.changes()
    assert (account.type, account.ids["account_id"], account.actor) == ("account.changed", desk.custom.id, ADA)
    call(desk, "PUT", "/v1/me/availability", {"state": "away"})
    users = [each for each in reading.changes() if each.type == "user.changed"]
    assert [(each.ids["user_id"], each.ids["change"], each.actor) for each in users] == [
        ("agent-1", "availability", ADA)
    ]
    call(desk, "POST", "/v1/snippets", {"name": "Thanks", "shortcut": "thx", "text": "Thank you"})
    [snippet] = reading.changes()
    assert (snippet.type, snippet.ids["change"]) == ("desk.changed", "snippet.created")
    assert snippet.ids.keys() == {"change", "snippet_id", "event_id"}


def test_nothing_personal_is_in_the_feed(desk: DeskInProcess) -> None:
    desk.accept("Zeppelin speaks", sender=Sender("zeppelin-17", "Zeppelin", email="zeppelin@example.com"))
    desk.settle()
    text = str(written(desk)).lower()
    assert "ticket.created" in text
    assert "zeppelin" not in text
