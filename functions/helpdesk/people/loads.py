"""How many open tickets each person has, and who is away, as they were read: what routing chooses by. Pure."""

from collections.abc import Mapping
from dataclasses import field

from helpdesk.platform.frozen import frozen
from helpdesk.platform.ids import digest


@frozen
class Loads:
    """As they were read."""

    total: Mapping[str, int] = field(default_factory=dict)
    of_channel: Mapping[str, int] | None = None
    """None if they were not read: then they are no condition either."""
    away: frozenset[str] = frozenset()

    def open_tickets(self, user_id: str) -> int:
        return self.total.get(short(user_id), 0)

    def open_in_channel(self, user_id: str) -> int:
        return (self.of_channel or {}).get(short(user_id), 0)

    def is_away(self, user_id: str) -> bool:
        return short(user_id) in self.away


def short(user_id: str) -> str:
    """40 bits: of a thousand people, two share a name once in ten million desks. It begins with a letter."""
    return "u" + digest("load", user_id)[:8]
