"""Nobody gives or takes what is beyond them: neither with a token, nor with a team, nor with an inbox."""

from dataclasses import replace
from typing import Any

import pytest

from helpdesk.people.principals import Principal, Scope, TicketAccess
from helpdesk.people.roles import BUILT_IN
from tests.support.desk import DeskInProcess
from tests.support.people import invited, role, team
from tests.support.ticket_work import done

ADMINISTRATOR = BUILT_IN["administrator"].scopes
MANAGER = frozenset({Scope.TICKETS_READ, Scope.USERS_READ, Scope.USERS_WRITE})
TOKEN: dict[str, Any] = {"name": "CRM", "scopes": ["tickets.read"]}


@pytest.fixture
def eve(desk: DeskInProcess) -> Principal:
    """She manages people, and sees every ticket until a test says otherwise."""
    return replace(desk.add_agent("Eve"), scopes=MANAGER)


def refused(desk: DeskInProcess, caller: Principal, method: str, path: str, body: object = None) -> bool:
    status, answer = desk.call(method, f"/v1/{path}", body, principal=caller)
    assert status in {200, 201, 204, 403}, answer
    assert status != 403 or answer["code"] == "beyond_yours"
    return status == 403


@pytest.mark.parametrize(
    ("change", "is_beyond"),
    [
        ({"ticket_access": TicketAccess.OWN}, True),
        ({"ticket_access": TicketAccess.TEAM}, True),
        ({"closed_inboxes": ("2",)}, True),
        ({"scopes": frozenset({Scope.USERS_WRITE})}, True),
        ({"closed_inboxes": ("2",), "scopes": ADMINISTRATOR}, False),
        ({}, False),
    ],
)
def test_a_token_of_somebody_else_shows_and_does_no_more(
    desk: DeskInProcess, eve: Principal, change: dict[str, Any], is_beyond: bool
) -> None:
    some = replace(eve, **change)
    assert refused(desk, some, "POST", "api-tokens", {**TOKEN, "owner_id": "agent-1"}) is is_beyond
    made = done(desk.call("POST", "/v1/api-tokens", TOKEN))["id"]
    assert refused(desk, some, "DELETE", f"api-tokens/{made}") is is_beyond


def test_ones_own_tokens_are_ones_own(desk: DeskInProcess, eve: Principal) -> None:
    own = replace(eve, ticket_access=TicketAccess.OWN)
    assert not refused(desk, own, "POST", "api-tokens", TOKEN)
    made = desk.call("POST", "/v1/api-tokens", TOKEN, principal=own)[1]["id"]
    assert not refused(desk, replace(own, scopes=frozenset({Scope.USERS_WRITE})), "DELETE", f"api-tokens/{made}")


def test_a_token_of_somebody_who_left_shows_nothing(desk: DeskInProcess, eve: Principal) -> None:
    bob = invited(desk, "Bob")["id"]
    made = done(desk.call("POST", "/v1/api-tokens", {**TOKEN, "owner_id": bob}))["id"]
    done(desk.call("PATCH", f"/v1/users/{bob}", {"is_active": False}))
    assert not refused(desk, replace(eve, ticket_access=TicketAccess.OWN), "DELETE", f"api-tokens/{made}")


@pytest.mark.parametrize(
    ("access", "in_it", "is_closed", "scopes", "is_beyond"),
    [
        (TicketAccess.OWN, False, False, MANAGER, True),
        (TicketAccess.TEAM, False, False, ADMINISTRATOR, True),
        (TicketAccess.TEAM, True, False, MANAGER, False),
        (TicketAccess.ALL, False, True, MANAGER, True),
        (TicketAccess.ALL, False, False, MANAGER, False),
        (TicketAccess.ALL, False, True, ADMINISTRATOR, False),
    ],
)
def test_who_is_in_a_team_is_changed_by_those_who_see_its_tickets(
    desk: DeskInProcess,
    eve: Principal,
    access: TicketAccess,
    in_it: bool,
    is_closed: bool,
    scopes: frozenset[str],
    is_beyond: bool,
) -> None:
    reader = role(desk, "Reader", "tickets.read", ticket_access="own")
    bob = invited(desk, "Bob", role_id=reader)["id"]
    returns = team(desk, "Returns")["id"]
    if is_closed:
        done(desk.call("PUT", "/v1/inboxes/1/teams", {"team_ids": [returns]}))
    some = replace(
        eve,
        scopes=scopes,
        ticket_access=access,
        team_ids=(returns,) if in_it else (),
        closed_inboxes=("1",) if is_closed else (),
    )
    cleo = {"email": "c@desk.example", "name": "Cleo", "role_id": reader, "team_ids": [returns]}
    assert refused(desk, some, "PATCH", f"users/{eve.id}", {"team_ids": [returns]}) is is_beyond
    assert refused(desk, some, "PATCH", f"teams/{returns}", {"member_ids": [bob]}) is is_beyond
    assert refused(desk, some, "POST", "users", cleo) is is_beyond
    done(desk.call("PATCH", f"/v1/teams/{returns}", {"member_ids": [bob]}))
    assert refused(desk, some, "PATCH", f"users/{bob}", {"is_active": False}) is is_beyond
    assert not refused(desk, some, "PATCH", f"teams/{returns}", {"name": "Repairs"})
    done(desk.call("PUT", "/v1/inboxes/1/teams", {"team_ids": []}))
    if not is_closed:
        assert refused(desk, some, "DELETE", f"teams/{returns}") is is_beyond


@pytest.mark.parametrize(
    ("change", "is_beyond"),
    [
        ({"ticket_access": TicketAccess.OWN}, True),
        ({"closed_inboxes": ("1",)}, True),
        ({"closed_inboxes": ("1",), "scopes": ADMINISTRATOR}, False),
        ({"closed_inboxes": ("2",)}, False),
    ],
)
def test_an_inbox_is_limited_by_those_who_see_it(
    desk: DeskInProcess, eve: Principal, change: dict[str, Any], is_beyond: bool
) -> None:
    returns = team(desk, "Returns")["id"]
    some = replace(eve, **change)
    assert refused(desk, some, "PUT", "inboxes/1/teams", {"team_ids": [returns]}) is is_beyond


def test_a_role_of_teams_is_changed_by_those_who_see_all(desk: DeskInProcess, eve: Principal) -> None:
    made = role(desk, "Of teams", "tickets.read", ticket_access="team")
    assert refused(desk, replace(eve, ticket_access=TicketAccess.TEAM), "PATCH", f"roles/{made}", {"name": "X"})
    assert not refused(desk, eve, "PATCH", f"roles/{made}", {"name": "X"})
