"""Many tickets at once, on the deployed stack."""

import uuid
from typing import Any

import pytest

from tests.support.deployed_client import Desk, eventually


def finished(desk: Desk, job_id: str, *, seconds: float = 30) -> Any:
    def look() -> Any:
        job = desk.call("GET", f"/jobs/{job_id}")
        assert job.status == 200, job
        return job.body if job.body["state"] == "done" else None

    return eventually(look, seconds=seconds)


def test_bulk_changes_keep_the_rules_of_statuses_b10(desk: Desk) -> None:
    """What a status demands holds for a change of many tickets too; the only way round is an override with a reason,
    which stands in the history."""
    name = f"Repairs {uuid.uuid4()}"
    statuses = [
        {"id": "new", "name": "New", "category": "open"},
        {"id": "done", "name": "Done", "category": "closed", "required_properties": ["priority"]},
    ]
    made = desk.call("POST", "/pipelines", {"name": name, "statuses": statuses})
    assert made.status == 201, made
    first, second = [desk.open_conversation(f"Ticket {number}") for number in range(2)]
    ids = [first["ticket_id"], second["ticket_id"]]
    place = {"ticket_ids": ids, "change": {"pipeline_id": made.body["id"], "category": name}}
    key = {"idempotency-key": str(uuid.uuid4())}
    moved = desk.call("POST", "/tickets/bulk", place, **key)
    assert moved.status == 202, moved
    assert finished(desk, moved.body["id"])["failures"] == []
    assert desk.call("POST", "/tickets/bulk", place, **key).body["id"] == moved.body["id"]
    assert desk.call("PATCH", f"/tickets/{ids[0]}", {"priority": "low"}).status == 200
    close = {"ticket_ids": ids, "change": {"status_id": "done"}}
    closed = finished(desk, desk.call("POST", "/tickets/bulk", close).body["id"])
    assert (closed["done"], closed["total"], closed["failure_count"]) == (2, 2, 1), closed["failures"]
    [refused] = closed["failures"]
    assert (refused["ticket_id"], refused["code"]) == (ids[1], "status_refused")
    assert refused["more"]["missing"] == ["priority"]
    assert [desk.call("GET", f"/tickets/{each}").body["status"] for each in ids] == ["closed", "open"]
    overridden = {"ticket_ids": ids[1:], "change": {"status_id": "done", "override": {"reason": "A duplicate."}}}
    assert finished(desk, desk.call("POST", "/tickets/bulk", overridden).body["id"])["failures"] == []
    events = [each for each in desk.timeline(second["conversation_id"]) if each.get("event") == "status_changed"]
    assert events[-1]["details"]["override"] == "A duplicate."


@pytest.mark.waits
def test_the_tickets_of_a_deleted_pipeline_move(desk: Desk) -> None:
    statuses = [
        {"id": "new", "name": "New", "category": "open"},
        {"id": "done", "name": "Done", "category": "closed"},
    ]
    made = desk.call("POST", "/pipelines", {"name": f"Returns {uuid.uuid4()}", "statuses": statuses})
    ticket = desk.open_conversation()["ticket_id"]
    assert desk.call("PATCH", f"/tickets/{ticket}", {"pipeline_id": made.body["id"]}).status == 200
    deleted = desk.call("DELETE", f"/pipelines/{made.body['id']}?move_to=1")
    assert deleted.status == 202, deleted
    eventually(lambda: desk.call("GET", f"/tickets/{ticket}").body["pipeline_id"] == "1")
    job = finished(desk, deleted.body["job_id"], seconds=150)
    assert (job["done"], job["total"]) == (1, 1)
