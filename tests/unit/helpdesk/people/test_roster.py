"""The roster and users as they are stored, in this version and in the one before."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.people.items import user_attributes, user_of
from helpdesk.people.models import BuiltIn, User
from helpdesk.people.roles import BUILT_IN
from helpdesk.people.roster import LARGEST, Capacity, Roster
from helpdesk.people.roster_repository import RosterRepository
from helpdesk.platform.attributes import from_attributes, to_attributes
from helpdesk.platform.errors import Conflict

ids = st.from_regex("[a-z0-9-]{1,36}", fullmatch=True)
capacities = st.builds(Capacity, st.none() | st.integers(1, 999), st.dictionaries(ids, st.integers(1, 99), max_size=3))
users = st.builds(
    User,
    ids,
    st.just("a@b"),
    st.text(min_size=1, max_size=20),
    st.sampled_from([*BuiltIn, "01kcustom"]),
    st.just("2026-11-22T09:00:00.000000Z"),
    has_service_seat=st.booleans(),
    team_ids=st.lists(ids, unique=True, max_size=4).map(tuple),
    skills=st.lists(st.text(min_size=1, max_size=9), unique=True, max_size=3).map(tuple),
    capacity=capacities,
    deactivated_at=st.none() | st.just("2026-11-23"),
    version=st.integers(1, 9),
)


class OneItem:
    """A table that keeps the roster."""

    item = None

    def get(self, _key, *, consistent):
        return self.item

    def putting(self, _key, item, *_condition):
        self.item = from_attributes(to_attributes(item))
        return _condition

    def query(self, *_, **__):
        raise AssertionError("the roster is there")


@given(st.lists(users, unique_by=lambda user: user.id, max_size=6))
def test_everybody_is_in_the_roster_as_they_are(people):
    table, roster = OneItem(), Roster()
    for user in people:
        roster = roster.with_member(user.member(0))
    RosterRepository(table).changing(roster, roster)
    read = RosterRepository(table).get()
    assert read == replace(roster, version=1)
    assert [(each.id, each.number) for each in read.members] == [(user.id, at) for at, user in enumerate(people)]
    assert all(read.get(user.id) == user.member(at) for at, user in enumerate(people))


def test_the_roster_says_which_roles_may_not_reply():
    ada, ben = (User(name, "a@b", name, role, "2026").member(0) for name, role in (("a", "read_only"), ("b", "mine")))
    table, roster = OneItem(), Roster()
    assert (roster.may_reply(ada), roster.may_reply(ben)) == (False, True)
    silent = roster.with_role("mine", may_reply=False)
    RosterRepository(table).changing(roster, silent)
    assert not RosterRepository(table).get().may_reply(ben)
    assert silent.with_role("mine", may_reply=True) == roster
    table.item = {"version": 1, "members": '{"teams": [], "people": []}'}
    assert not RosterRepository(table).get().may_reply(ada), "a roster of before"


def test_whoever_changes_keeps_their_number():
    first, second = (User(name, "a@b", name, BuiltIn.AGENT, "2026") for name in ("ada", "ben"))
    roster = Roster().with_member(first.member(7)).with_member(second.member(7))
    changed = roster.with_member(replace(first, name="Ada L").member(9))
    assert [(each.name, each.number) for each in changed.members] == [("Ada L", 0), ("ben", 1)]


def test_five_hundred_people_are_one_small_item_and_there_is_an_end():
    repository, table = RosterRepository(OneItem()), OneItem()
    user = User("0" * 36, "a@b", "Ada Lovelace", BuiltIn.AGENT, "2026", team_ids=("01kteam" * 3, "01kmain" * 3))
    members = tuple(replace(user, id=f"{at:036}").member(at) for at in range(LARGEST + 1))
    RosterRepository(table).changing(Roster(), Roster(members[:500]))
    assert len(table.item["members"]) < 50_000
    with pytest.raises(Conflict, match="at most 1000 people") as full:
        repository.changing(Roster(), Roster(members))
    assert full.value.code == "too_many"


@given(users)
def test_a_user_is_read_as_they_were_stored(user):
    assert user_of(from_attributes(to_attributes(user_attributes(user)))) == user


@given(users)
def test_the_version_before_reads_every_user(user):
    """It knows two roles, and nothing of teams."""
    stored = user_attributes(user)
    assert stored["role"] == ("admin" if user.role_id == BuiltIn.ADMINISTRATOR else "agent")
    assert stored["kind"] == "agent"
    assert isinstance(stored["seat"], bool)


@pytest.mark.parametrize(("stored", "role_id"), [("admin", "administrator"), ("agent", "agent")])
def test_a_user_of_the_version_before_is_read(stored, role_id):
    item = {"id": "sub", "email": "a@b", "name": "Ada", "role": stored, "created_at": "2026", "kind": "agent"}
    assert user_of(item) == User("sub", "a@b", "Ada", role_id, "2026")
    assert role_id in BUILT_IN
