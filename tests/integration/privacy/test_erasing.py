"""The erasure of one person: a marker is in every place where their data can be, and afterwards in none (M17)."""

import base64

from helpdesk.messaging.messages import Sender
from tests.support.contacts import call, listed
from tests.support.desk import DeskInProcess
from tests.support.file_store import FileStore
from tests.support.privacy import ADDRESS, MARKER, everything, plant, published, run


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
