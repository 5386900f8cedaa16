"""The people who work at the desk. Pure."""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    AGENT = "agent"
    ADMIN = "admin"


@dataclass(frozen=True, slots=True)
class Agent:
    id: str
    """The user pool's `sub`."""
    email: str
    name: str
    role: Role
    created_at: str
    seat: bool = True
    """A service seat: without one, an agent can read and administer, but not decide who gets a ticket."""
    removed_at: str | None = None
    """Set when the person left: the item stays, so that the id is never given to somebody else."""
    signed_out_at: str | None = None
    """When the person signed out everywhere last: tokens that were issued before that are no longer valid."""
