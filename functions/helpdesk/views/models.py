"""A view: which tickets, in which order, with which columns. Pure."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Any

from helpdesk.platform.frozen import frozen
from helpdesk.platform.records import AS_TEXT

MOST_FILTERS, MOST_VALUES, MOST_COLUMNS = 50, 500, 30
LONGEST_NAME, LONGEST_VALUE = 100, 500
LARGEST = 20_000
"""Bytes of a view: all that somebody sees are read together."""
MOST_SHARED, MOST_PRIVATE = 200, 50
"""Views that the desk has together, and that each person has for themselves."""


class Operator(StrEnum):
    IS = "is"
    IS_NOT = "is_not"
    """Also of a ticket that has no value."""
    IN = "in"
    CONTAINS = "contains"
    IS_EMPTY = "is_empty"
    IS_NOT_EMPTY = "is_not_empty"
    BEFORE = "before"
    AFTER = "after"
    WITHIN_LAST = "within_last"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"


class Visibility(StrEnum):
    PRIVATE = "private"
    TEAM = "team"
    EVERYONE = "everyone"


class SortDirection(StrEnum):
    ASCENDING = "ascending"
    DESCENDING = "descending"


@frozen
class ViewFilter:
    property: str
    operator: Operator
    value: Any = None
    """As its author wrote it: a text, a number, true or false, or a list of them. `me` and `today` are read for whoever
    looks at the view."""


@frozen
class SortKey:
    property: str
    direction: SortDirection = SortDirection.DESCENDING


NEWEST_ACTIVITY = (SortKey("last_activity_at"),)
COLUMNS = ("contact.name", "name", "channel_id", "status_id", "priority", "owner_id", "last_activity_at")


@frozen
class View:
    id: str
    name: str
    filters: Annotated[tuple[ViewFilter, ...], AS_TEXT] = ()
    """A ticket is in it if all of them hold."""
    sort: Annotated[tuple[SortKey, ...], AS_TEXT] = NEWEST_ACTIVITY
    """One: the index sorts by one property, and by the ticket's id where it is equal."""
    columns: tuple[str, ...] = COLUMNS
    visibility: Visibility = Visibility.EVERYONE
    owner_id: str | None = None
    """Who made it. None: every desk has it."""
    team_id: str | None = None
    """Whose members see it, if it is a team's."""
    created_at: str | None = None
    asked: str | None = None
    """A digest of the request that made it, with an idempotency key."""
    version: int = 1

    @property
    def built_in(self) -> bool:
        return self.created_at is None

    @property
    def is_private(self) -> bool:
        return self.visibility is Visibility.PRIVATE


def where(**values: Any) -> tuple[ViewFilter, ...]:
    """Filters by which each of these properties is its value; None: it has none."""
    return tuple(
        ViewFilter(name, Operator.IS_EMPTY) if value is None else ViewFilter(name, Operator.IS, value)
        for name, value in values.items()
    )


DEFAULT: Mapping[str, View] = {
    view.id: view
    for view in (
        View("unassigned", "Unassigned", where(status="open", owner_id=None)),
        View("mine", "Mine", where(status="open", owner_id="me")),
        View("all_open", "All open", where(status="open")),
        View(
            "my_teams_unassigned",
            "Unassigned in my teams",
            where(status="open", owner_id=None, team_id="my_teams"),
        ),
        View("waiting", "Waiting", where(status_category="waiting")),
        View("my_mentions", "My mentions", where(status="open", mentions="me")),
        View("failed_replies", "Failed replies", where(reply_state="failed")),
        View("closed", "Closed", where(status="closed")),
    )
}
"""Every desk has them. Nobody can change or delete them."""
