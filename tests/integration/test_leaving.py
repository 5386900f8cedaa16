"""The tickets of deleted statuses and pipelines."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from helpdesk.conversations.references import ConversationReference
from helpdesk.pipelines.models import StatusCategory
from helpdesk.platform.attributes import Key
from infra.workbench.tables import DIRECTORY
from tests.support.desk import DeskInProcess, queue_event
from tests.support.jobs import WORKSHOP, events, job, new_message, progress, tickets
from tests.support.ticket_work import read

pytestmark = pytest.mark.both_backends


def retire(desk: DeskInProcess, pipeline: Any, status_id: str, target: str, **more: Any) -> tuple[int, Any]:
    left = [status for status in pipeline["statuses"] if status["id"] != status_id]
    body = {"statuses": left, "moves": {status_id: target}, **more}
    return desk.call("PATCH", f"/v1/pipelines/{pipeline['id']}", body)


def in_repairs(desk: DeskInProcess, count: int) -> tuple[Any, list[str]]:
    """Tickets at the workshop; every second one is closed."""
    pipeline = desk.call("POST", "/v1/pipelines", WORKSHOP)[1]
    ids = tickets(desk, count)
    desk.restart()
    for number, each in enumerate(ids):
        place = {"pipeline_id": pipeline["id"], "priority": "low"}
        assert desk.call("PATCH", f"/v1/tickets/{each}", place | {"status_id": "at_workshop"})[0] == 200
        if number % 2:
            assert desk.call("PATCH", f"/v1/tickets/{each}", {"status_id": "closed"})[0] == 200
    return pipeline, ids


def test_the_tickets_of_a_deleted_status_move(desk: DeskInProcess) -> None:
    pipeline, ids = in_repairs(desk, 4)
    before = [read(desk, each) for each in ids]
    status, after = retire(desk, pipeline, "at_workshop", "new", on_reply=None)
    assert (status, [each["id"] for each in after["statuses"]]) == (200, ["new", "closed"])
    made = job(desk, after["job_id"])
    assert (made["kind"], made["created_by"]["id"]) == ("ticket_moves", "agent-1")
    assert progress(made) == ("queued", 0, None, 0)
    desk.settle()
    assert progress(job(desk, after["job_id"])) == ("done", 2, 2, 0)
    assert [read(desk, each)["status_id"] for each in ids] == ["new", "closed", "new", "closed"]
    assert [read(desk, each)["last_activity_at"] for each in ids] == [each["last_activity_at"] for each in before]
    [*_, moved] = events(desk, ids[0], "status_changed")
    assert (moved["actor"]["id"], moved["details"]["from_status"]["name"]) == ("agent-1", "At the workshop")
    path = f"/v1/pipelines/{pipeline['id']}"
    assert desk.call("GET", path)[1]["job_id"] is None
    again = [*after["statuses"], {"id": "at_workshop", "name": "At the workshop", "category": "open"}]
    assert desk.call("PATCH", path, {"statuses": again})[0] == 200, "it is gone for good, also its category"


def test_the_tickets_of_a_deleted_pipeline_move_and_stay_open_or_closed(desk: DeskInProcess) -> None:
    pipeline, ids = in_repairs(desk, 4)
    before = [read(desk, each) for each in ids]
    status, deleted = desk.call("DELETE", f"/v1/pipelines/{pipeline['id']}", query={"move_to": "1"})
    assert status == 202
    desk.settle()
    assert progress(job(desk, deleted["job_id"])) == ("done", 4, 4, 0)
    after = [read(desk, each) for each in ids]
    places = [("1", "waiting_on_contact"), ("1", "closed")]
    assert [(each["pipeline_id"], each["status_id"]) for each in after] == 2 * places
    for name in ("status", "closed_at", "last_activity_at", "owner_id"):
        assert [each[name] for each in after] == [each[name] for each in before], name
    stored = desk.database.table(DIRECTORY).get(Key("pipelines", pipeline["id"]))
    assert stored
    assert stored["purge_at"] <= desk.clock().timestamp()
    assert desk.call("POST", "/v1/pipelines", WORKSHOP)[0] == 201, "its name is free"


def test_what_the_new_status_needs_is_marked_as_missing(desk: DeskInProcess) -> None:
    pipeline, ids = in_repairs(desk, 2)
    needs = [
        {**each, "required_properties": ["category"]} if each["id"] == "new" else each for each in pipeline["statuses"]
    ]
    pipeline = desk.call("PATCH", f"/v1/pipelines/{pipeline['id']}", {"statuses": needs})[1]
    assert retire(desk, pipeline, "at_workshop", "new", on_reply=None)[0] == 200
    desk.settle()
    assert [read(desk, each)["incomplete"] for each in ids] == [["category"], []]


def test_a_process_that_knows_the_deleted_status_a_while_longer_loses_no_ticket(desk: DeskInProcess) -> None:
    """It put a ticket there after the first reading: the next one finds it."""
    pipeline, _ = in_repairs(desk, 2)
    other = tickets(desk, 3)[2]
    _, after = retire(desk, pipeline, "at_workshop", "new", on_reply=None)
    body = new_message(desk)
    assert desk.worker(queue_event(body))["batchItemFailures"], "it looks again later"
    assert 85 < desk.jobs_queue.shown_again[-1] <= 90
    late = desk.tickets.get(ConversationReference.from_ticket_id(other))
    assert late
    placed = replace(late, pipeline_id=pipeline["id"], placed_in="at_workshop", status_category=StatusCategory.WAITING)
    desk.tickets.transact(desk.tickets.change(late, placed))
    desk.clock.forward(seconds=90)
    assert not desk.worker(queue_event(body, received=2))["batchItemFailures"]
    assert read(desk, other)["status_id"] == "new"
    assert progress(job(desk, after["job_id"])) == ("done", 2, 2, 0)


def test_a_deletion_that_is_stored_late_counts_from_then_on(desk: DeskInProcess) -> None:
    """The time of the job is when its request began."""
    pipeline, _ = in_repairs(desk, 2)
    retire(desk, pipeline, "at_workshop", "new", on_reply=None)
    body = new_message(desk)
    desk.clock.forward(seconds=120)
    assert desk.worker(queue_event(body))["batchItemFailures"], "another process may have read the rules before"


def test_the_tickets_of_an_open_status_are_not_closed_by_deleting_it(desk: DeskInProcess) -> None:
    pipeline = desk.call("POST", "/v1/pipelines", WORKSHOP)[1]
    status, problem = retire(desk, pipeline, "at_workshop", "closed", on_reply=None)
    assert (status, problem["errors"][0]["field"]) == (400, "moves.at_workshop")


def test_what_is_on_its_way_to_a_status_that_is_deleted_too_goes_on_to_the_next(desk: DeskInProcess) -> None:
    pipeline, ids = in_repairs(desk, 2)
    more = [*pipeline["statuses"], {"id": "back", "name": "Back", "category": "open"}]
    pipeline = desk.call("PATCH", f"/v1/pipelines/{pipeline['id']}", {"statuses": more})[1]
    _, first = retire(desk, pipeline, "at_workshop", "back", on_reply=None)
    status, second = retire(desk, first, "back", "new")
    assert status == 200
    desk.settle()
    assert read(desk, ids[0])["status_id"] == "new"
    assert [job(desk, each["job_id"])["state"] for each in (first, second)] == ["done", "done"]
    assert desk.call("GET", f"/v1/pipelines/{pipeline['id']}")[1]["job_id"] is None


def test_what_is_on_its_way_to_a_pipeline_that_is_deleted_too_goes_on_to_the_next(desk: DeskInProcess) -> None:
    pipeline, ids = in_repairs(desk, 2)
    between = desk.call("POST", "/v1/pipelines", {**WORKSHOP, "name": "Between"})[1]
    last = desk.call("POST", "/v1/pipelines", {**WORKSHOP, "name": "Last"})[1]
    assert desk.call("DELETE", f"/v1/pipelines/{pipeline['id']}", query={"move_to": between["id"]})[0] == 202
    assert desk.call("DELETE", f"/v1/pipelines/{between['id']}", query={"move_to": last["id"]})[0] == 202
    desk.settle()
    assert {read(desk, each)["pipeline_id"] for each in ids} == {last["id"]}


def test_the_first_pipeline_stays_deleted(desk: DeskInProcess) -> None:
    [ticket] = tickets(desk, 1)
    made = desk.call("POST", "/v1/pipelines", {**WORKSHOP, "is_default": True})[1]
    assert desk.call("DELETE", "/v1/pipelines/1", query={"move_to": made["id"]})[0] == 202
    desk.settle()
    assert [each["id"] for each in desk.call("GET", "/v1/pipelines")[1]["pipelines"]] == [made["id"]]
    assert read(desk, ticket)["pipeline_id"] == made["id"]


def test_a_status_that_comes_back_keeps_its_tickets(desk: DeskInProcess) -> None:
    pipeline, ids = in_repairs(desk, 2)
    retire(desk, pipeline, "at_workshop", "new", on_reply=None)
    path = f"/v1/pipelines/{pipeline['id']}"
    assert desk.call("PATCH", path, {"statuses": pipeline["statuses"]})[0] == 200
    desk.settle()
    assert read(desk, ids[0])["status_id"] == "at_workshop"
    assert desk.call("GET", path)[1]["job_id"] is None


def test_many_tickets_of_many_accounts_move_in_turns(desk: DeskInProcess, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("helpdesk.tickets.leaving._READ_AT_ONCE", 2)
    pipeline, ids = in_repairs(desk, 5)
    elsewhere = [desk.accept(thread=f"other-{number}", account=desk.telegram).ticket_id for number in range(2)]
    desk.settle()
    for each in elsewhere:
        assert desk.call("PATCH", f"/v1/tickets/{each}", {"pipeline_id": pipeline["id"]})[0] == 200
    _, deleted = desk.call("DELETE", f"/v1/pipelines/{pipeline['id']}", query={"move_to": "1"})
    body, turns = new_message(desk), 0
    desk.clock.each_call_takes = timedelta(seconds=1)
    while job(desk, deleted["job_id"])["state"] != "done":
        turns += 1
        assert turns < 60
        if desk.worker(queue_event(body))["batchItemFailures"]:
            desk.clock.forward(seconds=desk.jobs_queue.shown_again[-1])
    assert turns > 2
    assert progress(job(desk, deleted["job_id"])) == ("done", 7, 7, 0)
    assert {read(desk, each)["pipeline_id"] for each in (*ids, *elsewhere)} == {"1"}
