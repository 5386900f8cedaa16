"""A pipeline is used at once: also by processes that have read the desk's pipelines just before it was made."""

from dataclasses import replace
from typing import Any

import pytest

from helpdesk.tickets.replied import ReplyDecisions
from tests.support.agent import reply
from tests.support.desk import DeskInProcess
from tests.support.jobs import WORKSHOP, job, tickets
from tests.support.ticket_work import done, patch, read


def bulk(desk: DeskInProcess, ticket: str, **change: Any) -> list[Any]:
    """What was refused."""
    status, made = desk.call("POST", "/v1/tickets/bulk", {"ticket_ids": [ticket], "change": change})
    assert status == 202, made
    desk.settle()
    refused: list[Any] = job(desk, made["id"])["failures"]
    return refused


def place(desk: DeskInProcess, ticket: str) -> tuple[str, str]:
    found = read(desk, ticket)
    return found["pipeline_id"], found["status_id"]


@pytest.fixture
def pipeline(desk: DeskInProcess) -> str:
    """Newer than what the processes know that take messages, follow them and work on jobs."""
    [ticket] = tickets(desk, 1)
    desk.accept(thread="thread-0")
    assert bulk(desk, ticket, priority="low") == []
    made = done(desk.call("POST", "/v1/pipelines", {**WORKSHOP, "on_customer_message": "new"}))
    pipeline_id: str = made["id"]
    return pipeline_id


@pytest.fixture
def ticket(desk: DeskInProcess, pipeline: str) -> str:
    [opened] = [desk.accept(thread="t9").ticket_id]
    desk.settle()
    done(patch(desk, opened, pipeline_id=pipeline, status_id="at_workshop"))
    return str(opened)


def test_a_change_of_many_leaves_the_ticket_where_it_is(desk: DeskInProcess, pipeline: str, ticket: str) -> None:
    assert bulk(desk, ticket, priority="high") == []
    assert (read(desk, ticket)["priority"], place(desk, ticket)) == ("high", (pipeline, "at_workshop"))
    assert bulk(desk, ticket, status_id="closed") == []
    assert place(desk, ticket) == (pipeline, "closed")


def test_messages_move_it_by_its_own_rules(desk: DeskInProcess, pipeline: str, ticket: str) -> None:
    desk.accept(thread="t9")
    desk.settle()
    assert place(desk, ticket) == (pipeline, "new")
    assert reply(desk, read(desk, ticket)["conversation_id"])[0] == 201
    desk.settle()
    assert place(desk, ticket) == (pipeline, "at_workshop")
    done(patch(desk, ticket, status_id="closed", priority="low"))
    desk.accept(thread="t9")
    desk.settle()
    assert place(desk, ticket) == (pipeline, "new")


def test_the_stream_follows_a_reply_into_it(
    desk: DeskInProcess, pipeline: str, ticket: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever stored the reply got no further."""
    done(patch(desk, ticket, pipeline_id="1"))
    done(patch(desk, ticket, pipeline_id=pipeline))
    closed = {"status_id": "closed", "properties": {"priority": "low"}}
    with monkeypatch.context() as patched:
        patched.setattr(ReplyDecisions, "apply", lambda *_: None)
        assert reply(desk, read(desk, ticket)["conversation_id"], set_status=closed)[0] == 201
    desk.settle()
    assert (read(desk, ticket)["priority"], place(desk, ticket)) == ("low", (pipeline, "closed"))


def test_the_next_ticket_of_an_account_is_opened_in_it(desk: DeskInProcess, pipeline: str) -> None:
    """M5."""
    given = {"pipeline_id": pipeline, "status_id": "at_workshop", "priority": "high"}
    opened = desk.accept(thread="t8", account=replace(desk.custom, ticket_properties=given)).ticket_id
    assert (read(desk, opened)["priority"], place(desk, opened)) == ("high", (pipeline, "at_workshop"))


def test_a_new_status_of_a_pipeline_is_kept(desk: DeskInProcess, pipeline: str, ticket: str) -> None:
    assert bulk(desk, ticket, priority="high") == []
    added = {"id": "painted", "name": "Painted", "category": "open"}
    statuses = [*desk.call("GET", f"/v1/pipelines/{pipeline}")[1]["statuses"][:1], *WORKSHOP["statuses"][1:], added]
    done(desk.call("PATCH", f"/v1/pipelines/{pipeline}", {"statuses": statuses}))
    done(patch(desk, ticket, status_id="closed", priority="low"))
    done(patch(desk, ticket, status_id="painted"))
    assert bulk(desk, ticket, category="Bicycles") == []
    assert place(desk, ticket) == (pipeline, "painted")
