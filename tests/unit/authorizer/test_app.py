from dataclasses import dataclass, field

import pytest

from authorizer.app import Authorizer
from helpdesk.people.actors import ActorKind
from helpdesk.people.principals import Principal
from helpdesk.people.tokens import ApiToken
from tests.support.log import FakeLog

ROBOT = ApiToken("01", "Robot", "agent-1", ("tickets.read", "tickets.write"), b"", "2026", app_id="acme")
ADA = Principal(ActorKind.PERSON, "agent-1", "Ada", frozenset({"tickets.read"}))


@dataclass
class Found:
    """Knows one text, and remembers what it was asked."""

    text: str
    found: object
    asked: list[str] = field(default_factory=list)

    def find(self, text):
        self.asked.append(text)
        return self.found if text == self.text else None


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
def ask(tokens, people, log):
    authorizer = Authorizer(tokens, people, log)

    def asking(*header: str) -> dict:
        answer = authorizer({"identitySource": list(header)})
        assert answer["isAuthorized"] is True, "the desk API answers 401, as the gateway can only say 403"
        return answer["context"]

    return asking


def test_an_api_token_acts_for_its_owner(ask, people):
    assert Principal.from_context(ask("Bearer kan_01_secret")) == Principal(
        ActorKind.PROGRAM, "01", "Robot", frozenset(ROBOT.scopes), on_behalf_of="agent-1", app_id="acme"
    )
    assert people.asked == []


def test_a_person_is_found_by_their_token(ask, tokens):
    assert Principal.from_context(ask("Bearer a.jwt.token")) == ADA
    assert tokens.asked == []


@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "BEARER", "Bearer  "])
def test_the_schemes_name_is_read_in_any_case(ask, scheme):
    assert ask(f"{scheme} a.jwt.token")["id"] == "agent-1"


@pytest.mark.parametrize(
    "header",
    ["Bearer kan_01_wrong", "Bearer kan_", "Bearer other", "Bearer", "Bearer ", "", "a.jwt.token", "Basic a.jwt.token"],
)
def test_bad_credentials_have_nobody_behind_them(ask, header):
    assert ask(header) == {}


@pytest.mark.parametrize("event", [{}, {"identitySource": None}, {"identitySource": []}])
def test_so_has_a_request_without_credentials(tokens, people, event):
    assert Authorizer(tokens, people, FakeLog())(event) == {"isAuthorized": True, "context": {}}


def test_the_log_says_who_but_not_with_which_token(ask, log):
    ask("Bearer kan_01_secret")
    ask("Bearer kan_01_wrong")
    assert log.lines == [("authorizer", {"principal": "01"}), ("authorizer", {"principal": None})]
