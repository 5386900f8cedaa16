"""What becomes of a ticket that somebody changes."""

from dataclasses import replace

import pytest

from helpdesk.pipelines.models import CLOSED, FIRST, NEW, ON_CONTACT, ON_US, Mover, Pipeline
from helpdesk.properties.models import BUILT_IN
from helpdesk.tickets.changes import StatusRefused, TicketChange, WorkRules, changed
from helpdesk.tickets.models import Ticket, TicketState
from tests.support.examples import ticket

NOW = "2026-11-22T09:00:00.000000Z"


def after(before: Ticket, pipeline: Pipeline, **values: object) -> Ticket:
    rules = WorkRules({pipeline.id: pipeline}, BUILT_IN)
    return changed(before, TicketChange(values), rules, mover=Mover(), now=NOW)


def deleting(*status_ids: str) -> Pipeline:
    statuses = [
        replace(each, moves_to=ON_US, required_properties=("priority",)) if each.id in status_ids else each
        for each in FIRST.statuses
    ]
    return replace(FIRST, statuses=tuple(statuses))


@pytest.mark.parametrize("values", [{"category": "parcels"}, {"owner_id": "agent-1"}, {"state": TicketState.OPEN}])
def test_a_ticket_in_a_deleted_status_stays_until_it_is_moved(values: dict[str, object]) -> None:
    """Whoever deleted the status said where its tickets go: no other change decides that."""
    waiting = after(ticket(), FIRST, status_id=ON_CONTACT)
    changed_meanwhile = after(waiting, deleting(ON_CONTACT), **values)
    assert changed_meanwhile.status_id == ON_CONTACT


def test_a_ticket_in_a_deleted_status_can_be_closed() -> None:
    waiting = after(ticket(), FIRST, status_id=ON_CONTACT)
    assert after(waiting, deleting(ON_CONTACT), state=TicketState.CLOSED).status_id == CLOSED


ORDERED = replace(
    FIRST,
    id="2",
    is_default=False,
    statuses=tuple(replace(each, next_status_ids=(CLOSED,)) if each.id == ON_US else each for each in FIRST.statuses),
)
BOTH = WorkRules({FIRST.id: FIRST, ORDERED.id: ORDERED}, BUILT_IN)


def moved(before: Ticket, override: str | None = None, **values: object) -> Ticket:
    return changed(before, TicketChange(values, override=override), BOTH, mover=Mover(bool(override)), now=NOW)


@pytest.mark.parametrize("status_id", [ON_CONTACT, ON_US, CLOSED])
def test_a_ticket_enters_a_pipeline_with_an_order_only_where_one_begins(status_id: str) -> None:
    """Otherwise leaving it and coming back would be a way around what may follow."""
    with pytest.raises(StatusRefused, match="may not follow here") as refused:
        moved(ticket(), pipeline_id="2", status_id=status_id)
    assert refused.value.more["allowed_status_ids"] == [NEW]
    assert moved(ticket(), "It was there before.", pipeline_id="2", status_id=status_id).place == ("2", status_id)
    assert moved(ticket(), pipeline_id="2", status_id=NEW).place == ("2", NEW)


def test_an_open_ticket_begins_there_and_a_closed_one_does_not_enter() -> None:
    waiting = moved(ticket(), status_id=ON_CONTACT)
    assert moved(waiting, pipeline_id="2").place == ("2", NEW)
    closed = moved(ticket(), status_id=CLOSED)
    with pytest.raises(StatusRefused):
        moved(closed, pipeline_id="2")
    assert moved(closed, pipeline_id="2", status_id=NEW).place == ("2", NEW)


def test_a_pipeline_without_an_order_is_entered_anywhere() -> None:
    there = moved(ticket(), pipeline_id="2", status_id=NEW)
    assert moved(there, pipeline_id="1", status_id=CLOSED).place == ("1", CLOSED)
    assert moved(moved(there, status_id=ON_CONTACT), pipeline_id="1").place == ("1", ON_CONTACT)


def test_a_ticket_of_a_deleted_pipeline_goes_anywhere() -> None:
    lost = replace(moved(ticket(), status_id=CLOSED), pipeline_id="gone")
    rules = WorkRules({FIRST.id: replace(ORDERED, id="1", is_default=True)}, BUILT_IN)
    after_ = changed(lost, TicketChange({"category": "parcels"}), rules, mover=Mover(), now=NOW)
    assert after_.place == ("1", CLOSED)
