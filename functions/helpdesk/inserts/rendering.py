"""An entry of the library, or a passage of a message, as HTML. Pure."""

from collections.abc import Iterator

from helpdesk.inserts.models import EntryKind, LibraryEntry
from helpdesk.platform.text import without_markup

_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)


def entry_html(entry: LibraryEntry) -> str:
    """Title and link, what a quote offers, the excerpt. A document's file is an attachment beside it."""
    return "".join(f"<p>{paragraph}</p>" for paragraph in _paragraphs(entry))


def passage_html(passage: str) -> str:
    lines = "<br>".join(without_markup(line) for line in passage.split("\n"))
    return f"<blockquote>{lines}</blockquote>"


def _paragraphs(entry: LibraryEntry) -> Iterator[str]:
    title = without_markup(entry.title)
    if entry.quote_number:
        title = f"{without_markup(entry.quote_number)}: {title}"
    yield _link(entry.url, title) if entry.url else title
    if entry.kind is EntryKind.QUOTE and (offer := _offer(entry)):
        yield offer
    if entry.excerpt:
        yield without_markup(entry.excerpt).replace("\n", "<br>")


def _link(url: str, shown: str) -> str:
    address = without_markup(url).replace('"', "&quot;")
    return f'<a href="{address}">{shown}</a>'


def _offer(entry: LibraryEntry) -> str:
    price = f"{entry.amount} {entry.currency}" if entry.amount else ""
    until = f"Valid until {day_in_words(entry.valid_until)}" if entry.valid_until else ""
    return "<br>".join(part for part in (price, until) if part)


def day_in_words(day: str) -> str:
    """`2027-03-03` as `3 March 2027`: no country reads another day in it."""
    year, month, number = day.split("-")
    return f"{int(number)} {_MONTHS[int(month) - 1]} {year}"
