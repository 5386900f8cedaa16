"""Users of a desk on the workbench, without the audit events of the real thing."""

from collections.abc import Callable

from helpdesk.people.models import User
from helpdesk.people.repository import UserRepository
from helpdesk.people.roster_repository import RosterRepository
from helpdesk.platform.dynamodb import Table


def employ(directory: Table, user: User) -> User:
    """Somebody new, with their place in the roster."""
    rosters = RosterRepository(directory)
    roster = rosters.get()
    placing = rosters.changing(roster, roster.with_member(user.member(0)))
    UserRepository(directory).transact(UserRepository(directory).creating(user), placing)
    return user


def change(directory: Table, user_id: str, becomes: Callable[[User], User]) -> User:
    """Somebody who exists."""
    rosters, users = RosterRepository(directory), UserRepository(directory)
    roster, before = rosters.get(), users.get(user_id, consistent=True)
    assert before is not None
    after = becomes(before)
    users.transact(users.changing(before, after), rosters.changing(roster, roster.with_member(after.member(0))))
    return after
