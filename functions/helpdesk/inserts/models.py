"""Prepared content: a snippet of text, an entry of the library. Pure."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from enum import StrEnum

from helpdesk.platform.errors import FieldError
from helpdesk.platform.frozen import frozen

MOST = 1000
"""Snippets of a desk, and entries of its library: all of them are read together."""
MOST_KEPT = 2 * MOST
"""With deleted ones, which are read with them for as long as they are kept."""
MOST_BYTES = 2_000_000
"""Of the content of all snippets together; with deleted ones, twice as many."""
KEPT = timedelta(days=30)
"""What is deleted, so that its idempotency key is not free at once. Nobody sees it."""


@frozen
class Snippet:
    id: str
    name: str
    text: str
    """The content without formatting."""
    created_at: str
    rich_text: str | None = None
    """Sanitised HTML, with its placeholders."""
    shortcut: str | None = None
    """What an agent types after `/`."""
    folder: str | None = None
    """`Billing/Refunds`: a folder in a folder."""
    archived_at: str | None = None
    purge_at: int | None = None
    """It was deleted: the table deletes it then, in seconds since 1970."""
    asked: str | None = None
    """A digest of the request that made it with an idempotency key."""
    version: int = 1

    @property
    def size(self) -> int:
        return len(self.text.encode()) + len((self.rich_text or "").encode())

    @property
    def unique_name(self) -> str | None:
        return self.shortcut


class EntryKind(StrEnum):
    DOCUMENT = "document"
    ARTICLE = "article"
    """Of a knowledge base."""
    MEETING_LINK = "meeting_link"
    VIDEO = "video"
    QUOTE = "quote"
    """What is offered to the customer at a price."""


@frozen
class LibraryEntry:
    id: str
    kind: EntryKind
    title: str
    created_at: str
    url: str | None = None
    excerpt: str | None = None
    file_id: str | None = None
    """A document's file, which was uploaded."""
    quote_number: str | None = None
    """A quote's, as people know it."""
    amount: str | None = None
    """A quote's: a decimal number, as it was written."""
    currency: str | None = None
    """ISO 4217."""
    valid_until: str | None = None
    """A date."""
    archived_at: str | None = None
    purge_at: int | None = None
    """It was deleted: the table deletes it then, in seconds since 1970."""
    asked: str | None = None
    """A digest of the request that made it with an idempotency key."""
    version: int = 1

    @property
    def size(self) -> int:
        return 0

    @property
    def unique_name(self) -> str | None:
        return None


_OF_KIND = {
    EntryKind.DOCUMENT: ("url", "excerpt", "file_id"),
    EntryKind.QUOTE: ("url", "excerpt", "quote_number", "amount", "currency", "valid_until"),
}
_OF_A_LINK = ("url", "excerpt")
_OPTIONAL = ("url", "excerpt", "file_id", "quote_number", "amount", "currency", "valid_until")


def flaws(entry: LibraryEntry) -> Iterator[FieldError]:
    """What is missing, and what an entry of this kind does not have."""
    allowed = _OF_KIND.get(entry.kind, _OF_A_LINK)
    for name in _OPTIONAL:
        if name not in allowed and getattr(entry, name) is not None:
            yield FieldError(name, f"an entry of the kind {entry.kind.value!r} has none")
    yield from _missing(entry)


def _missing(entry: LibraryEntry) -> Iterator[FieldError]:
    match entry.kind:
        case EntryKind.DOCUMENT:
            if entry.file_id is None and entry.url is None:
                yield FieldError("file_id", "a document needs a file that was uploaded, or a URL")
        case EntryKind.QUOTE:
            if entry.quote_number is None:
                yield FieldError("quote_number", "a quote needs its number")
            if (entry.amount is None) != (entry.currency is None):
                missing = "currency" if entry.currency is None else "amount"
                yield FieldError(missing, "amount and currency belong together")
        case _:
            if entry.url is None:
                yield FieldError("url", f"an entry of the kind {entry.kind.value!r} needs a URL")


def folders(snippets: Sequence[Snippet]) -> list[str]:
    """Each folder with something in it."""
    return sorted({snippet.folder for snippet in snippets if snippet.folder})
