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
    """A service seat: who has none may look and administer, and decides nothing about who gets a ticket."""
