"""The erasure of a person to whom replies are under way: scheduled, waiting for their receiver, or failed (M17)."""

from datetime import timedelta
from typing import Any

import pytest

from helpdesk.delivery.parked import ParkedRepository
from helpdesk.messaging.messages import Sender
from helpdesk.platform.clock import to_text
from helpdesk.platform.outbound_http import HttpResponse
from infra.workbench.tables import CONVERSATIONS
from tests.support.agent import reply
from tests.support.contacts import call
from tests.support.desk import DeskInProcess, queue_event
from tests.support.file_store import FileStore
from tests.support.integrator import Integrator
from tests.support.outage import Outage
from tests.support.privacy import ADDRESS, MARKER, everything, run
from tests.support.queue import posted


def contact_of(desk: DeskInProcess, ticket_id: str) -> str:
    desk.settle()
    found: str = call(desk, "GET", f"/v1/tickets/{ticket_id}")[1]["contact_id"]
    return found


def test_a_scheduled_reply_never_leaves(desk: DeskInProcess, store: FileStore) -> None:
    accepted = desk.accept(sender=Sender(ADDRESS, MARKER))
    due = to_text(desk.clock.now + timedelta(hours=3))
    assert reply(desk, accepted.conversation_id, f"Dear {MARKER}", send_after=due)[0] == 201
    desk.settle()
    assert desk.schedules.waiting
    assert run(desk, "erasures", contact_of(desk, accepted.ticket_id))["state"] == "done"
    assert MARKER not in everything(desk, store)
    desk.clock.forward(hours=4)
    desk.outbound_queue.send(desk.schedules.due(desk.clock.now))
    desk.settle()
    assert posted(desk) == []
    assert desk.dead_letters.messages == []


def test_a_reply_that_waits_for_its_receiver_is_dropped_and_others_follow(
    desk: DeskInProcess, store: FileStore
) -> None:
    outage = Outage(desk)
    first, *_ = outage.open()
    gone = desk.accept("Hello", thread="gone", sender=Sender(ADDRESS, MARKER))
    outage.reply(gone.conversation_id, f"Dear {MARKER}")
    outage.reply(first, "another")
    outage.run(seconds=5)
    parked = ParkedRepository(desk.database.table(CONVERSATIONS))
    assert gone.conversation_id.removeprefix("cnv_") in str([each.event_id for each in parked.first(desk.custom.id, 9)])
    contact = call(desk, "GET", f"/v1/tickets/{gone.ticket_id}")[1]["contact_id"]
    job = call(desk, "POST", f"/v1/contacts/{contact}/erasures")[1]
    desk.settle()
    assert call(desk, "GET", f"/v1/jobs/{job['id']}")[1]["state"] == "done"
    assert MARKER not in everything(desk, store)
    outage.is_over()
    outage.run(hours=1)
    assert f"Dear {MARKER}" not in outage.texts
    assert "another" in outage.texts
    assert (parked.first(desk.custom.id, 9), outage.account["delivery"]["state"]) == ([], "healthy")


def published(desk: DeskInProcess, **more: Any) -> tuple[Integrator, str, str]:
    """An app, its account, and the conversation of the person who wrote there."""
    app = Integrator(desk)
    channel, account = app.ready()
    body = app.publish(channel, account, f"{MARKER} writes", senders=[sender()], **more)
    desk.settle()
    return app, account, f"cnv_{body['id'].removeprefix('msg_').rpartition('_')[0]}"


def sender() -> dict[str, Any]:
    return {"deliveryIdentifier": {"type": "CHANNEL_SPECIFIC_OPAQUE_ID", "value": ADDRESS}, "name": MARKER}


@pytest.mark.parametrize("status", [200, 503, 410])
def test_the_log_and_the_dead_letters_of_replies_name_nobody(
    desk: DeskInProcess, store: FileStore, status: int
) -> None:
    """Delivered, waiting, and failed for good."""
    _, _, conversation = published(desk)
    desk.http.server = lambda *_: HttpResponse(status, {}, MARKER.encode())
    assert reply(desk, conversation, f"Dear {MARKER}", key=f"key of {MARKER}")[0] == 201
    desk.settle()
    assert run(desk, "erasures", contact_of(desk, conversation.replace("cnv_", "tkt_")))["state"] == "done"
    left = everything(desk, store)
    assert MARKER not in left
    assert ADDRESS not in left


def test_a_file_that_was_never_there_leaves_no_address_in_the_dead_letters(
    desk: DeskInProcess, store: FileStore
) -> None:
    file = {"type": "FILE", "url": f"https://files.example/{MARKER}.pdf", "name": f"{MARKER}.pdf"}
    app = Integrator(desk)
    channel, account = app.ready()
    body = app.publish(channel, account, f"{MARKER} writes", senders=[sender()], attachments=[file])
    desk.fanout({"Records": desk.backend.stream.batch()["Records"]})
    [queued] = desk.files_queue.messages
    desk.files_queue.messages.clear()
    for number in range(1, 7):
        desk.fetcher(queue_event(queued.body, received=number))
    [letter, *_] = desk.files_dead_letters.messages
    assert MARKER not in letter.body
    assert "file_id" in letter.body
    ticket = f"tkt_{body['id'].removeprefix('msg_').rpartition('_')[0]}"
    assert run(desk, "erasures", contact_of(desk, ticket))["state"] == "done"
    assert MARKER not in everything(desk, store)
