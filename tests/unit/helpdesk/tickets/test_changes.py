"""What becomes of a ticket that somebody changes."""

from dataclasses import replace

import pytest

from helpdesk.pipelines.models import CLOSED, FIRST, ON_CONTACT, ON_US, Pipeline
from helpdesk.properties.models import BUILT_IN
from helpdesk.tickets.changes import TicketChange, WorkRules, changed
from helpdesk.tickets.models import Ticket, TicketState
from tests.support.examples import ticket

NOW = "2026-11-22T09:00:00.000000Z"


def after(before: Ticket, pipeline: Pipeline, **values: object) -> Ticket:
    rules = WorkRules({pipeline.id: pipeline}, BUILT_IN)
    return changed(before, TicketChange(values), rules, administrator=False, now=NOW)


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
