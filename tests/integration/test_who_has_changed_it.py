"""Each change of the feed says who has caused it: so a program leaves out its own, and what follows from them. B5"""

import pytest

from helpdesk.messaging.messages import Sender
from helpdesk.platform.outbound_http import HttpResponse
from tests.support.agent import reply
from tests.support.contacts import call, listed
from tests.support.desk import DeskInProcess
from tests.support.feed import Reading
from tests.support.line import BY_ID, Line
from tests.support.privacy import run
from tests.support.queue import follow, receive

ADA = "person:agent-1"
CLEO = Sender("cleo", "Cleo")


@pytest.fixture
def reading(desk: DeskInProcess) -> Reading:
    return Reading(desk)


def who(reading: Reading, *types: str) -> list[tuple[str, str]]:
    """Of changes of these types, or whose types begin so."""
    return [(each.type.value, each.actor) for each in reading.changes() if each.type.startswith(types)]


def known(desk: DeskInProcess, reading: Reading) -> str:
    """Somebody who has written."""
    desk.accept("Hello", sender=CLEO)
    desk.settle()
    reading.changes()
    return str(listed(desk)[0]["id"])


def test_a_customer_opens_a_ticket_and_becomes_a_contact(desk: DeskInProcess, reading: Reading) -> None:
    desk.accept("Hello", sender=CLEO)
    [contact] = listed(desk)
    customer = f"contact:{contact['id']}"
    assert who(reading, "contact", "ticket.created") == [("contact.created", customer), ("ticket.created", customer)]


def test_whoever_writes_first_opens_the_ticket_and_makes_the_contact(desk: DeskInProcess) -> None:
    line = Line(desk, BY_ID)
    reading = Reading(desk)
    line.started()
    assert who(reading, "contact", "ticket.created") == [("contact.created", ADA), ("ticket.created", ADA)]


def test_whoever_has_a_reply_sent_again_or_tried_now(desk: DeskInProcess, reading: Reading) -> None:
    conversation = desk.accept().conversation_id
    desk.settle()
    _, failing = reply(desk, conversation)
    follow(desk)
    desk.http.responses = [HttpResponse(503, {}, b"")]
    receive(desk)
    reading.changes()
    retries = f"/v1/messages/{failing['id']}/retries"
    for _ in range(2):
        call(desk, "POST", retries, {})
        assert who(reading, "message") == [("message.changed", ADA)], "it is tried now"
        desk.clock.forward(seconds=1)
    desk.http.responses = [HttpResponse(503, {}, b"")]
    receive(desk)
    assert who(reading, "message") == [("message.changed", "system:channel")], "it waits again"
    desk.http.responses = [HttpResponse(410, {}, b"")]
    desk.clock.forward(days=4)
    receive(desk)
    reading.changes()
    call(desk, "POST", retries, {})
    assert who(reading, "message") == [("message.queued", ADA)]


def test_whoever_changes_or_deletes_a_note(desk: DeskInProcess, reading: Reading) -> None:
    path = f"/v1/conversations/{desk.accept().conversation_id}/notes"
    note = call(desk, "POST", path, {"text": "She has called."})[1]
    reading.changes()
    call(desk, "PATCH", f"{path}/{note['id']}", {"text": "He has called."})
    assert who(reading, "note") == [("note.changed", ADA)]
    call(desk, "DELETE", f"{path}/{note['id']}")
    assert who(reading, "note") == [("note.deleted", ADA)]


def test_whoever_makes_changes_and_merges_contacts(desk: DeskInProcess, reading: Reading) -> None:
    cleo = known(desk, reading)
    email = {"type": "HS_EMAIL_ADDRESS", "value": "cleo@example.com"}
    made = call(desk, "POST", "/v1/contacts", {"name": "Cleo", "identifiers": [email]})[1]["id"]
    assert who(reading, "contact") == [("contact.created", ADA), ("contact.changed", ADA)]
    call(desk, "PATCH", f"/v1/contacts/{cleo}", {"owner_id": desk.agent.id})
    assert who(reading, "contact") == [("contact.changed", ADA)]
    phone = {"type": "HS_PHONE_NUMBER", "value": "+31612345678"}
    noted = call(desk, "POST", f"/v1/contacts/{cleo}/identifiers", phone)[1]["identifiers"]
    assert who(reading, "contact") == [("contact.changed", ADA)] * 2
    [its_id] = [each["id"] for each in noted if each["type"] == "HS_PHONE_NUMBER"]
    assert desk.call("DELETE", f"/v1/contacts/{cleo}/identifiers/{its_id}")[0] in {200, 204}
    assert who(reading, "contact") == [("contact.changed", ADA)]
    call(desk, "POST", f"/v1/contacts/{cleo}/merges", {"contact_id": made})
    assert who(reading, "contact") == [("contact.changed", ADA)] * 2


def test_a_contact_who_writes_has_changed_their_record_themselves(desk: DeskInProcess, reading: Reading) -> None:
    cleo = known(desk, reading)
    call(desk, "PATCH", f"/v1/contacts/{cleo}", {"owner_id": desk.agent.id})
    reading.changes()
    desk.accept("My address", sender=Sender("cleo", "Cleo", email="cleo@example.com"))
    assert who(reading, "contact") == [("contact.changed", f"contact:{cleo}")]


def test_what_is_erased_is_erased_by_the_desk(desk: DeskInProcess, reading: Reading) -> None:
    cleo = known(desk, reading)
    run(desk, "erasures", cleo)
    erased = who(reading, "contact.erased", "message.erased", "ticket.erased")
    assert {actor for _, actor in erased} == {"system:desk"}
    assert len(erased) == 3
