"""Search by words: over tickets, messages and notes, of the tickets that the caller sees and means.

Texts do not know who may see them: that is their ticket's. So the tickets are asked first. Are they, or those that are
not meant, a thousand or fewer, their ids are part of the query. Else the hits are looked through.
"""

from collections.abc import Callable, Sequence
from itertools import accumulate
from typing import Self

from helpdesk.index.models import EVERYTHING, All, AnyOf, Filter, Hit, Hits, Is, Not, Order, Range, Sort
from helpdesk.index.port import Index
from helpdesk.index.terms import Term, terms
from helpdesk.indexing.documents import ABOUT
from helpdesk.people.access import Access
from helpdesk.platform.cursor import Cursors
from helpdesk.platform.errors import InvalidRequest
from helpdesk.platform.frozen import frozen
from helpdesk.search.hits import HitReader, ShownHit

LONGEST_QUERY = 1_000
_OF_TICKETS, _OF_TEXTS = ("name", "contact"), ("text", "files")
_OTHER_FIELDS = len(_OF_TICKETS) + 2 * len(_OF_TEXTS) + 1
"""In which each word is looked for, beside properties: of a text, its own ones twice."""
_WORDS_AT_MOST = 15_000
"""Words of a query, each once for each field in which it is looked for. An index takes 20,000, with all filters."""
_TICKETS_AT_MOST = 1_000
"""Of which the ids are part of a query."""
_LOOKED_THROUGH = 2_000
"""Hits, for one page."""
_BEST_AT_MOST = 10_000
"""How far one can page by relevance: each page is found anew from the beginning."""
_BY_ACTIVITY = Sort("last_activity_at", descending=True)


@frozen
class Wanted:
    query: str
    tickets: Filter
    """Whose they are: with what the caller may see."""
    texts: Filter
    """Of what is found itself."""
    order: Order
    binding: str
    """Names all of this, and who asks."""


@frozen
class Spot:
    count: int | None
    skip: int
    """Of all hits, or of those of the last one's time."""
    at: int | None = None
    """Of the last one, where the newest come first."""

    @classmethod
    def of(cls, parts: Sequence[str]) -> Self:
        count, skip, at = (int(part) if part else None for part in parts)
        return cls(count, skip or 0, at)

    def parts(self) -> tuple[str, ...]:
        return tuple("" if part is None else str(part) for part in (self.count, self.skip, self.at))


@frozen
class SearchPage:
    hits: list[ShownHit]
    count: int | None
    """When the first page was read. None: too many tickets are meant, and too many texts have the words, to know."""
    next_cursor: str | None


class Search:
    def __init__(
        self,
        fresh: Callable[[], Index],
        reader: HitReader,
        properties: Callable[[], Sequence[str]],
        cursors: Cursors,
        engine: str,
    ) -> None:
        """`properties`: the fields of words that tickets have beside those of every ticket."""
        self._fresh = fresh
        self._reader = reader
        self._properties = properties
        self._cursors = cursors
        self._engine = engine

    def page(self, wanted: Wanted, access: Access, *, limit: int, cursor: str | None) -> SearchPage:
        """Raises InvalidRequest for words that are none, and for a cursor of another search."""
        bound = self._cursors.of(f"search/{self._engine}/{wanted.order}/{wanted.binding}/{wanted.query}")
        spot = Spot.of(bound.read(cursor, parts=3)) if cursor else None
        properties = self._properties()
        asked = _bounded(self._terms(wanted.query), len(properties) + _OTHER_FIELDS)
        index = self._fresh()
        hits, count, following = _read(index, All((having(asked, properties), wanted.texts)), wanted, limit, spot)
        shown = self._reader.read(hits, asked, access)
        return SearchPage(shown, count, bound.write(*following.parts()) if following else None)

    @staticmethod
    def _terms(query: str) -> Sequence[Term]:
        found = terms(query)
        if not found:
            raise InvalidRequest.at("q", "Write at least one letter or digit.", code="nothing_to_search")
        return found


