"""The erasure of a person while people at the desk work on their tickets, and while two workers have the same job
(M17)."""

from typing import Any

import pytest

from helpdesk.platform.errors import Unavailable
from helpdesk.privacy.footprint import key_of
from tests.support.contacts import call, listed
from tests.support.desk import DeskInProcess
from tests.support.file_store import FileStore
from tests.support.privacy import ADDRESS, MARKER, everything, plant, steps


def erasure(desk: DeskInProcess, contact: str) -> tuple[str, Any]:
    """The job, and what works on such jobs."""
    job = call(desk, "POST", f"/v1/contacts/{contact}/erasures")[1]["id"]
    runner = desk.worker._attempts._attempt.__self__
    return job, runner._works[runner._jobs.get(job).kind]


def test_what_the_desk_writes_at_any_step_is_erased_or_refused(desk: DeskInProcess, store: FileStore) -> None:
    """A reply, a note, a draft and a change, after each step."""
    contact, _ = plant(desk, store)
    tickets = [each["id"] for each in call(desk, "GET", "/v1/tickets")[1]["tickets"]]
    job, _ = erasure(desk, contact)
    step, answers = steps(desk, job), set[int]()
    while step():
        for ticket in tickets:
            path = f"/v1/conversations/{ticket.replace('tkt_', 'cnv_')}"
            answers |= {
                desk.call("POST", f"{path}/replies", {"text": f"Dear {MARKER}"})[0],
                desk.call("POST", f"{path}/notes", {"text": f"{MARKER} called"})[0],
                desk.call("PUT", f"{path}/draft", {"text": f"{MARKER}, we"})[0],
                desk.call("PATCH", f"/v1/tickets/{ticket}", {"name": f"About {MARKER}"})[0],
            }
    desk.settle()
    assert answers <= {200, 201, 404, 503}
    assert {201, 404} <= answers
    left = everything(desk, store)
    assert MARKER not in left
    assert ADDRESS not in left


def test_a_ticket_that_somebody_changes_at_that_moment_is_looked_at_again(
    desk: DeskInProcess, store: FileStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    contact, _ = plant(desk, store)
    job, works = erasure(desk, contact)
    found, changed = works._tickets.get, []

    def get(reference: Any) -> Any:
        ticket = found(reference)
        if not changed:
            changed.append(ticket.id)
            assert desk.call("PATCH", f"/v1/tickets/{ticket.id}", {"priority": "high"})[0] == 200
        return ticket

    monkeypatch.setattr(works._tickets, "get", get)
    step, refused, going = steps(desk, job), 0, True
    while going:
        try:
            going = step()
        except Unavailable:
            refused += 1
    assert (len(changed), refused) == (1, 1)
    assert MARKER not in everything(desk, store)


def test_what_another_worker_has_deleted_is_no_failure(
    desk: DeskInProcess, store: FileStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its message was received twice, by two workers."""
    contact, _ = plant(desk, store)
    job, works = erasure(desk, contact)
    items, table, deleted = works._footprint.items, works._conversations_table, []

    def slow(*asked: Any, **more: Any) -> Any:
        found = items(*asked, **more)
        if len(found) > 2 and not any(each["kind"] == "conversation" for each in found) and not deleted:
            deleted.append(found[0])
            table.transact([table.deleting(key_of(found[0]), "attribute_exists(#pk)")])
        return found

    monkeypatch.setattr(works._footprint, "items", slow)
    step = steps(desk, job)
    while step():
        pass
    assert deleted
    assert listed(desk) == []
    assert MARKER not in everything(desk, store)
