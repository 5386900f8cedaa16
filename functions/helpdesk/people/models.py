"""The people who work at the desk. Pure."""

from enum import StrEnum
from typing import Annotated

from helpdesk.people.roster import UNLIMITED, Capacity, Member
from helpdesk.platform.frozen import frozen
from helpdesk.platform.records import AS_TEXT


class BuiltIn(StrEnum):
    """Roles that every desk has."""

    ADMINISTRATOR = "administrator"
    AGENT = "agent"
    READ_ONLY = "read_only"


@frozen
class User:
    id: str
    """The user pool's `sub`."""
    email: str
    name: str
    role_id: str
    """One of `BuiltIn`, or the desk's own."""
    created_at: str
    has_service_seat: bool = True
    """Without one, somebody can read and administer, but gets no tickets and does not decide who does."""
    team_ids: tuple[str, ...] = ()
    """The main team is first."""
    skills: tuple[str, ...] = ()
    capacity: Annotated[Capacity, AS_TEXT] = UNLIMITED
    deactivated_at: str | None = None
    removed_at: str | None = None
    """Set when the person left: the item stays, so that the id is never given to somebody else."""
    signed_out_at: str | None = None
    """When the person signed out everywhere last: tokens that were issued before that are no longer valid."""
    invited_with: str | None = None
    """A digest of the idempotency key of the invitation."""
    version: int = 1

    @property
    def main_team_id(self) -> str | None:
        return self.team_ids[0] if self.team_ids else None

    @property
    def is_active(self) -> bool:
        return self.deactivated_at is None and self.removed_at is None

    def member(self, number: int) -> Member:
        """As the roster has them: somebody who left has only a name."""
        here = self.removed_at is None
        return Member(
            self.id,
            number,
            self.name,
            is_active=self.is_active,
            has_service_seat=self.has_service_seat,
            team_ids=self.team_ids if here else (),
            skills=self.skills,
            capacity=self.capacity,
            role_id=self.role_id if here else "",
        )


@frozen
class Team:
    id: str
    name: str
    created_at: str | None = None
    archived_at: str | None = None
    """A deleted one stays: tickets name it."""
    asked: str | None = None
    """A digest of the request that made it, with an idempotency key."""
    version: int = 1
