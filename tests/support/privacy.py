"""A person whose data is in every place where it can be, and everything that there is."""

import base64
import json
from collections.abc import Callable
from typing import Any

from helpdesk.messaging.messages import Sender
from infra.workbench.tables import TABLES
from tests.support.contacts import call, listed
from tests.support.desk import DeskInProcess
from tests.support.fakes import FakeQueue
from tests.support.file_store import FileStore
from tests.support.integrator import Integrator

MARKER = "Zeppelin"
ADDRESS = "zeppelin-17"


def run(desk: DeskInProcess, kind: str, contact: str, **more: Any) -> Any:
    status, job = call(desk, "POST", f"/v1/contacts/{contact}/{kind}", **more)
    assert status == 202, job
    desk.settle()
    return call(desk, "GET", f"/v1/jobs/{job['id']}")[1]


def everything(desk: DeskInProcess, store: FileStore) -> str:
    """All tables, all objects, all queues, all schedules, as one text."""
    said: list[str] = []
    for table in TABLES:
        for page in desk.backend.client.get_paginator("scan").paginate(TableName=table["TableName"]):
            said += [json.dumps(item, default=lambda raw: base64.b64encode(raw).decode()) for item in page["Items"]]
    said += [key + store.content(key).decode(errors="replace") for key in sorted(store.keys())]
    queues = [queue for queue in vars(desk).values() if isinstance(queue, FakeQueue)]
    assert len(queues) >= 10, "with their dead letters"
    said += [message.body for queue in queues for message in queue.messages]
    said += [json.dumps(schedule) for schedule in desk.schedules.waiting.values()]
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
