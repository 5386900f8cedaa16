"""Jobs that change many tickets: what is asked for, and what each ticket refuses."""

from typing import Any

import pytest

from helpdesk.people.actors import ActorKind
from helpdesk.people.principals import Principal
from tests.support.desk import DeskInProcess
from tests.support.jobs import WORKSHOP, bulk, events, job, progress, started, tickets
from tests.support.ticket_work import read

pytestmark = pytest.mark.both_backends


def test_one_change_of_many_tickets(desk: DeskInProcess) -> None:
    ids = tickets(desk, 3)
    status, made = bulk(desk, ids, priority="high", owner_id="agent-1")
    assert (status, progress(made), made["kind"]) == (202, ("queued", 0, 3, 0), "ticket_changes")
    assert made["created_by"]["id"] == "agent-1"
    desk.settle()
    done = job(desk, made["id"])
    assert (progress(done), done["failures"]) == (("done", 3, 3, 0), [])
    assert done["finished_at"] >= done["created_at"]
    for ticket_id in ids:
        changed = read(desk, ticket_id)
        assert (changed["priority"], changed["owner_id"]) == ("high", "agent-1")
        [event] = events(desk, ticket_id, "properties_changed")
        assert (event["actor"]["kind"], event["actor"]["id"]) == ("person", "agent-1")


def test_each_that_is_refused_is_named_with_what_is_missing(desk: DeskInProcess) -> None:
    strict = [
        {"id": "new", "name": "New", "category": "open"},
        {"id": "closed", "name": "Closed", "category": "closed", "required_properties": ["priority"]},
    ]
    moves = {"waiting_on_contact": "new", "waiting_on_us": "new"}
    body = {"statuses": strict, "moves": moves, "on_reply": None, "on_customer_message": None}
    assert desk.call("PATCH", "/v1/pipelines/1", body)[0] == 200
    desk.restart()
    first, second, third = tickets(desk, 3)
    assert desk.call("PATCH", f"/v1/tickets/{second}", {"priority": "low"})[0] == 200
    unknown = "tkt_aaaaaaaaaaaaaaaaaaaaaaaaaa_1"
    started_job = started(bulk(desk, [first, unknown, second, "no ticket", third], status_id="closed"))
    desk.settle()
    done = job(desk, started_job)
    assert progress(done) == ("done", 5, 5, 4)
    assert [each["ticket_id"] for each in done["failures"]] == [first, unknown, "no ticket", third]
    assert [each["code"] for each in done["failures"]] == [
        "status_refused",
        "ticket_not_found",
        "ticket_not_found",
        "status_refused",
    ]
    assert done["failures"][0]["more"] == {"missing": ["priority"], "allowed_status_ids": ["closed"]}
    assert "Priority" in done["failures"][0]["message"]
    assert [read(desk, each)["status"] for each in (first, second, third)] == ["open", "closed", "open"]


def test_an_override_is_for_administrators_and_stands_in_the_history(desk: DeskInProcess) -> None:
    ids = tickets(desk, 2)
    override = {"reason": "Spam, all of it."}
    status, problem = bulk(desk, ids, status="closed", override=override)
    assert (status, problem["code"]) == (403, "override_refused")
    started(bulk(desk, ids, desk.principal, status="closed", override=override))
    desk.settle()
    assert [events(desk, each, "status_changed")[0]["details"]["override"] for each in ids] == 2 * ["Spam, all of it."]


def test_the_permissions_are_those_of_the_request(desk: DeskInProcess) -> None:
    """Whatever the caller may do later: who may only read asks for nothing, and an agent moves no ticket where only
    administrators may."""
    made = desk.call(
        "POST",
        "/v1/pipelines",
        {
            **WORKSHOP,
            "statuses": [
                *WORKSHOP["statuses"],
                {"id": "scrapped", "name": "Scrapped", "category": "closed", "who": "administrators"},
            ],
        },
    )[1]
    [ticket] = tickets(desk, 1)
    by_agent = started(bulk(desk, [ticket], pipeline_id=made["id"], status_id="scrapped"))
    desk.settle()
    assert job(desk, by_agent)["failures"][0]["code"] == "status_refused"
    started(bulk(desk, [ticket], desk.principal, pipeline_id=made["id"], status_id="scrapped"))
    desk.settle()
    assert read(desk, ticket)["status_id"] == "scrapped"


def test_the_same_key_is_the_same_job(desk: DeskInProcess) -> None:
    ids, key = tickets(desk, 2), {"idempotency-key": "k1"}
    first = started(bulk(desk, ids, headers=key, priority="high"))
    desk.settle()
    assert bulk(desk, ids, headers=key, priority="high")[1]["id"] == first
    assert progress(job(desk, first)) == ("done", 2, 2, 0)
    status, problem = bulk(desk, ids, headers=key, priority="low")
    assert (status, problem["code"], problem["context"]) == (409, "idempotency_key_reused", {"job_id": [first]})
    other = bulk(desk, ids, desk.add_agent("Grace"), headers=key, priority="low")
    assert started(other) != first, "a key belongs to its caller"


