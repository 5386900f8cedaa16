from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.people.actors import Actor, ActorKind
from helpdesk.people.models import BuiltIn
from helpdesk.people.principals import Principal, Scope, TicketAccess
from helpdesk.people.roles import scopes_of
from helpdesk.platform.errors import Forbidden, NotAuthenticated

principals = st.builds(
    Principal,
    st.sampled_from(ActorKind),
    st.text(min_size=1),
    st.text(),
    st.frozensets(st.sampled_from([scope.value for scope in Scope])),
    st.none() | st.text(min_size=1),
    st.none() | st.text(min_size=1),
    st.sampled_from(TicketAccess),
    st.lists(st.from_regex("[a-z0-9]+", fullmatch=True)).map(tuple),
)
PROGRAM = Principal(ActorKind.PROGRAM, "token-1", "Robot", frozenset({"tickets.read"}), on_behalf_of="agent-1")


@given(principals)
def test_a_principal_passes_the_gateway_unchanged(principal):
    context = principal.to_context()
    assert all(isinstance(value, str) for value in context.values())
    assert Principal.from_context(context) == principal


@pytest.mark.parametrize("context", [{}, {"id": ""}, {"id": None}, {"name": "Ada", "scopes": "tickets.read"}])
def test_without_a_principal_in_the_context_nobody_is_authenticated(context):
    with pytest.raises(NotAuthenticated):
        Principal.from_context(context)


def test_a_granted_scope_is_sufficient_and_a_missing_one_is_required():
    PROGRAM.require(Scope.TICKETS_READ)
    with pytest.raises(Forbidden, match=r"tickets\.write") as rejection:
        PROGRAM.require(Scope.TICKETS_WRITE)
    assert rejection.value.code == "missing_scope"


def test_only_an_app_has_channels():
    assert replace(PROGRAM, app_id="acme").require_app() == "acme"
    with pytest.raises(Forbidden) as rejection:
        PROGRAM.require_app()
    assert rejection.value.code == "no_app"


def test_a_program_acts_in_its_own_name_for_its_owner():
    assert PROGRAM.actor() == Actor(ActorKind.PROGRAM, "token-1", "Robot", "agent-1")


def test_an_agent_has_all_permissions_but_to_set_up_the_desk():
    of_apps = {Scope.CUSTOM_CHANNELS_READ, Scope.CUSTOM_CHANNELS_WRITE}
    assert scopes_of(BuiltIn.ADMINISTRATOR) == frozenset(Scope) - of_apps
    assert scopes_of(BuiltIn.ADMINISTRATOR) - scopes_of(BuiltIn.AGENT) == {
        Scope.CHANNELS_WRITE,
        Scope.SETTINGS_WRITE,
        Scope.AUDIT_READ,
        Scope.USERS_WRITE,
    }


@pytest.mark.parametrize("context", [{}, {"authorizer": None}, {"authorizer": {"lambda": None}}])
def test_an_event_without_a_principal_is_not_authenticated(context):
    with pytest.raises(NotAuthenticated):
        Principal.of_event({"requestContext": context})
