"""What must reach each ticket of an account, or of the desk, while people open, close and reopen others."""

from collections.abc import Iterator
from itertools import islice
from typing import Any

import pytest

from helpdesk.accounts.repository import AccountRepository
from helpdesk.conversations.references import ConversationReference
from helpdesk.jobs.repository import JobRepository
from helpdesk.people.actors import Actor
from helpdesk.platform.clock import to_text
from helpdesk.tickets.decisions import TicketDecisions
from helpdesk.tickets.models import Ticket
from helpdesk.tickets.walk import Spot, TicketWalk
from infra.workbench.tables import DIRECTORY
from tests.support.desk import DeskInProcess, queue_event
from tests.support.jobs import WORKSHOP, job, new_message, tickets
from tests.support.ticket_work import done, read

pytestmark = pytest.mark.both_backends


@pytest.fixture(autouse=True)
def few_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("helpdesk.tickets.walk._TICKETS_AT_ONCE", 2)
    monkeypatch.setattr("helpdesk.tickets.walk._ACCOUNTS_AT_ONCE", 1)


def walked(desk: DeskInProcess, spot: Spot | None = None) -> Iterator[tuple[Spot, str]]:
    walk = TicketWalk(desk.tickets, AccountRepository(desk.database.table(DIRECTORY)))
    return ((at, found.id) for at, found in walk.after(spot) if isinstance(found, Ticket))


def opened(desk: DeskInProcess, name: str, **more: Any) -> str:
    desk.clock.forward(seconds=1)
    return str(desk.accept(thread=name, **more).ticket_id)


def put(desk: DeskInProcess, ticket: str, status: str) -> None:
    done(desk.call("PUT", f"/v1/tickets/{ticket}/status", {"status": status}))


def test_each_ticket_of_each_account_is_reached_once_from_any_spot(desk: DeskInProcess) -> None:
    same_moment = [desk.accept(thread=f"t{number}").ticket_id for number in range(5)]
    others = [opened(desk, "later"), opened(desk, "elsewhere", account=desk.telegram)]
    put(desk, same_moment[3], "closed")
    everything = list(walked(desk))
    ids = [ticket for _, ticket in everything]
    assert sorted(ids) == sorted([*same_moment, *others])
    for at, (spot, _) in enumerate(everything, 1):
        stored = Spot.of(spot.parts())
        assert [ticket for _, ticket in walked(desk, stored)] == ids[at:]


def test_what_is_opened_closed_or_written_to_meanwhile_is_still_ahead(desk: DeskInProcess) -> None:
    first, closing, written, last = (opened(desk, name) for name in ("first", "closing", "written", "last"))
    walk = walked(desk)
    assert [ticket for _, ticket in islice(walk, 1)] == [first]
    put(desk, closing, "closed")
    opened(desk, "written")
    new = opened(desk, "new")
    desk.settle()
    put(desk, first, "closed")
    rest = [ticket for _, ticket in walk]
    assert set(rest) >= {closing, written, last, new}


def test_a_ticket_that_is_reopened_behind_the_reader_moves_with_its_account(
    desk: DeskInProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed, *others = (opened(desk, name) for name in ("closed", "one", "two", "three"))
    put(desk, closed, "closed")
    desk.settle()
    inbox = done(desk.call("POST", "/v1/inboxes", {"name": "Sales"}))["id"]
    move, moved = TicketDecisions.move, list[str]()

    def moving(decisions: TicketDecisions, reference: ConversationReference, inbox_id: str, actor: Actor) -> Ticket:
        if not moved:
            put(desk, closed, "open")
        moved.append(reference.ticket_id)
        return move(decisions, reference, inbox_id, actor)

    monkeypatch.setattr(TicketDecisions, "move", moving)
    body = {"inbox_id": inbox, "open_conversations": "move"}
    done(desk.call("PATCH", f"/v1/channel-accounts/{desk.custom.id}", body))
    desk.settle()
    assert moved == [*others, closed], "each once"
    assert {read(desk, each)["inbox_id"] for each in (closed, *others)} == {inbox}


def test_two_moves_at_once_do_not_take_tickets_from_each_other_for_ever(
    desk: DeskInProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened(desk, "one")
    desk.settle()
    inbox = done(desk.call("POST", "/v1/inboxes", {"name": "Sales"}))["id"]
    moved = list[str]()
    monkeypatch.setattr(TicketDecisions, "move", lambda _, reference, *__: moved.append(reference.ticket_id))
    body = {"inbox_id": inbox, "open_conversations": "move"}
    done(desk.call("PATCH", f"/v1/channel-accounts/{desk.custom.id}", body))
    desk.settle()
    assert len(moved) == 3


def test_a_job_that_an_earlier_version_began_reads_from_the_beginning(desk: DeskInProcess) -> None:
    """It kept how far it was in another order of the tickets."""
    pipeline = done(desk.call("POST", "/v1/pipelines", WORKSHOP))
    ids = tickets(desk, 3)
    desk.restart()
    for each in ids:
        done(desk.call("PATCH", f"/v1/tickets/{each}", {"pipeline_id": pipeline["id"]}))
    _, deleted = desk.call("DELETE", f"/v1/pipelines/{pipeline['id']}", query={"move_to": "1"})
    body, jobs = new_message(desk), JobRepository(desk.database.table(DIRECTORY))
    begun = jobs.get(deleted["job_id"])
    assert begun
    now = to_text(desk.clock())
    spot = [desk.telegram.id, "closed", "~", "~"]
    jobs.advance(begun.advanced(0, reached={"began": now, "settled": now, "counts": False, "found": 0, "spot": spot}))
    desk.worker(queue_event(body))
    assert {read(desk, each)["pipeline_id"] for each in ids} == {"1"}
    assert job(desk, deleted["job_id"])["done"] == len(ids)
