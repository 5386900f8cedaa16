"""What happens while a person is erased, and what comes late (M17)."""

import pytest

from helpdesk.intake.acceptance import NothingToJoin
from helpdesk.messaging.messages import Sender
from helpdesk.platform.errors import Unavailable
from tests.support.contacts import call, listed
from tests.support.desk import DeskInProcess, queue_event
from tests.support.file_store import FileStore
from tests.support.integrator import Integrator, party
from tests.support.privacy import ADDRESS, MARKER, everything, run, steps


def test_what_a_queue_still_has_of_an_erased_person_is_dropped(desk: DeskInProcess, store: FileStore) -> None:
    """Redelivered stream records, routing, replies, files, and the message itself: they come after the erasure."""
    app = Integrator(desk)
    channel, account = app.ready()
    desk.settle()
    file = {"type": "FILE", "url": f"https://files.example/{MARKER}.pdf", "name": MARKER}
    person = [party(ADDRESS, name=MARKER)]
    wrote = {"attachments": [file], "senders": person, "integrationIdempotencyId": "once"}
    app.publish(channel, account, f"{MARKER} wrote", **wrote)
    records = desk.backend.stream.batch()["Records"]
    desk.fanout({"Records": records})
    kept = [(desk.router, list(desk.routing_queue.messages)), (desk.fetcher, list(desk.files_queue.messages))]
    desk.files_queue.messages.clear()
    desk.settle()
    [contact] = listed(desk)
    conversation = call(desk, "GET", f"/v1/contacts/{contact['id']}/conversations")[1]["conversations"][0]
    path = f"/v1/conversations/{conversation['conversation_id']}/replies"
    call(desk, "POST", path, {"text": f"Dear {MARKER}"})
    replies = desk.backend.stream.batch()["Records"]
    desk.fanout({"Records": replies})
    kept.append((desk.sender, list(desk.outbound_queue.messages)))
    desk.outbound_queue.messages.clear()
    run(desk, "erasures", contact["id"])
    assert MARKER not in everything(desk, store)
    desk.fanout({"Records": [*records, *replies]})
    for queue in (desk.routing_queue, desk.outbound_queue, desk.files_queue):
        queue.messages.clear()
    for function, messages in kept:
        assert messages
        for message in messages:
            function(queue_event(message.body))
    for queue in (desk.dead_letters, desk.files_dead_letters, desk.routing_dead_letters):
        queue.messages.clear()
    assert MARKER not in everything(desk, store)
    body = app.message(account, f"{MARKER} wrote", **wrote)
    assert app.call("POST", f"/{channel}/messages", body)[0] == 410, "it was erased"
    left = everything(desk, store)
    assert MARKER not in left
    assert ADDRESS not in left


def test_who_writes_while_they_are_erased_is_never_half_there(desk: DeskInProcess, store: FileStore) -> None:
    """After each step of the job: the message is erased with the rest, asked for again, or a new contact's."""
    person = Sender(ADDRESS, "Zoe")
    for number in range(60):
        desk.accept(f"before {number}", thread="t1", sender=person)
    desk.settle()
    [contact] = listed(desk)
    job = call(desk, "POST", f"/v1/contacts/{contact['id']}/erasures")[1]
    step, number, refused = steps(desk, job["id"]), 0, 0
    while step():
        number += 1
        assert number < 50
        try:
            desk.accept(f"during {number}", thread="t1", sender=person)
        except Unavailable:  # the service sends it again
            refused += 1
    assert refused
    desk.settle()
    assert "before" not in everything(desk, store)
    [again] = listed(desk)
    [conversation] = call(desk, "GET", f"/v1/contacts/{again['id']}/conversations")[1]["conversations"]
    entries = call(desk, "GET", f"/v1/tickets/{conversation['id']}")[1]["entries"]
    texts = [each["text"] for each in entries if each["type"] == "message"]
    assert texts
    assert texts == sorted(texts, key=lambda text: int(text.split()[1]))


def test_a_message_that_comes_again_does_not_take_the_new_contact_away(desk: DeskInProcess, store: FileStore) -> None:
    person = Sender(ADDRESS, "Zoe")
    desk.accept(f"{MARKER} before", thread="t1", key="old", sender=person)
    desk.settle()
    [contact] = listed(desk)
    run(desk, "erasures", contact["id"])
    new = desk.accept("after", thread="t2", sender=person)
    with pytest.raises(NothingToJoin):
        desk.accept(f"{MARKER} before", thread="t1", key="old", sender=person)
    desk.settle()
    assert [each["name"] for each in listed(desk)] == ["Zoe"]
    assert call(desk, "GET", f"/v1/tickets/{new.ticket_id}")[1]["contact"]["name"] == "Zoe"
    assert MARKER not in everything(desk, store)
