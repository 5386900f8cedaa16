"""What holds back a delivery, when others change the account, or the delivery, at the same moment."""

import itertools
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from helpdesk.accounts.circuit import Circuit, CircuitState
from helpdesk.accounts.repository import AccountRepository
from helpdesk.delivery.circuits import Circuits
from helpdesk.delivery.models import FIRST, DeliveryTask, Held, Queued
from helpdesk.delivery.outages import Outages
from helpdesk.delivery.parked import ParkedRepository
from helpdesk.messaging.outcomes import TemporaryFailure
from helpdesk.platform.attributes import Key
from helpdesk.platform.clock import to_text
from helpdesk.platform.dynamodb import Write
from helpdesk.platform.errors import Busy
from infra.workbench.tables import CONVERSATIONS, DIRECTORY
from tests.support.backends import InMemory
from tests.support.examples import NOW, account
from tests.support.fakes import FakeClock, FakeQueue

MESSAGE = Key("message", "1")
OPEN = Circuit(state=CircuitState.OPEN, opened_at=NOW, probe_id="probe", next_probe_at=NOW)
TASK = DeliveryTask("msg_1", "reply", {"message_id": "msg_1"}, "group")


class Desk:
    """An account with this circuit, and a reply that is still to be sent."""

    def __init__(self, circuit: Circuit = OPEN, *, changes: Callable[["Desk"], None] = lambda _: None) -> None:
        """`changes`: what happens before each delivery is parked."""
        database = InMemory().database
        self.table, self.clock, self.queue = database.table(CONVERSATIONS), FakeClock(), FakeQueue()
        self.accounts, self.parked = AccountRepository(database.table(DIRECTORY)), ParkedRepository(self.table)
        self.account = account(circuit=circuit)
        self.accounts.connect(self.account)
        self.table.write(self.table.putting(MESSAGE, {"status": "QUEUED"}))
        ids = map(str, itertools.count())
        circuits = Circuits(self.accounts, self.parked, self.clock, lambda: next(ids))
        outages = Outages(self.accounts, self.parked, circuits, self.queue, self.clock, lambda: next(ids))
        transact = self.parked.transact

        def racing(writes: Any, *shown: Write) -> None:
            changes(self)
            transact(writes, *shown)

        self.parked.transact = racing
        self.outages = outages

    def held(self, how: Queued = FIRST, *, since: str = NOW, behind: bool = False) -> Held | TemporaryFailure | None:
        shown = self.table.changing(MESSAGE, "#status = :queued", {"waits": True}, {"queued": "QUEUED"})
        return self.outages.held(self.account, TASK, since, how, waits_behind=lambda: behind, shown=shown)

    def becomes(self, circuit: Circuit) -> None:
        known = self.accounts.get(self.account.id, consistent=True)
        assert known is not None
        self.accounts.transact(known.id, [self.accounts.circuit_changing(known.id, known.circuit, circuit)])

    @property
    def waiting(self) -> list[str]:
        return [each.token for each in self.parked.first(self.account.id, 10)]


def test_it_waits_while_the_circuit_is_open() -> None:
    desk = Desk()
    assert desk.held() == Held()
    assert len(desk.waiting) == 1


def test_it_is_sent_if_the_circuit_closes_at_that_moment() -> None:
    desk = Desk(changes=lambda desk: desk.becomes(OPEN.closed(desk.clock())) if not desk.waiting else None)
    assert desk.held() is None
    assert desk.waiting == []


def test_whoever_was_about_to_release_it_sees_that_it_waits_again() -> None:
    desk = Desk()
    assert desk.held() == Held()
    [token] = desk.waiting
    assert desk.held() == Held()
    [renewed] = desk.waiting
    assert renewed != token


def test_it_is_parked_anew_if_it_is_released_at_that_moment() -> None:
    releases = []
    desk = Desk()
    assert desk.held() == Held()
    original = desk.parked.renewing

    def released(parked: Any) -> Write:
        releases.append(parked)
        for each in desk.parked.first(desk.account.id, 10):
            desk.table.transact([desk.parked.removing(each)])
        return original(parked)

    desk.parked.renewing = released
    assert desk.held() == Held()
    assert len(releases) == 1
    assert len(desk.waiting) == 1


def test_it_needs_not_wait_if_it_is_not_to_be_sent_any_more() -> None:
    desk = Desk()
    desk.table.write(desk.table.putting(MESSAGE, {"status": "CANCELLED"}, "attribute_exists(#pk)"))
    assert desk.held() == Held()
    assert desk.waiting == []


def test_it_gives_up_if_others_change_the_account_all_the_time() -> None:
    desk = Desk(Circuit(state=CircuitState.OPEN, opened_at=NOW, probe_id="lost", next_probe_at=NOW))
    desk.clock.forward(hours=1)
    desk.parked.transact = refused(desk)
    with pytest.raises(Busy):
        desk.held()


def refused(desk: Desk) -> Callable[..., None]:
    """As if the circuit were closed at each attempt, and open when it is read."""
    missing = desk.table.changing(Key("nobody", "1"), "attribute_exists(#pk)", {"a": 1})
    return lambda *_: desk.table.transact([missing])


def test_it_fails_when_it_has_waited_for_its_whole_time() -> None:
    desk = Desk()
    failure = desk.held(since=to_text(desk.clock() - timedelta(hours=73)))
    assert isinstance(failure, TemporaryFailure)
    assert (failure.code, failure.is_of_receiver) == ("receiver_unavailable", True)


def test_behind_others_it_is_queued_again_but_not_for_ever() -> None:
    closed = replace(OPEN.closed(FakeClock().now), closed_at=NOW)
    desk = Desk(closed)
    assert desk.held() is None
    assert desk.held(behind=True) == Held()
    [queued] = desk.queue.messages
    assert '"behind": 1' in queued.body
    assert desk.held(Queued(times_behind=5), behind=True) is None


def test_an_account_that_never_failed_holds_back_nothing() -> None:
    desk = Desk(Circuit())
    desk.account = account()
    assert desk.held(behind=True) is None
