"""Which tickets somebody sees."""

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.people.access import EVERYTHING, Access
from helpdesk.people.actors import ActorKind
from helpdesk.people.principals import Principal, TicketAccess

ALL, TEAM, OWN = TicketAccess.ALL, TicketAccess.TEAM, TicketAccess.OWN


@dataclass(frozen=True)
class Ticket:
    owner_id: str | None = None
    team_id: str | None = None
    inbox_id: str = "1"


tickets = st.builds(Ticket, st.sampled_from([None, "me", "you"]), st.sampled_from([None, "a", "b"]), st.just("1"))
teams = st.frozensets(st.sampled_from("ab"))

SEEN = [
    (Ticket(), ALL, TEAM, OWN),
    (Ticket("me"), ALL, TEAM, OWN),
    (Ticket("me", "b"), ALL, TEAM, OWN),
    (Ticket("you"), ALL),
    (Ticket("you", "a"), ALL, TEAM),
    (Ticket(None, "a"), ALL, TEAM, OWN),
    (Ticket(None, "b"), ALL),
    (Ticket("you", "b"), ALL),
]


@pytest.mark.parametrize("seen", SEEN, ids=str)
def test_who_sees_what(seen):
    ticket, *kinds = seen
    assert [kind for kind in TicketAccess if Access(kind, "me", frozenset("a")).allows(ticket)] == kinds


@given(tickets, teams)
def test_each_kind_sees_what_the_narrower_one_sees(ticket, mine):
    own, team, everything = (Access(kind, "me", mine).allows(ticket) for kind in (OWN, TEAM, ALL))
    assert own <= team <= everything


@given(tickets, teams, st.sampled_from(TicketAccess))
def test_an_inbox_of_others_is_closed_to_every_role(ticket, mine, kind):
    assert not Access(kind, "me", mine, frozenset("1")).allows(ticket)


def test_a_program_sees_what_its_owner_sees():
    robot = Principal(ActorKind.PROGRAM, "token", "Robot", frozenset(), "me", ticket_access=OWN)
    assert Access.of(robot).allows(Ticket("me"))
    assert not Access.of(robot).allows(Ticket("token"))


def test_a_list_continues_only_for_who_sees_the_same():
    some = [
        Access(TEAM, "me"),
        Access(TEAM, "you"),
        Access(OWN, "me"),
        Access(ALL, "me", closed_inboxes=frozenset("1")),
    ]
    assert len({each.words for each in [*some, EVERYTHING]}) == len(some) + 1
    assert Access(ALL, "me").words == EVERYTHING.words == ""
