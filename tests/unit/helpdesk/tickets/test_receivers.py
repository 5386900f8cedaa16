from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import pytest

from helpdesk.inboxes.limits import InboxLimits
from helpdesk.people.loads import Loads, short
from helpdesk.people.models import User
from helpdesk.people.roster import Capacity, Member, Roster
from helpdesk.platform.errors import InvalidRequest, Unavailable
from helpdesk.tickets.changes import TicketChange
from helpdesk.tickets.models import Ticket, TicketState
from helpdesk.tickets.receivers import Receiver, Receivers
from tests.support.examples import ticket

EVE = User("eve", "eve@desk.example", "Eve", "agent", "2026-11-22T09:00:00.000000Z", capacity=Capacity(1))


class FakeLoads:
    fails = False
    read = 0

    def of(self, user_id: str, channels: Iterable[str] = ()) -> tuple[Loads, dict[str, int]]:
        if self.fails:
            raise Unavailable("throttled")
        self.read += 1
        return Loads({short(user_id): 2}), dict.fromkeys(channels, 2)


class FakeUsers(dict[str, User]):
    def get(self, user_id: str, default: Any = None, *, consistent: bool = False) -> Any:
        return super().get(user_id)


@pytest.fixture
def loads() -> FakeLoads:
    return FakeLoads()


@pytest.fixture
def users() -> FakeUsers:
    return FakeUsers(eve=EVE)


@pytest.fixture
def receivers(loads: FakeLoads, users: FakeUsers) -> Receivers:
    none: Any = None
    given: Any = loads
    has: Any = users
    return Receivers(has, none, none, none, given, lambda: Roster((Member("eve", 0, "Eve", team_ids=("returns",)),)))


def changed(receiver: Receiver, before: Ticket) -> Receiver:
    receiver.check(before, replace(before, owner_id="eve"))
    return receiver


def test_a_ticket_that_was_given_is_given_also_if_nothing_can_be_said_of_it(
    receivers: Receivers, loads: FakeLoads
) -> None:
    gets = changed(Receiver(EVE), ticket())
    assert [each.code for each in receivers.warnings(gets)] == ["at_capacity"]
    loads.fails = True
    assert receivers.warnings(gets) == []


def test_of_somebody_who_has_it_already_or_gets_a_closed_one_nothing_is_said(receivers: Receivers) -> None:
    for before in (ticket(owner_id="eve"), ticket(state=TicketState.CLOSED)):
        assert receivers.warnings(changed(Receiver(EVE), before)) == []


def test_the_counters_of_somebody_are_read_once_however_many_channels_are_limited(
    receivers: Receivers, loads: FakeLoads, users: FakeUsers
) -> None:
    users["eve"] = replace(EVE, capacity=Capacity(1, {"chat": 1, "telegram": 2}))
    found = receivers.warnings_after(TicketChange({"owner_id": "eve"}))
    assert ([each.code for each in found], loads.read) == (["at_capacity", "at_channel_capacity"], 1)


def test_of_somebody_who_was_removed_meanwhile_nothing_is_said(receivers: Receivers) -> None:
    assert [each.code for each in receivers.warnings_after(TicketChange({"owner_id": "eve"}))] == ["at_capacity"]
    assert receivers.warnings_after(TicketChange({"owner_id": "gone"})) == []


@pytest.mark.parametrize(
    ("before", "after", "warned"),
    [
        ({"owner_id": "eve"}, {"owner_id": None, "team_id": "empty"}, True),
        ({"owner_id": "eve", "team_id": "empty"}, {"owner_id": None}, True),
        ({}, {"team_id": "empty"}, True),
        ({}, {"team_id": "returns"}, False),
        ({"team_id": "empty"}, {"priority": "high"}, False),
        ({"owner_id": "eve"}, {"team_id": "empty"}, False),
        ({"state": TicketState.CLOSED}, {"team_id": "empty"}, False),
    ],
)
def test_a_team_is_warned_of_if_a_ticket_comes_into_its_queue(
    receivers: Receivers, before: dict[str, Any], after: dict[str, Any], *, warned: bool
) -> None:
    had = ticket(**before)
    has = replace(had, **after)
    to = Receiver(team_id=has.team_id)
    to.check(had, has)
    assert [each.code for each in receivers.warnings(to)] == ["team_without_members"] * warned


def test_an_inbox_is_asked_only_for_whom_the_change_brings() -> None:
    limits = InboxLimits({"1": ("returns",)})
    had = ticket(owner_id="eve", team_id="others")
    Receiver(EVE, "others", limits).check(had, replace(had, priority="high"))
    with pytest.raises(InvalidRequest) as refused:
        changed(Receiver(EVE, None, limits), ticket())
    assert refused.value.code == "no_inbox_access"
