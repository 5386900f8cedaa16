"""The export and the erasure of one person: a marker is in every place where their data can be, and afterwards in none
(M17)."""

import base64
import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from helpdesk.messaging.messages import Sender
from helpdesk.platform.errors import Unavailable
from infra.workbench.engine import Backend
from infra.workbench.tables import TABLES
from tests.support.contacts import call, listed, made
from tests.support.desk import DeskInProcess, queue_event
from tests.support.file_store import FileStore, file_store
from tests.support.integrator import Integrator

MARKER = "Zeppelin"
ADDRESS = "zeppelin-17"


@pytest.fixture
def store() -> Iterator[FileStore]:
    with file_store() as created:
        yield created


@pytest.fixture
def desk(backend: Backend, store: FileStore) -> DeskInProcess:
    return DeskInProcess(backend, lambda: store.client)


def run(desk: DeskInProcess, kind: str, contact: str, **more: Any) -> Any:
    status, job = call(desk, "POST", f"/v1/contacts/{contact}/{kind}", **more)
    assert status == 202, job
    desk.settle()
    return call(desk, "GET", f"/v1/jobs/{job['id']}")[1]


def everything(desk: DeskInProcess, store: FileStore) -> str:
    """All tables, all objects, all queues, as one text."""
    said: list[str] = []
    for table in TABLES:
        for page in desk.backend.client.get_paginator("scan").paginate(TableName=table["TableName"]):
            said += [json.dumps(item, default=lambda raw: base64.b64encode(raw).decode()) for item in page["Items"]]
    said += [key + store.content(key).decode(errors="replace") for key in sorted(store.keys())]
    for queue in (
        *(desk.routing_queue, desk.outbound_queue, desk.files_queue, desk.jobs_queue),
        *(desk.dead_letters, desk.files_dead_letters, desk.routing_dead_letters, desk.jobs_dead_letters),
    ):
        said += [message.body for message in queue.messages]
    return "\n".join(said)


def upload(desk: DeskInProcess, store: FileStore) -> str:
    body = {"name": f"{MARKER}.txt", "content_type": "text/plain", "size": len(MARKER)}
    begun = call(desk, "POST", "/v1/files", body)[1]
    store.post(begun["upload"]["fields"], MARKER.encode())
    return str(begun["file"]["id"])


def plant(desk: DeskInProcess, store: FileStore) -> tuple[str, str]:
    """The person's contact, and another one that was merged into it."""
    call(desk, "POST", "/v1/contact-properties", {"name": "plan", "label": "Plan", "type": "text"})
    call(desk, "POST", "/v1/ticket-properties", {"name": "size", "label": "Size", "type": "text"})
    person = Sender(ADDRESS, f"{MARKER} Q", email="zeppelin@example.com", phone="+31201234567")
    first = desk.accept(f"{MARKER} speaks", thread="t1", sender=person)
    desk.settle()
    contact = call(desk, "GET", f"/v1/tickets/{first.ticket_id}")[1]["contact_id"]
    call(desk, "PATCH", f"/v1/contacts/{contact}", {"properties": {"plan": MARKER}, "owner_id": desk.agent.id})
    noted = {"type": "HS_EMAIL_ADDRESS", "value": f"{MARKER}@work.example", "verified": True}
    assert call(desk, "POST", f"/v1/contacts/{contact}/identifiers", noted)[0] == 201
    patch = {"name": f"about {MARKER}", "properties": {"size": MARKER}}
    assert call(desk, "PATCH", f"/v1/tickets/{first.ticket_id}", patch)[0] == 200
    path = f"/v1/conversations/{first.conversation_id}"
    attached = {"attachments": [{"type": "FILE", "file_id": upload(desk, store)}]}
    assert call(desk, "POST", f"{path}/replies", {"text": f"Dear {MARKER}"})[0] == 201
    status, note = call(desk, "POST", f"{path}/notes", {"text": f"{MARKER} called", **attached})
    assert status == 201, note
    assert call(desk, "PUT", f"{path}/draft", {"text": f"{MARKER}, we"})[0] in {200, 201}
    raw = {"update_id": 7, "some_day": {"question": MARKER, "user": {"id": ADDRESS}}}
    assert desk.post(desk.telegram, raw)[0] == 200
    telegram = {"id": 4217, "is_bot": False, "first_name": MARKER}
    message = {"message_id": 1, "date": 1790000000, "chat": {"id": 4217, "type": "private"}, "from": telegram}
    assert desk.post(desk.telegram, {"update_id": 1, "message": {**message, "text": f"{MARKER} again"}})[0] == 200
    assert desk.post(desk.telegram, {"update_id": 8, "some_day": {"question": MARKER, "user": telegram}})[0] == 200
    desk.settle()
    [other] = [each["id"] for each in listed(desk) if each["id"] != contact]
    assert call(desk, "POST", f"/v1/contacts/{contact}/merges", {"contact_id": other})[0] == 200
    return contact, other


