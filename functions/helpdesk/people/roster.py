"""Everybody at the desk in one item, for whoever needs many people at once: routing, and lists that show names. It is
written with each change of a person. Pure.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from helpdesk.platform.frozen import frozen

LARGEST = 1000
"""People of a desk, also those who have left: an item has at most 400 kB."""


@frozen
class Capacity:
    """How many open tickets somebody can have before routing passes them over."""

    total: int | None = None
    """None: as many as come."""
    by_channel: Mapping[str, int] = field(default_factory=dict)
    """By the channel's id; of a channel that is not named, as many as the total allows."""


UNLIMITED = Capacity()


@frozen
class Member:
    """What routing needs of a person."""

    id: str
    number: int
    """From 0, in the order in which they came; it is never given to somebody else."""
    name: str
    is_active: bool = True
    has_service_seat: bool = True
    team_ids: tuple[str, ...] = ()
    """The main team is first."""
    skills: tuple[str, ...] = ()
    capacity: Capacity = UNLIMITED
    role_id: str = "agent"


@dataclass(frozen=True)
class Roster:
    members: tuple[Member, ...] = ()
    """In the order of their numbers."""
    version: int = 0
    silent_roles: frozenset[str] = frozenset({"read_only"})
    """Whoever has one of these roles may not answer customers."""

    def may_reply(self, member: Member) -> bool:
        return member.role_id not in self.silent_roles

    def with_role(self, role_id: str, *, may_reply: bool) -> "Roster":
        others = self.silent_roles - {role_id}
        return replace(self, silent_roles=others if may_reply else others | {role_id})

    def get(self, user_id: str) -> Member | None:
        return self._by_id.get(user_id)

    def with_member(self, member: Member) -> "Roster":
        """The member in their place, or as the next one."""
        known = self.get(member.id)
        placed = replace(member, number=known.number if known else len(self.members))
        members = [*self.members[: placed.number], placed, *self.members[placed.number + 1 :]]
        return replace(self, members=tuple(members))

    def of_teams(self, team_ids: frozenset[str]) -> Iterator[Member]:
        return (each for each in self.members if team_ids.intersection(each.team_ids))

    @cached_property
    def _by_id(self) -> Mapping[str, Member]:
        return {each.id: each for each in self.members}
