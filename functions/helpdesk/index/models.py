"""What the index holds, and how it is asked. Pure.

A filter is typed all the way to the engine: no value becomes part of a query's text.
"""

from collections.abc import Mapping
from dataclasses import field
from enum import StrEnum

from helpdesk.platform.frozen import frozen

Value = str | int | float | bool
"""Of a field. A moment is in milliseconds since 1970, a date in days since 1970; text that people wrote is folded."""


class Kind(StrEnum):
    TICKET = "ticket"
    MESSAGE = "message"
    NOTE = "note"


OF_BOTH = ("account_id", "channel_id", "contact_id")
"""Fields that a ticket and its texts have."""
OF_TEXTS = frozenset({*OF_BOTH, "direction", "author", "about", "text", "files"})
"""Fields that a text can have values or words of. Whatever has one of another field is a ticket."""


@frozen
class Document:
    """A ticket, or a text of its conversation. One with the same id replaces it. Raises ValueError for a text that has
    what only tickets have: nobody would find it by that."""

    id: str
    kind: Kind
    ticket_id: str
    """Of a ticket: its own."""
    at: int
    """When it was opened or written, in milliseconds: what is newest is first by it. A filter names it as the field
    `at`."""
    position: int
    """The number of the feed's entry after which it was read. A filter names it as the field `position`."""
    values: Mapping[str, tuple[Value, ...]] = field(default_factory=dict)
    """By field. A field without a value is left out. A field has values of one type: who makes documents names a field
    by its type too, where the type can change."""
    words: Mapping[str, str] = field(default_factory=dict)
    """Text by field, as it was written: the engine makes words of it."""

    def __post_init__(self) -> None:
        if self.kind is not Kind.TICKET and not OF_TEXTS.issuperset((*self.values, *self.words)):
            raise ValueError(f"a text has no {sorted({*self.values, *self.words} - OF_TEXTS)}")


@frozen
class Is:
    """Has one of these values. `id`, `kind` and `ticket_id` are fields too."""

    field: str
    values: tuple[Value, ...]


@frozen
class Range:
    """A number between these, which are included; None: without an end."""

    field: str
    at_least: int | float | None = None
    at_most: int | float | None = None


@frozen
class Exists:
    """Has any value."""

    field: str


@frozen
class Phrase:
    """These words, one after the other, in one of the fields of text. One word is a phrase too."""

    words: tuple[str, ...]
    """As the analysis makes them."""
    fields: tuple[str, ...]
    is_prefix: bool = False
    """The last word is only the beginning of one."""


@frozen
class All:
    """Each of them. Of none: everything."""

    filters: tuple["Filter", ...] = ()


@frozen
class AnyOf:
    """At least one of them. Of none: nothing."""

    filters: tuple["Filter", ...] = ()


@frozen
class Not:
    filter: "Filter"


Filter = Is | Range | Exists | Phrase | All | AnyOf | Not
EVERYTHING = All()


@frozen
class Sort:
    """By the first value of a field. What has none comes last, in both directions; equal ones are sorted by id, which
    goes up in both directions."""

    field: str
    descending: bool = False


@frozen
class After:
    """The last document of a page: the next page begins after it."""

    value: Value | None
    """By which it was sorted. None: it has none."""
    id: str


@frozen
class Found:
    """A page of tickets."""

    ids: tuple[str, ...]
    count: int
    """Of all that match, exactly."""
    last: After | None
    """None if nothing follows."""


class Order(StrEnum):
    NEWEST = "newest"
    BEST = "best"


@frozen
class Hit:
    id: str
    kind: Kind
    ticket_id: str
    at: int
    score: float
    """0 where the newest is first."""


@frozen
class Hits:
    hits: tuple[Hit, ...]
    count: int
    """Of all that match, exactly."""
    more: bool


@frozen
class Batch:
    """What changes in the index, up to a position of the feed. Applied twice, it changes nothing the second time."""

    position: int
    documents: tuple[Document, ...] = ()
    gone: frozenset[str] = frozenset()
    """Documents that are deleted, by id."""
    gone_tickets: frozenset[str] = frozenset()
    """Tickets that are deleted with all their texts."""