def published(desk: DeskInProcess, contact: str) -> None:
    """The same person, whom an app has verified: its deliveries are logged, and files are fetched."""
    app = Integrator(desk)
    channel, account = app.ready()
    address = {"type": "CHANNEL_SPECIFIC_OPAQUE_ID", "value": f"{MARKER}-app"}
    app.publish(
        channel,
        account,
        f"{MARKER} publishes",
        senders=[{"deliveryIdentifier": address, "name": MARKER}],
        attachments=[{"type": "FILE", "url": f"https://files.example/{MARKER}.pdf"}],
        customerIdentity={"verifiedPhone": "+31207654321", "visitorToken": f"{MARKER}-0123456789abcdef"},
    )
    desk.settle()
    [third] = [each["id"] for each in listed(desk) if each["id"] != contact and each["account_id"] == account]
    conversation = call(desk, "GET", f"/v1/contacts/{third}/conversations")[1]["conversations"][0]
    path = f"/v1/conversations/{conversation['conversation_id']}/replies"
    assert call(desk, "POST", path, {"text": f"Hi {MARKER}"})[0] == 201
    desk.settle()
    assert call(desk, "POST", f"/v1/contacts/{contact}/merges", {"contact_id": third})[0] == 200


def test_an_export_has_everything_behind_a_link_that_expires(desk: DeskInProcess, store: FileStore) -> None:
    contact, _ = plant(desk, store)
    job = run(desk, "exports", contact)
    assert (job["kind"], job["state"]) == ("contact_export", "done")
    assert job["report"] == {"contacts": 2, "conversations": 2, "files": 1}
    assert "exports/" in job["file"]["url"]
    [key] = [key for key in sorted(store.keys()) if key.startswith("exports/")]
    texts = json.dumps(json.loads(store.content(key)))
    for planted in ("speaks", "Dear", "called", ", we", "again", "@work.example", "question", f"{MARKER}.txt"):
        assert planted in texts, planted
    agent = desk.add_agent("Bo")
    assert call(desk, "GET", f"/v1/jobs/{job['id']}", principal=agent)[1]["file"] is None
    assert call(desk, "POST", f"/v1/contacts/{contact}/exports", principal=agent)[0] == 403


def test_m17_an_erased_person_is_nowhere(desk: DeskInProcess, store: FileStore) -> None:
    contact, other = plant(desk, store)
    published(desk, contact)
    bystander = desk.accept("I am somebody else", thread="t9", sender=Sender("bob", "Bob"))
    run(desk, "exports", contact)
    before = everything(desk, store)
    assert all(planted in before for planted in (MARKER, ADDRESS, "1234567", "7654321"))
    job = run(desk, "erasures", contact)
    assert (job["state"], job["failure_count"]) == ("done", 0)
    report = job["report"]
    assert (report["contacts"], report["conversations"], report["files"], report["unhandled"]) == (3, 3, 2, 2)
    assert {"messages", "events", "notes", "drafts", "deliveries"} <= report.keys()
    after = everything(desk, store)
    for planted in (MARKER, ADDRESS, "1234567", "7654321", base64.b64encode(MARKER.encode()).decode()):
        assert planted not in after, planted
    assert [key for key in sorted(store.keys()) if not key.startswith("logos/")] == []
    for gone in (contact, other):
        assert call(desk, "GET", f"/v1/contacts/{gone}")[1]["code"] == "contact_not_found"
    assert call(desk, "POST", f"/v1/contacts/{contact}/erasures")[0] == 404
    assert call(desk, "GET", f"/v1/tickets/{bystander.ticket_id}")[1]["contact"]["name"] == "Bob"


def test_what_a_queue_still_has_of_an_erased_person_is_dropped(desk: DeskInProcess, store: FileStore) -> None:
    """Redelivered stream records, routing, replies, files, and the message itself: they come after the erasure."""
    app = Integrator(desk)
    channel, account = app.ready()
    desk.settle()
    file = {"type": "FILE", "url": f"https://files.example/{MARKER}.pdf", "name": MARKER}
    app.publish(channel, account, f"{MARKER} wrote", attachments=[file], integrationIdempotencyId="once")
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
    body = app.message(account, f"{MARKER} wrote", attachments=[file], integrationIdempotencyId="once")
    assert app.call("POST", f"/{channel}/messages", body)[0] == 410, "it was erased"
    assert MARKER not in everything(desk, store)


def test_who_writes_again_is_a_new_contact(desk: DeskInProcess) -> None:
    old = desk.accept("before", sender=Sender(ADDRESS, "Zoe", email="zoe@example.com"))
    desk.settle()
    contact = call(desk, "GET", f"/v1/tickets/{old.ticket_id}")[1]["contact_id"]
    run(desk, "erasures", contact)
    new = desk.accept("after", sender=Sender(ADDRESS))
    desk.settle()
    shown = call(desk, "GET", f"/v1/tickets/{new.ticket_id}")[1]
    assert (shown["contact"]["name"], shown["contact"]["email"], shown["subject"]) == (None, None, "after")
    assert [each["text"] for each in shown["entries"] if each["type"] == "message"] == ["after"]
    assert len(listed(desk)) == 1


def steps(desk: DeskInProcess, job_id: str) -> Callable[[], bool]:
    """One step of the job for each call; False when it is done."""
    runner = desk.worker._attempts._attempt.__self__  # type: ignore[attr-defined]

    def step() -> bool:
        job = runner._jobs.get(job_id)
        if job.rests_until:
            desk.clock.forward(seconds=91)
        runner._works[job.kind].step(job, runner._jobs.asked(job_id))
        return runner._jobs.get(job_id).finished_at is None

    return step


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


def test_the_same_key_asks_once(desk: DeskInProcess) -> None:
    contact = made(desk, name="Zoe")["id"]
    key = {"idempotency-key": "k"}
    first = call(desk, "POST", f"/v1/contacts/{contact}/exports", headers=key)[1]
    assert call(desk, "POST", f"/v1/contacts/{contact}/exports", headers=key)[1]["id"] == first["id"]
