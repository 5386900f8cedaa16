"""The router does what it promises in any order of what happens, interrupted before and after any call to AWS.

A failing example is printed step by step. `ROUTING_EXAMPLES=300` looks for as many others, by chance, and for the
shortest that fails; Hypothesis prints how to repeat it.
"""

import os
from collections.abc import Mapping
from typing import Any

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test

from helpdesk.conversations.models import EventType
from helpdesk.routing.explaining import considered
from tests.support.backends import on_engine
from tests.support.interruptions import Interruption
from tests.support.routing_desk import RoutingDesk

_EXAMPLES = os.environ.get("ROUTING_EXAMPLES")
SETTINGS = settings(
    max_examples=int(_EXAMPLES or 25),
    stateful_step_count=20,
    derandomize=_EXAMPLES is None,
    deadline=None,
    phases=[Phase.generate, *([Phase.shrink] if _EXAMPLES else [])],
    suppress_health_check=list(HealthCheck),
)
PERSON = st.integers(0, 2)
_Interruption = tuple[int, Interruption] | None
INTERRUPTION = st.tuples(st.integers(0, 25), st.sampled_from(Interruption)) | st.none()
"""After so many calls."""
CUSTOMER = st.integers(0, 5)
TICKET = st.integers(0, 5)


class RoutingMachine(RuleBasedStateMachine):
    endpoint = ""

    def __init__(self) -> None:
        super().__init__()
        self._engine = on_engine(self.endpoint)
        self.desk = RoutingDesk(self._engine.__enter__())
        self.desk.rule(self.desk.people, "balanced", automatic=True)
        for customer in range(4):  # one for each, and one that waits
            self.a_customer_writes(customer, interruption=None)

    @rule(customer=CUSTOMER, interruption=INTERRUPTION)
    def a_customer_writes(self, customer: int, interruption: _Interruption) -> None:
        self.desk.writes(customer)
        self.all_is_done(interruption)

    @rule(number=TICKET, becomes=st.sampled_from(["closed", "closed", "open"]), interruption=INTERRUPTION)
    def a_ticket_is_closed_or_opened(self, number: int, becomes: str, interruption: _Interruption) -> None:
        self._patch_ticket(number, status=becomes)
        self.all_is_done(interruption)

    @rule(number=TICKET, person=PERSON)
    def a_ticket_is_given_to_somebody(self, number: int, person: int) -> None:
        self._patch_ticket(number, owner_id=self.desk.people[person])

    @rule(person=PERSON, state=st.sampled_from(["away", "available"]))
    def somebody_goes_or_returns(self, person: int, state: str) -> None:
        self.desk.call("PUT", f"/v1/users/{self.desk.people[person]}/availability", {"state": state})

    @rule(person=PERSON, total=st.integers(1, 2) | st.none())
    def somebody_can_take_another_number(self, person: int, total: int | None) -> None:
        self._patch_person(person, capacity={"total": total})

    @rule(person=PERSON, field=st.sampled_from(["has_service_seat", "is_active"]), value=st.booleans())
    def somebody_gets_or_loses_their_seat(self, person: int, field: str, value: bool) -> None:
        self._patch_person(person, **{field: value})

    @rule(people=st.sets(PERSON, min_size=1), method=st.sampled_from(["balanced", "round_robin"]), on=st.booleans())
    def the_rule_changes(self, people: set[int], method: str, on: bool) -> None:
        self.desk.rule([self.desk.people[each] for each in sorted(people)], method, automatic=on)

    @rule(calls_before=st.integers(0, 10), kind=st.sampled_from(Interruption))
    def the_next_call_is_interrupted(self, calls_before: int, kind: Interruption) -> None:
        """Or one of those after it, whoever makes it."""
        self.desk.interrupt(calls_before, kind)

    @rule(returns=st.booleans())
    def the_desk_decides_what_becomes_of_tickets_of_whoever_goes(self, returns: bool) -> None:
        self.desk.call("PATCH", "/v1/settings", {"when_away": "return" if returns else "keep"})

    @rule(interruption=INTERRUPTION)
    def all_is_done(self, interruption: _Interruption) -> None:
        """What follows from all that happened does so now, interrupted at a call."""
        if interruption:
            self.desk.interrupt(*interruption)
        self.desk.settle()
        self._check()

    def teardown(self) -> None:
        try:
            self.all_is_done(None)
        finally:
            self._engine.__exit__(None, None, None)

    def _patch_ticket(self, number: int, **becomes: Any) -> None:
        tickets = self.desk.routed().tickets
        if tickets:
            self.desk.call("PATCH", f"/v1/tickets/{tickets[number % len(tickets)].id}", becomes)

    def _patch_person(self, person: int, **becomes: Any) -> None:
        user_id = self.desk.people[person]
        self.desk.call("PATCH", f"/v1/users/{user_id}", becomes)

    def _check(self) -> None:
        routed = self.desk.routed()
        assert not [
            *routed.everybodys_load_is_their_open_tickets(),
            *routed.no_ticket_waits_while_somebody_can_take_it(),
            *routed.what_waits_is_listed_once_and_is_nobodys(),
        ]
        for ticket in routed.tickets:
            assert ticket.routing is not None
            assert ticket.number is not None
            given = [each for each in routed.events if each.reference == ticket.reference]
            changes = [each.details for each in given if each.type is EventType.OWNER_CHANGED]
            assert all(_had_room(each) for each in changes if "trigger" in each), "routing gives nobody too many"
            owners = [None, *(each["to"] for each in changes)]
            assert [each["from"] for each in changes] == owners[:-1], "one owner after the other"
            assert owners[-1] == ticket.owner_id
        numbers = [ticket.number for ticket in routed.tickets]
        assert len(set(numbers)) == len(numbers)


def _had_room(details: Mapping[str, Any]) -> bool:
    """Those who got a ticket from the router."""
    given = [each for each in considered(details) if each.user_id == details["to"]]
    return all(each.eligible and (each.capacity is None or each.open_tickets < each.capacity) for each in given)


def test_the_router_keeps_its_promises_however_it_is_interrupted(engine_endpoint: str) -> None:
    RoutingMachine.endpoint = engine_endpoint
    run_state_machine_as_test(RoutingMachine, settings=SETTINGS)
