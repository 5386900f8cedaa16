from dataclasses import dataclass, field, replace

import pytest

from authorizer.app import Authorizer
from helpdesk.people.actors import ActorKind
from helpdesk.people.models import BuiltIn, User
from helpdesk.people.principals import Principal
from helpdesk.people.tokens import ApiToken
from tests.support.callers import Users, callers_among
from tests.support.log import FakeLog

ROBOT = ApiToken("01", "Robot", "agent-1", ("tickets.read", "tickets.write"), b"", "2026", app_id="acme")
ADA = Principal(ActorKind.PERSON, "agent-1", "Ada", frozenset({"tickets.read"}))


OWNER = User("agent-1", "ada@desk.example", "Ada", BuiltIn.AGENT, "2026")


@dataclass
class Found:
    """Finds one text, and records the lookups."""

    text: str
    found: object
    requested: list[str] = field(default_factory=list)

    def find(self, text):
        self.requested.append(text)
        return self.found if text == self.text else None

    def note_use(self, _token):
        """It was used."""


@pytest.fixture
def tokens():
    return Found("kan_01_secret", ROBOT)


@pytest.fixture
def people():
    return Found("a.jwt.token", ADA)


@pytest.fixture
def log():
    return FakeLog()


@pytest.fixture
def agents():
    return Users({"agent-1": OWNER})


@pytest.fixture
def ask(tokens, agents, people, log):
    authorizer = Authorizer(tokens, callers_among(agents), people, log)

    def context_of(*header: str) -> dict:
        response = authorizer({"identitySource": list(header)})
        assert response["isAuthorized"] is True, "the desk API answers 401, as the gateway can only say 403"
        return response["context"]

    return context_of


def test_an_api_token_acts_for_its_owner(ask, people):
    assert Principal.from_context(ask("Bearer kan_01_secret")) == Principal(
        ActorKind.PROGRAM, "01", "Robot", frozenset(ROBOT.scopes), on_behalf_of="agent-1", app_id="acme"
    )
    assert people.requested == []


def test_the_token_of_somebody_who_left_is_invalid(ask, agents):
    agents.clear()
    assert ask("Bearer kan_01_secret") == {}


@pytest.mark.parametrize(
    ("role", "scopes"),
    [
        (BuiltIn.ADMINISTRATOR, {"tickets.read", "channels.write", "conversations.custom_channels.write"}),
        (BuiltIn.AGENT, {"tickets.read", "conversations.custom_channels.write"}),
    ],
)
def test_a_token_may_do_nothing_that_its_owner_may_not_do(ask, tokens, agents, role, scopes):
    granted = ("tickets.read", "channels.write", "conversations.custom_channels.write")
    tokens.found = replace(ROBOT, scopes=granted)
    agents["agent-1"] = replace(OWNER, role_id=role)
    assert Principal.from_context(ask("Bearer kan_01_secret")).scopes == scopes


def test_a_person_is_found_by_their_token(ask, tokens):
    assert Principal.from_context(ask("Bearer a.jwt.token")) == ADA
    assert tokens.requested == []


@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "BEARER", "Bearer  "])
def test_the_schemes_name_is_read_in_any_case(ask, scheme):
    assert ask(f"{scheme} a.jwt.token")["id"] == "agent-1"


@pytest.mark.parametrize(
    "header",
    ["Bearer kan_01_wrong", "Bearer kan_", "Bearer other", "Bearer", "Bearer ", "", "a.jwt.token", "Basic a.jwt.token"],
)
def test_invalid_credentials_have_no_principal(ask, header):
    assert ask(header) == {}


@pytest.mark.parametrize("event", [{}, {"identitySource": None}, {"identitySource": []}])
def test_a_request_without_credentials_has_no_principal(tokens, people, event):
    assert Authorizer(tokens, callers_among({}), people, FakeLog())(event) == {"isAuthorized": True, "context": {}}


def test_the_log_names_the_caller_but_not_the_token(ask, log):
    ask("Bearer kan_01_secret")
    ask("Bearer kan_01_wrong")
    assert log.lines == [("authorizer", {"principal": "01"}), ("authorizer", {"principal": None})]