def test_the_same_key_answers_as_the_job_is_now(desk: DeskInProcess) -> None:
    """With its failures, also when what the change names has been deleted since."""
    weight = {"name": "weight", "label": "Weight", "type": "number"}
    assert desk.call("POST", "/v1/ticket-properties", weight)[0] == 201
    desk.restart()
    ids, key = [f"tkt_{'a' * 26}_{number}" for number in range(1, 121)], {"idempotency-key": "k1"}
    first = started(bulk(desk, ids, headers=key, properties={"weight": 3}))
    desk.settle()
    assert desk.call("DELETE", "/v1/ticket-properties/weight")[0] == 204
    status, again = bulk(desk, ids, headers=key, properties={"weight": 3})
    assert (status, again) == (202, job(desk, first))
    assert (len(again["failures"]), again["failure_count"]) == (100, 120)
    assert len(job(desk, first, cursor=again["next_cursor"])["failures"]) == 20


@pytest.mark.parametrize(
    ("ids", "change", "field"),
    [
        ([], {"priority": "high"}, "ticket_ids"),
        ([f"tkt_{number}" for number in range(1001)], {"priority": "high"}, "ticket_ids"),
        (["tkt_1", "tkt_2", "tkt_1"], {"priority": "high"}, "ticket_ids"),
        (["tkt_1"], {"priority": "highest"}, "change.priority"),
        (["tkt_1"], {"owner_id": "nobody"}, "change.owner_id"),
        (["tkt_1"], {"pipeline_id": "nowhere"}, "change.pipeline_id"),
        (["tkt_1"], {"status_id": "nowhere"}, "change.status_id"),
        (["tkt_1"], {"pipeline_id": "1", "status_id": "at_workshop"}, "change.status_id"),
        (["tkt_1"], {"properties": {"weight": 3}}, "change.properties.weight"),
        (["tkt_1"], {"properties": {"owner_id": "nobody"}}, "change.owner_id"),
        (["tkt_1"], {"colour": "red"}, "change.colour"),
        (["t" * 65], {"priority": "high"}, "ticket_ids[0]"),
    ],
)
def test_what_is_wrong_for_all_tickets_is_said_at_once(desk: DeskInProcess, ids: Any, change: Any, field: str) -> None:
    assert desk.call("POST", "/v1/pipelines", WORKSHOP)[0] == 201
    status, problem = bulk(desk, ids, **change)
    assert (status, problem["errors"][0]["field"]) == (400, field)


def test_all_that_is_wrong_is_said_in_one_answer_by_the_newest_definitions(desk: DeskInProcess) -> None:
    [ticket] = tickets(desk, 1)
    change = {"owner_id": "nobody", "status_id": "at_workshop", "properties": {"weight": 3}}
    status, problem = bulk(desk, [ticket], **change)
    named = ["change.owner_id", "change.status_id", "change.properties.weight"]
    assert (status, [each["field"] for each in problem["errors"]]) == (400, named)
    assert desk.call("POST", "/v1/pipelines", WORKSHOP)[0] == 201
    assert desk.call("POST", "/v1/ticket-properties", {"name": "weight", "label": "Weight", "type": "number"})[0] == 201
    assert bulk(desk, [ticket], **{**change, "owner_id": None})[0] == 202
    status, problem = bulk(desk, [ticket], properties={"weight": "heavy"})
    assert (status, problem["code"]) == (400, "invalid_properties")


def test_a_value_that_does_not_fit_any_more_is_refused_with_code_and_limit(desk: DeskInProcess) -> None:
    """The page says it in the reader's language."""
    weight = {"name": "weight", "label": "Weight", "type": "number"}
    assert desk.call("POST", "/v1/ticket-properties", weight)[0] == 201
    desk.restart()
    [ticket] = tickets(desk, 1)
    asked = started(bulk(desk, [ticket], properties={"weight": 3}))
    assert desk.call("DELETE", "/v1/ticket-properties/weight")[0] == 204
    assert desk.call("POST", "/v1/ticket-properties", {**weight, "maximum": 2.5})[0] == 201
    desk.restart()
    desk.settle()
    [failure] = job(desk, asked)["failures"]
    error = {"field": "properties.weight", "message": "must be at most 2.5", "code": "too_great", "limit": 2.5}
    assert (failure["code"], failure["more"]) == ("invalid_properties", {"errors": [error]})


def test_a_change_of_nothing_is_no_job(desk: DeskInProcess) -> None:
    status, problem = bulk(desk, ["tkt_1"])
    assert (status, problem["code"]) == (400, "empty_update")


def test_who_may_only_read_changes_nothing(desk: DeskInProcess) -> None:
    reader = Principal(ActorKind.PROGRAM, "token-1", "A program", frozenset({"tickets.read"}), "agent-1")
    assert bulk(desk, ["tkt_1"], reader, priority="high")[0] == 403
    assert desk.call("GET", "/v1/jobs/unknown", principal=reader)[1]["code"] == "job_not_found"
    nobody = Principal(ActorKind.PROGRAM, "token-1", "A program", frozenset(), "agent-1")
    assert desk.call("GET", "/v1/jobs/unknown", principal=nobody)[0] == 403
