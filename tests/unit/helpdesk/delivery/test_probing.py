"""The turns of a probe, on fakes: when it ends, waits, goes on, or begins a new queue message."""

import itertools
import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from helpdesk.accounts.circuit import Circuit, CircuitState
from helpdesk.accounts.models import ChannelAccount
from helpdesk.accounts.repository import AccountRepository
from helpdesk.delivery.circuits import Circuits
from helpdesk.delivery.models import NOT_FIRST, NOT_THERE, WAITING, Attempt, Queued
from helpdesk.delivery.parked import Parked, ParkedRepository
from helpdesk.delivery.probes import Probes
from helpdesk.platform.queue_attempts import Received
from helpdesk.platform.retrying import Next, RetryPolicy
from infra.workbench.tables import CONVERSATIONS, DIRECTORY
from tests.support.backends import InMemory
from tests.support.examples import NOW, REFERENCE, account
from tests.support.fakes import FakeClock, FakeQueue

OPEN = Circuit(state=CircuitState.OPEN, opened_at=NOW, probe_id="probe", next_probe_at=NOW)


class Probing:
    """An account whose circuit is open, with so many replies of one conversation that wait."""

    def __init__(self, waiting: int = 1, circuit: Circuit = OPEN, **of_account: Any) -> None:
        database = InMemory().database
        self.accounts = AccountRepository(database.table(DIRECTORY))
        self.parked = ParkedRepository(database.table(CONVERSATIONS))
        self.clock, self.queue, self.outcomes = FakeClock(), FakeQueue(), list[Attempt]()
        self.account = account(circuit=circuit, **of_account)
        self.accounts.connect(self.account)
        self.ids = map(str, itertools.count())
        for sequence in range(1, waiting + 1):
            self.park(sequence)
        circuits = Circuits(self.accounts, self.parked, self.clock, lambda: next(self.ids))
        self.probes = Probes(
            self.accounts, self.parked, circuits, RetryPolicy(2, lambda: 0.5), self.queue, self.attempt, self.clock
        )

    def park(self, sequence: int) -> None:
        waits = Parked(self.account.id, REFERENCE.message_id(sequence), NOW, {}, "group", next(self.ids), is_reply=True)
        counted = self.accounts.parking(self.account.id, is_reply=True)
        self.parked.transact([counted, self.parked.putting(waits)])

    def attempt(self, _work: Mapping[str, Any], how: Queued) -> Attempt:
        assert how.is_probe
        return self.outcomes.pop(0)

    def run(self, *outcomes: str, received: int = 1, **of_attempt: Any) -> Attempt:
        self.outcomes = [Attempt("msg", each, of_attempt.pop("then", Next.DONE), **of_attempt) for each in outcomes]
        return self.probes.run(self.account.id, "probe", Received(str(received), received))

    @property
    def stored(self) -> ChannelAccount:
        found = self.accounts.get(self.account.id, consistent=True)
        assert found is not None
        return found


def test_one_that_was_replaced_ends() -> None:
    probing = Probing(circuit=replace(OPEN, probe_id="another"))
    assert probing.run().outcome == "superseded"
    assert probing.probes.run("nobody", "probe", Received("1", 1)).outcome == "superseded"


def test_one_that_comes_early_waits() -> None:
    probing = Probing(circuit=replace(OPEN, next_probe_at="2026-11-22T09:05:00.000000Z"))
    attempt = probing.run()
    assert (attempt.outcome, attempt.next, attempt.wait_seconds) == ("early", Next.RETRY, 300)


def test_after_many_receives_a_new_message_goes_on() -> None:
    probing = Probing()
    assert probing.run(received=500).outcome == "queued_anew"
    [queued] = probing.queue.messages
    assert json.loads(queued.body) == {"account_id": "1", "probe": "probe"}


def test_without_anything_that_waits_the_circuit_closes() -> None:
    probing = Probing(waiting=0)
    assert probing.run().outcome == "closed"
    assert probing.stored.circuit is not None
    assert probing.stored.circuit.is_closed


def test_what_waits_longer_than_it_may_is_released_to_fail() -> None:
    probing = Probing()
    probing.clock.forward(hours=73)
    assert probing.run().outcome == "released"
    assert len(probing.queue.messages) == 1


def test_what_needs_not_be_sent_any_more_is_released() -> None:
    probing = Probing()
    assert probing.run(NOT_THERE).outcome == "settled_before"
    assert probing.stored.parked_replies == 0


def test_one_whose_turn_has_not_come_waits_for_it() -> None:
    attempt = Probing().run(WAITING, then=Next.RETRY, wait_seconds=30)
    assert (attempt.outcome, attempt.wait_seconds) == (WAITING, 30)


def test_only_others_come_first_so_it_is_asked_later() -> None:
    probing = Probing()
    assert probing.run(NOT_FIRST, then=Next.RETRY).outcome == "undecided"
    assert probing.stored.circuit is not None
    assert probing.stored.circuit.probes == 1


def test_a_failure_by_the_receiver_is_asked_later_and_another_one_is_an_answer() -> None:
    probing = Probing()
    assert probing.run("status_503", then=Next.RETRY, is_of_receiver=True).outcome == "status_503"
    probing.clock.forward(hours=1)
    assert probing.run("sent").outcome == "through"
    assert probing.stored.circuit is not None
    assert probing.stored.circuit.is_draining


def test_draining_releases_as_fast_as_the_account_sends() -> None:
    probing = Probing(waiting=5, circuit=OPEN.answered(FakeClock().now), sends_per_second=2)
    attempt = probing.run()
    assert (attempt.outcome, attempt.wait_seconds, len(probing.queue.messages)) == ("released", 1, 2)


def test_what_is_parked_at_that_moment_keeps_the_circuit_open() -> None:
    probing = Probing(waiting=0)
    first, probing.parked.first = probing.parked.first, lambda *_: [probing.park(9)][:0]
    attempt = probing.run()
    assert (attempt.outcome, attempt.next) == ("changed", Next.RETRY)
    assert len(first("1", 10)) == 1


def test_what_is_parked_again_while_it_is_released_stays() -> None:
    probing = Probing(circuit=OPEN.answered(FakeClock().now))
    [waits] = probing.parked.first("1", 10)
    probing.parked.first = lambda *_: [replace(waits, token="before")]
    assert probing.run().outcome == "released"
    assert probing.stored.parked_replies == 1


def test_what_waits_for_an_account_that_is_switched_off_is_released_to_fail() -> None:
    probing = Probing(authorized=False)
    assert probing.run().outcome == "draining"
