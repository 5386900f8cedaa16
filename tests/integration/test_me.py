"""What callers learn about themselves."""

from dataclasses import replace

import pytest

from helpdesk.people.actors import ActorKind
from helpdesk.people.models import BuiltIn
from helpdesk.people.principals import Principal, Scope
from helpdesk.people.repository import UserRepository
from helpdesk.people.roles import BUILT_IN, scopes_of
from infra.workbench.people import change
from infra.workbench.tables import DIRECTORY
from tests.support.described import check_desk_response
from tests.support.desk import DeskInProcess

PROGRAM = Principal(ActorKind.PROGRAM, "token-1", "CRM", frozenset({Scope.TICKETS_READ}), on_behalf_of="agent-1")


@pytest.mark.parametrize("role", BuiltIn)
def test_people_learn_who_they_are_and_what_they_can_do(desk: DeskInProcess, role: BuiltIn) -> None:
    change(desk.database.table(DIRECTORY), "agent-1", lambda user: replace(user, role_id=role, has_service_seat=False))
    person = Principal(ActorKind.PERSON, "agent-1", "Ada", scopes_of(role))
    status, me = desk.call("GET", "/v1/me", principal=person)
    assert (status, me) == (
        200,
        {
            "id": "agent-1",
            "name": "Ada",
            "email": "ada@desk.example",
            "role": {"id": role.value, "name": BUILT_IN[role].name},
            "has_service_seat": False,
            "teams": [],
            "main_team_id": None,
            "permissions": sorted(scopes_of(role)),
            "ticket_access": "all",
            "availability": {"state": "available", "reason": None, "until": None},
            "program": None,
        },
    )
    assert ("channels.write" in me["permissions"]) is (role is BuiltIn.ADMINISTRATOR)


def test_an_api_client_learns_for_whom_it_acts(desk: DeskInProcess) -> None:
    status, me = desk.call("GET", "/v1/me", principal=PROGRAM)
    check_desk_response("GET", "/v1/me", status, me)
    assert (me["id"], me["program"], me["permissions"]) == (
        "agent-1",
        {"id": "token-1", "name": "CRM"},
        ["tickets.read"],
    )


def test_only_who_may_read_agents_learns_an_email_address(desk: DeskInProcess) -> None:
    assert desk.call("GET", "/v1/me", principal=PROGRAM)[1]["email"] is None
    reader = replace(PROGRAM, scopes=PROGRAM.scopes | {Scope.USERS_READ})
    assert desk.call("GET", "/v1/me", principal=reader)[1]["email"] == "ada@desk.example"


@pytest.mark.parametrize("principal", [None, PROGRAM], ids=["person", "program"])
def test_somebody_who_was_removed_is_told_to_sign_in_again(desk: DeskInProcess, principal: Principal | None) -> None:
    """The gateway accepts their token for up to a minute longer."""
    change(desk.database.table(DIRECTORY), "agent-1", lambda user: replace(user, removed_at="2026-11-22"))
    status, problem = desk.call("GET", "/v1/me", principal=principal)
    assert (status, problem["code"]) == (401, "not_authenticated")


@pytest.mark.both_backends
def test_whoever_signs_out_everywhere_is_so_from_now_on(desk: DeskInProcess) -> None:
    agents = UserRepository(desk.database.table(DIRECTORY))
    assert desk.call("POST", "/v1/me/sign-outs") == (204, None)
    [first] = [agents.get("agent-1")]
    assert first is not None
    assert first.signed_out_at is not None
    desk.clock.forward(seconds=60)
    assert desk.call("POST", "/v1/me/sign-outs")[0] == 204
    second = agents.get("agent-1")
    assert second is not None
    assert str(second.signed_out_at) > first.signed_out_at
    status, problem = desk.call("POST", "/v1/me/sign-outs", principal=PROGRAM)
    assert (status, problem["code"]) == (403, "not_a_person")
