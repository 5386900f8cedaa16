"""Setting the routing requires a service seat, the caller's own or its owner's."""

import pytest

from helpdesk.people.actors import ActorKind
from helpdesk.people.models import BuiltIn, User
from helpdesk.people.principals import Principal
from helpdesk.people.seats import Seats
from helpdesk.people.service import UserService
from helpdesk.platform.errors import Forbidden
from tests.support.examples import NOW


class Agents(UserService):
    def __init__(self):
        self.known = {
            name: User(
                name, f"{name}@desk.example", name.title(), BuiltIn.ADMINISTRATOR, NOW, has_service_seat=name == "ada"
            )
            for name in ("ada", "ben")
        }

    def get(self, agent_id):
        return self.known.get(agent_id)


def person(name):
    return Principal(ActorKind.PERSON, name, name, frozenset())


def program_of(name):
    return Principal(ActorKind.PROGRAM, "token", "CRM", frozenset(), name)


@pytest.mark.parametrize("who", [person("ada"), program_of("ada")])
def test_a_seat_is_sufficient(who):
    Seats(Agents()).require(who)


@pytest.mark.parametrize(
    ("who", "named"),
    [(person("ben"), "Ben"), (program_of("ben"), "Ben"), (person("cleo"), "cleo"), (program_of("x"), "CRM")],
)
def test_without_a_scope_it_is_403_and_names_the_caller(who, named):
    with pytest.raises(Forbidden, match=f"seat, and '{named}' has none") as rejected:
        Seats(Agents()).require(who)
    assert rejected.value.code == "seat_missing"
