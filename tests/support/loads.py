"""Loads as routing reads them."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet

from helpdesk.people.loads import Loads, short


def loads_of(total: Mapping[str, int], of_channel: Mapping[str, int], away: AbstractSet[str]) -> Loads:
    """By the ids of people."""
    return Loads(
        {short(user_id): count for user_id, count in total.items()},
        {short(user_id): count for user_id, count in of_channel.items()},
        frozenset(map(short, away)),
    )
