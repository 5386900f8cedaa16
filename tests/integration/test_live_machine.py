"""Whatever happens in whatever order, and wherever a function dies: whoever watches a ticket and may see it is told of
each change, nobody else is, and nothing is left of whoever is gone.

A failing example is printed step by step. `LIVE_EXAMPLES=300` looks for as many others, by chance.
"""

import os
from typing import Any

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test

from tests.support.interruptions import Interruption
from tests.support.live_machine import THREADS, LiveWorld

_EXAMPLES = os.environ.get("LIVE_EXAMPLES")
_SETTINGS = settings(
    max_examples=int(_EXAMPLES or 40),
    stateful_step_count=25,
    derandomize=_EXAMPLES is None,
    deadline=None,
    phases=[Phase.generate, *([Phase.shrink] if _EXAMPLES else [])],
    suppress_health_check=list(HealthCheck),
)
_SOMEBODY, _PERSON, _TICKET = st.integers(0, 9), st.integers(0, 2), st.integers(0, len(THREADS) - 1)
_PLAN = st.tuples(st.integers(0, 12), st.sampled_from(Interruption)) | st.none()


class LiveMachine(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.world = LiveWorld()
        self.people: dict[str, int] = {}
        """Those who are connected, and have not gone."""
        self.watched: set[tuple[str, str]] = set()
        """Connection and topic, as it was acknowledged."""
        self.uncertain: set[tuple[str, str]] = set()
        """What was asked for, and not acknowledged."""
        self.absent: set[int] = set()
        self.connected = 0
        for person in range(3):
            self.somebody_connects(person)
            self.somebody_asks(person, 0, "subscribe", None)
            self.somebody_asks(person, person, "subscribe", None)

    def _one(self, somebody: int) -> str | None:
        return sorted(self.people)[somebody % len(self.people)] if self.people else None

    @rule(person=_PERSON)
    def somebody_connects(self, person: int) -> None:
        if person not in self.absent:
            self.connected += 1
            self.people[f"c{self.connected}"] = person
            self.world.connect(f"c{self.connected}", person)

    @rule(somebody=_SOMEBODY, ticket=_TICKET, verb=st.sampled_from(["subscribe", "unsubscribe"]), plan=_PLAN)
    def somebody_asks(self, somebody: int, ticket: int, verb: str, plan: tuple[int, Interruption] | None) -> None:
        name, topic = self._one(somebody), self.world.topic(ticket)
        if name is None:
            return
        known = len(self.world.sockets.frames.get(name, []))
        self.world.interrupted(plan, lambda: self.world.says(name, action=verb, topic=topic))
        answers = [frame["type"] for frame in self.world.sockets.frames.get(name, [])[known:]]
        self.uncertain.discard((name, topic))
        if answers == [f"{verb}d"]:
            (self.watched.add if verb == "subscribe" else self.watched.discard)((name, topic))
        elif name in self.world.sockets.open:
            self.watched.discard((name, topic))
            self.uncertain.add((name, topic))
        self._look_who_was_closed()

    @rule(somebody=_SOMEBODY, ticket=_TICKET, state=st.sampled_from(["viewing", "typing", "left"]), plan=_PLAN)
    def somebody_is_present(
        self, somebody: int, ticket: int, state: str, plan: tuple[int, Interruption] | None
    ) -> None:
        if name := self._one(somebody):
            asked = {"action": "presence", "topic": self.world.topic(ticket), "state": state}
            self.world.interrupted(plan, lambda: self.world.says(name, **asked))
            self._look_who_was_closed()

    @rule(somebody=_SOMEBODY, said=st.booleans(), plan=_PLAN)
    def somebody_goes(self, somebody: int, *, said: bool, plan: tuple[int, Interruption] | None) -> None:
        """And the gateway says so, or not."""
        if name := self._one(somebody):
            self.world.sockets.open.discard(name)
            if said:
                self.world.interrupted(plan, lambda: self.world.happens(name, "DISCONNECT"))
            self._look_who_was_closed()

    @rule(somebody=_SOMEBODY, failing=st.booleans())
    def somebody_does_not_take_anything(self, somebody: int, *, failing: bool) -> None:
        if name := self._one(somebody):
            (self.world.sockets.failing.add if failing else self.world.sockets.failing.discard)(name)

    @rule(person=_PERSON)
    def somebody_leaves_the_desk_or_returns(self, person: int) -> None:
        self.world.leaves(person, is_active=person in self.absent)
        self.absent ^= {person}

    @rule(ticket=_TICKET, plan=_PLAN)
    def a_ticket_changes(self, ticket: int, plan: tuple[int, Interruption] | None) -> None:
        cursor, record = self.world.change(ticket)
        topic = self.world.topic(ticket)
        if plan:
            self.world.interrupted(plan, lambda: self.world.push(record))
        self.world.push(record)  # again, or for the first time
        self._look_who_was_closed()
        told = self.world.told(cursor)
        may = {name for name, person in self.people.items() if person not in self.absent}
        must = {name for name, watched in self.watched if watched == topic and name in may}
        could = must | {name for name, asked in self.uncertain if asked == topic and name in may}
        assert must <= set(told) <= could | (set(told) - set(self.people)), (must, told)
        assert plan is not None or all(times == 1 for times in told.values())
        gone = {(name, watched) for name, watched in self.watched if watched == topic and name not in may}
        self.watched -= gone

    def _look_who_was_closed(self) -> None:
        for name in set(self.people) - self.world.sockets.open:
            del self.people[name]
        self.watched = {each for each in self.watched if each[0] in self.people}
        self.uncertain = {each for each in self.uncertain if each[0] in self.people}

    def teardown(self) -> None:
        for ticket in range(len(THREADS)):
            self.a_ticket_changes(ticket, None)
        left = {connection for _, connection in self.world.watching()}
        assert left <= set(self.people)


def test_whatever_happens_whoever_watches_is_told_and_nobody_else() -> None:
    machine: Any = LiveMachine
    run_state_machine_as_test(machine, settings=_SETTINGS)
