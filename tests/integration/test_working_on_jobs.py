"""Jobs while they are worked on: cut off, taking turns, given up, and beside what others do to the tickets."""

from collections.abc import Sequence
from datetime import timedelta

import pytest

from helpdesk.jobs.runner import MOST_RECEIVES
from helpdesk.platform.dynamodb import Write
from helpdesk.platform.errors import Unavailable
from infra.workbench.tables import DIRECTORY
from tests.support.desk import DeskInProcess, queue_event
from tests.support.jobs import bulk, events, job, new_message, progress, started, tickets
from tests.support.ticket_work import AGENT, read

pytestmark = pytest.mark.both_backends


def test_a_job_that_is_cut_off_goes_on_where_it_was(desk: DeskInProcess, monkeypatch: pytest.MonkeyPatch) -> None:
    """What others do to a ticket after the job has changed it stays: it is not changed twice."""
    ids = tickets(desk, 5)
    job_id = started(bulk(desk, ids, priority="high"))
    body = new_message(desk)
    database = desk.databases["worker"]
    transact, left = database.transact, [2]

    def cut_off(writes: Sequence[Write]) -> None:
        if left[0] == 0:
            raise Unavailable("The table is away.")
        left[0] -= 1
        transact(writes)

    with monkeypatch.context() as cut:
        cut.setattr(database, "transact", cut_off)
        assert desk.worker(queue_event(body))["batchItemFailures"]
    assert progress(job(desk, job_id)) == ("running", 2, 5, 0)
    assert desk.call("PATCH", f"/v1/tickets/{ids[0]}", {"priority": "low"})[0] == 200
    assert not desk.worker(queue_event(body, received=2))["batchItemFailures"]
    assert progress(job(desk, job_id)) == ("done", 5, 5, 0)
    assert [read(desk, each)["priority"] for each in ids] == ["low", "high", "high", "high", "high"]
    assert not desk.worker(queue_event(body, received=3))["batchItemFailures"], "once more, when all is done"
    assert [len(events(desk, each, "properties_changed")) for each in ids] == [2, 1, 1, 1, 1]


def test_a_long_job_lets_others_go_first(desk: DeskInProcess) -> None:
    ids = tickets(desk, 4)
    job_id = started(bulk(desk, ids, priority="high"))
    body = new_message(desk)
    desk.clock.each_call_takes = timedelta(seconds=2)
    assert not desk.worker(queue_event(body))["batchItemFailures"]
    desk.clock.each_call_takes = timedelta(milliseconds=1)
    found = job(desk, job_id)
    assert found["state"] == "running"
    assert 0 < found["done"] < 4
    [again] = desk.jobs_queue.messages
    assert again.group == job_id
    desk.settle()
    assert progress(job(desk, job_id)) == ("done", 4, 4, 0)


def test_a_job_that_cannot_go_on_waits_for_a_person(desk: DeskInProcess) -> None:
    ids = tickets(desk, 2)
    job_id = started(bulk(desk, ids, priority="high"))
    body = new_message(desk)
    assert not desk.worker(queue_event(body, received=MOST_RECEIVES + 1))["batchItemFailures"]
    assert job(desk, job_id)["state"] == "failed"
    [letter] = desk.jobs_dead_letters.messages
    assert letter.body == body
    assert not desk.worker(queue_event(body))["batchItemFailures"]
    assert progress(job(desk, job_id)) == ("done", 2, 2, 0)


def test_a_job_is_deleted_after_thirty_days(desk: DeskInProcess) -> None:
    job_id = started(bulk(desk, ["tkt_1"], priority="high"))
    desk.settle()
    table = desk.database.table(DIRECTORY)
    stored = table.query("#pk = :pk", {"pk": f"job#{job_id}"}, limit=100).items
    assert [item["sk"] for item in stored] == ["asked", "failure#0000000", "ids#000", "job"]
    ends = desk.clock() + timedelta(days=30)
    assert all(0 <= ends.timestamp() - item["purge_at"] < 5 for item in stored)


def test_tickets_get_another_owner_whoever_has_them(desk: DeskInProcess) -> None:
    grace, ids = desk.add_agent("Grace"), tickets(desk, 3)
    started(bulk(desk, ids[:2], grace, owner_id=grace.id))
    desk.settle()
    mine = started(bulk(desk, ids, owner_id="agent-1"))
    desk.settle()
    assert progress(job(desk, mine)) == ("done", 3, 3, 0)
    assert {read(desk, each)["owner_id"] for each in ids} == {"agent-1"}


@pytest.mark.parametrize("whose", ["agent-1", "Linus", None])
def test_whoever_takes_a_ticket_after_the_job_was_accepted_keeps_it(desk: DeskInProcess, whose: str | None) -> None:
    """Also where the job gives it to somebody else, or to nobody."""
    grace, owner_id = desk.add_agent("Grace"), desk.add_agent("Linus").id if whose == "Linus" else whose
    ids = [*tickets(desk, 2), "no ticket"]
    taken, other = (f"/v1/tickets/{each}" for each in ids[:2])
    assert desk.call("PUT", f"{other}/owner", {"owner_id": grace.id}, principal=grace)[0] == 200
    if owner_id is None:
        assert desk.call("PUT", f"{taken}/owner", {"owner_id": "agent-1"}, principal=AGENT)[0] == 200
    given = started(bulk(desk, ids, owner_id=owner_id))
    version = {"if-match": f'"{read(desk, ids[0])["version"]}"'}
    assert desk.call("PUT", f"{taken}/owner", {"owner_id": grace.id}, principal=grace, headers=version)[0] == 200
    assert desk.call("PATCH", other, {"priority": "low"}, principal=grace)[0] == 200
    desk.settle()
    kept, unknown = job(desk, given)["failures"]
    assert (kept["ticket_id"], kept["code"], kept["more"]) == (ids[0], "already_assigned", {"current": grace.id})
    assert unknown["code"] == "ticket_not_found"
    assert [read(desk, each)["owner_id"] for each in ids[:2]] == [grace.id, owner_id]