def having(asked: Sequence[Term], properties: Sequence[str]) -> Filter:
    """Tickets that have all words; and texts that have one of them, and of which they or their tickets have the others:
    a contact's name and a word of a message find the message."""
    of_tickets = (*_OF_TICKETS, *properties)
    own = tuple(term.among(_OF_TEXTS) for term in asked)
    all_ = own if len(own) == 1 else (*(term.among((*_OF_TEXTS, ABOUT)) for term in asked), AnyOf(own))
    return AnyOf((All(tuple(term.among(of_tickets) for term in asked)), All(all_)))


def _bounded(asked: Sequence[Term], fields: int) -> Sequence[Term]:
    """The first ones, of a long query at a desk with hundreds of properties."""
    sizes = accumulate(fields * sum(len(phrase) for way in term.ways for phrase in way) for term in asked)
    return asked[: max(1, sum(size <= _WORDS_AT_MOST for size in sizes))]


def _read(
    index: Index, where: Filter, wanted: Wanted, limit: int, spot: Spot | None
) -> tuple[Sequence[Hit], int | None, Spot | None]:
    """A page of hits, how many there are, and where the next page begins."""
    narrowed = _narrowed(index, wanted.tickets)
    if narrowed is None:
        raw = _texts(index, where, wanted.order, spot, _LOOKED_THROUGH)
        seen = _seen(index, wanted.tickets, raw)
        among = [at for at, hit in enumerate(raw.hits) if hit.ticket_id in seen]
        count = None if raw.more else len(among)
    else:
        raw = _texts(index, All((where, narrowed)), wanted.order, spot, limit)
        among, count = list(range(len(raw.hits))), raw.count
    looked_at = among[limit - 1] + 1 if len(among) >= limit else len(raw.hits)
    hits = [raw.hits[at] for at in among[:limit]]
    count = spot.count if spot else count
    more = raw.more or looked_at < len(raw.hits)
    return hits, count, _following(wanted.order, raw.hits[:looked_at], count, spot) if more else None


def _texts(index: Index, where: Filter, order: Order, spot: Spot | None, limit: int) -> Hits:
    if spot is None:
        return index.texts(where, order, skip=0, limit=limit)
    bounded = where if spot.at is None else All((where, Range("at", at_most=spot.at)))
    return index.texts(bounded, order, skip=spot.skip, limit=limit)


def _following(order: Order, hits: Sequence[Hit], count: int | None, spot: Spot | None) -> Spot | None:
    """By time, what is new comes before where somebody has read: the next page goes on below it."""
    if order is Order.BEST:
        skip = (spot.skip if spot else 0) + len(hits)
        return Spot(count, skip) if skip < _BEST_AT_MOST else None
    at = hits[-1].at
    equal = sum(hit.at == at for hit in hits)
    return Spot(count, equal + (spot.skip if spot and spot.at == at else 0), at)


def _narrowed(index: Index, tickets: Filter) -> Filter | None:
    """What the texts must have so that their tickets match. None: too many match, and too many do not."""
    if tickets == EVERYTHING:
        return EVERYTHING
    if (ids := _ids(index, tickets)) is not None:
        return Is("ticket_id", ids)
    others = _ids(index, Not(tickets))
    return None if others is None else Not(Is("ticket_id", others))


def _ids(index: Index, tickets: Filter) -> tuple[str, ...] | None:
    found = index.tickets(tickets, _BY_ACTIVITY, after=None, limit=_TICKETS_AT_MOST)
    return found.ids if found.last is None else None


def _seen(index: Index, tickets: Filter, hits: Hits) -> frozenset[str]:
    ids = tuple(dict.fromkeys(hit.ticket_id for hit in hits.hits))
    where = All((tickets, Is("ticket_id", ids)))
    return frozenset(index.tickets(where, _BY_ACTIVITY, after=None, limit=_LOOKED_THROUGH).ids)
