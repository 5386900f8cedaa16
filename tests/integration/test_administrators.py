"""A desk always has an administrator."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from helpdesk.people.actors import Actor, ActorKind
from helpdesk.people.models import BuiltIn, User
from helpdesk.people.roster import Roster
from helpdesk.people.roster_repository import RosterRepository
from helpdesk.platform.attributes import Key
from helpdesk.platform.errors import Conflict
from helpdesk.staff.users import Users
from infra.workbench.people import employ
from infra.workbench.tables import DIRECTORY
from tests.support.desk import DeskInProcess

pytestmark = pytest.mark.both_backends
OPERATOR = Actor(ActorKind.SYSTEM, "operator")


def demoted(user: User, _: Roster) -> User:
    return replace(user, role_id=BuiltIn.AGENT)


def deactivated(user: User, _: Roster) -> User:
    return replace(user, deactivated_at="2026-11-22T10:00:00.000000Z")


def administrators(desk: DeskInProcess, *names: str) -> Users:
    table = desk.database.table(DIRECTORY)
    for name in names:
        employ(table, User(name, f"{name}@desk.example", name, BuiltIn.ADMINISTRATOR, desk.agent.created_at))
    return Users.on(table, desk.clock)


@pytest.mark.parametrize("leaving", [demoted, deactivated])
def test_the_last_administrator_stays_one(desk: DeskInProcess, leaving: Callable[[User, Roster], User]) -> None:
    users = administrators(desk, "eve", "bob")
    users.change("eve", leaving, OPERATOR)
    with pytest.raises(Conflict, match="bob is the last administrator") as refused:
        users.change("bob", leaving, OPERATOR)
    assert refused.value.code == "last_administrator"
    with pytest.raises(Conflict):
        users.remove("bob", OPERATOR)
    assert users.change("bob", leaving, OPERATOR, even_the_last=True).version == 2


def test_two_who_demote_each_other_leave_one(desk: DeskInProcess) -> None:
    users = administrators(desk, "eve", "bob")

    def demote(name: str) -> bool:
        try:
            users.change(name, demoted, OPERATOR)
        except Conflict:
            return False
        return True

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(demote, ("eve", "bob"))) == [False, True]
    roster = RosterRepository(desk.database.table(DIRECTORY)).get()
    assert sorted(str(each.role_id) for each in roster.members) == ["administrator", "agent", "agent"]


def test_a_desk_from_before_the_roster_has_one_from_its_users(desk: DeskInProcess) -> None:
    table = desk.database.table(DIRECTORY)
    table.transact([table.deleting(Key("roster", "roster"), "attribute_exists(#pk)")])
    old = {"id": "old", "email": "o@d", "name": "Old", "role": "admin", "seat": False, "created_at": "2026-11-01"}
    table.write(table.putting(Key("agent#old", "agent"), old | {"kind": "agent"}))
    first = RosterRepository(table).get()
    assert [(each.id, each.role_id, each.has_service_seat) for each in first.members] == [
        ("old", "administrator", False),
        ("agent-1", "agent", True),
    ]
    assert Users.on(table, desk.clock).change("agent-1", deactivated, OPERATOR).version == 2
    written = RosterRepository(table).get()
    assert [(each.id, each.is_active) for each in written.members] == [("old", True), ("agent-1", False)]
    assert written.version == 1
