"""What is found, in the API's format."""

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated, Self

from pydantic import Field, StringConstraints

from helpdesk.index.models import Kind, Order
from helpdesk.index.values import milliseconds
from helpdesk.platform.schemas import Moment, RequestModel, ResponseModel, Time
from helpdesk.search.finder import Sought
from helpdesk.search.hits import ShownHit
from helpdesk.search.pages import FoundTickets
from helpdesk.search.words import LONGEST_QUERY, SearchPage
from helpdesk.tickets.channels import Channels
from helpdesk.tickets.schemas import TicketOut
from helpdesk.views.models import ViewFilter
from helpdesk.views.schemas import Filters, TicketQueryIn, filters_of

LONGEST_CURSOR = 8_000
"""It has hashes of up to 1,000 tickets that were given."""
TimeZoneIn = Annotated[
    str,
    StringConstraints(min_length=1, max_length=64),
    Field(description="By whose clocks a day begins: `Europe/Rome`."),
]
CursorIn = Annotated[
    str,
    StringConstraints(min_length=1, max_length=LONGEST_CURSOR),
    Field(description="`next_cursor` of the last page."),
]


class TicketQueryPageIn(TicketQueryIn):
    """A view that is not stored, and the page of it."""

    time_zone: TimeZoneIn | None = None
    limit: Annotated[int, Field(ge=1, le=100)] = 25
    cursor: CursorIn | None = None


class SearchIn(RequestModel):
    query: Annotated[str, StringConstraints(min_length=1, max_length=LONGEST_QUERY)]
    filters: Annotated[Filters, Field(default_factory=list)]
    types: Annotated[list[Kind], Field(default_factory=lambda: list(Kind), min_length=1, max_length=len(Kind))]
    after: Annotated[Moment | None, Field(description="Written then or later; of a ticket: opened.")] = None
    before: Annotated[Moment | None, Field(description="Written earlier than that.")] = None
    order: Order = Order.NEWEST
    time_zone: TimeZoneIn | None = None
    limit: Annotated[int, Field(ge=1, le=50)] = 25
    cursor: CursorIn | None = None

    def sought(self) -> Sought:
        return sought(self.query, filters_of(self.filters), self.types, self.after, self.before, self.order)


def sought(
    query: str,
    filters: tuple[ViewFilter, ...],
    kinds: Iterable[Kind],
    after: datetime | None,
    before: datetime | None,
    order: Order,
) -> Sought:
    since, until = (milliseconds(moment) if moment else None for moment in (after, before))
    return Sought(query, filters, tuple(dict.fromkeys(kinds)), since, until, order)


class FoundTicketsOut(ResponseModel):
    tickets: list[TicketOut]
    count: Annotated[int, Field(description="Of all tickets that match now, on whatever page.")]
    next_cursor: str | None

    @classmethod
    def of(cls, found: FoundTickets, channels: Channels) -> Self:
        tickets = [TicketOut.of(ticket, channels) for ticket in found.tickets]
        return cls(tickets=tickets, count=found.count, next_cursor=found.next_cursor)


class ViewCountOut(ResponseModel):
    view_id: str
    count: Annotated[
        int | None, Field(description="Null for a view that names a property which is not there any more.")
    ]


class ViewCountsOut(ResponseModel):
    counts: list[ViewCountOut]


class PieceOut(ResponseModel):
    text: str
    marked: Annotated[bool, Field(description="Whether this is what was searched for.")]


class HitOut(ResponseModel):
    type: Kind
    ticket: TicketOut
    message_id: Annotated[str | None, Field(description="Of a message.")]
    note_id: Annotated[str | None, Field(description="Of a note.")]
    at: Annotated[Time, Field(description="When it was written; of a ticket: opened.")]
    found_in: Annotated[
        str,
        Field(
            description="`text`, or `file`: the name of a file of the message or note. Of a ticket: `name`, `number`, "
            "`contact`, or `property`."
        ),
    ]
    excerpt: Annotated[list[PieceOut], Field(description="Plain text, in pieces: what was searched for is marked.")]
    score: Annotated[float, Field(description="0 unless the best come first.")]

    @classmethod
    def of(cls, hit: ShownHit, channels: Channels) -> Self:
        entry = hit.entry
        return cls(
            type=hit.kind,
            ticket=TicketOut.of(hit.ticket, channels),
            message_id=entry.id if entry and hit.kind is Kind.MESSAGE else None,
            note_id=entry.id if entry and hit.kind is Kind.NOTE else None,
            at=entry.created_at if entry else hit.ticket.opened_at,
            found_in=hit.found_in,
            excerpt=hit.excerpt,
            score=hit.score,
        )


class SearchOut(ResponseModel):
    hits: list[HitOut]
    count: Annotated[
        int | None,
        Field(
            description="Of all hits, when the first page was read. Null if more than 2,000 texts have the words, and "
            "more than 1,000 tickets match the filters and what you may see, and more than 1,000 do not."
        ),
    ]
    next_cursor: Annotated[str | None, Field(description="A page can be short, or empty, although more follow.")]

    @classmethod
    def of(cls, page: SearchPage, channels: Channels) -> Self:
        return cls(hits=[HitOut.of(hit, channels) for hit in page.hits], count=page.count, next_cursor=page.next_cursor)
