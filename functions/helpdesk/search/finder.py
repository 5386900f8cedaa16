"""What is found for somebody: a view's tickets, counts, and hits of words, of what they may see, by their clocks."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from helpdesk.index.models import EVERYTHING, OF_BOTH, All, Filter, Is, Kind, Order, Range
from helpdesk.people.access import Access
from helpdesk.people.principals import Principal, Scope
from helpdesk.platform.errors import Conflict
from helpdesk.platform.frozen import frozen
from helpdesk.platform.records import plain
from helpdesk.search.pages import FoundTickets, TicketFinder
from helpdesk.search.ticket_list import TicketLists
from helpdesk.search.words import Search, SearchPage, Wanted
from helpdesk.tickets.listing import TicketPage
from helpdesk.views.access import seen_by
from helpdesk.views.compiling import Compiled
from helpdesk.views.filtered_values import Viewer
from helpdesk.views.models import View, ViewFilter
from helpdesk.views.service import Views


@frozen
class Caller:
    principal: Principal
    viewer: Viewer

    @property
    def access(self) -> Access:
        return Access.of(self.principal)

    @property
    def binding(self) -> str:
        """The same only for whoever is shown the same."""
        teams = ",".join(sorted(self.viewer.team_ids))
        return f"{self.viewer.user_id}/{teams}/{self.access.words}/{self.viewer.clocks.zone}"


@frozen
class Sought:
    query: str
    filters: tuple[ViewFilter, ...] = ()
    kinds: tuple[Kind, ...] = tuple(Kind)
    after: int | None = None
    before: int | None = None
    """Milliseconds: what was written, or opened, then or later, and earlier than that."""
    order: Order = Order.NEWEST


class Finder:
    def __init__(self, views: Views, tickets: TicketFinder, lists: TicketLists, search: Search) -> None:
        self.views = views
        self._tickets = tickets
        self._lists = lists
        self._search = search

    def caller(self, principal: Principal, time_zone: str | None) -> Caller:
        """Raises InvalidRequest."""
        return Caller(principal, self.views.viewer(principal, time_zone))

    def tickets_of(self, view_id: str, caller: Caller, *, limit: int, cursor: str | None) -> FoundTickets:
        """Raises NotFound; Conflict for a view that names what is not there any more."""
        view = self.views.get(view_id, caller.principal)
        return self._page(view, self.views.compiled(view, caller.viewer), caller, limit=limit, cursor=cursor)

    def tickets(self, view: View, caller: Caller, *, limit: int, cursor: str | None) -> FoundTickets:
        """Of a view that is not stored. Raises InvalidRequest that names what is wrong with it."""
        return self._page(view, self.views.checked(view, caller.viewer), caller, limit=limit, cursor=cursor)

    def listed(self, view: View, caller: Caller, *, limit: int, cursor: str | None) -> TicketPage:
        """As `tickets`, with a cursor to what is newer."""
        asked = self.views.checked(view, caller.viewer)
        return self._lists.page(*_for(view, asked, caller), limit=limit, cursor=cursor)

    def counts(self, caller: Caller) -> Mapping[str, int | None]:
        """Of each view that the caller sees. None: it names what is not there any more."""
        views = self.views.seen(caller.principal)
        filters: dict[str, Filter] = {}
        for view in views:
            try:
                asked = self.views.compiled(view, caller.viewer)
            except Conflict:
                continue
            filters[view.id] = _all(asked.where, seen_by(caller.access))
        found = self._tickets.counts(filters)
        return {view.id: found.get(view.id) for view in views}

    def search(self, sought: Sought, caller: Caller, *, limit: int, cursor: str | None) -> SearchPage:
        """Raises InvalidRequest."""
        self.views.checked(View("", "", sought.filters), caller.viewer)  # names each filter by its place
        of_texts = tuple(each for each in sought.filters if each.property in OF_BOTH)
        others = tuple(each for each in sought.filters if each.property not in OF_BOTH)
        own, tickets = (self.views.checked(View("", "", each), caller.viewer).where for each in (of_texts, others))
        wanted = Wanted(
            sought.query,
            _all(tickets, seen_by(caller.access)),
            _all(own, *_of_kinds(sought.kinds, caller.principal), *_written(sought)),
            sought.order,
            _binding(caller, plain(replace(sought, query=""))),
        )
        return self._search.page(wanted, caller.access, limit=limit, cursor=cursor)

    def _page(self, view: View, asked: Compiled, caller: Caller, *, limit: int, cursor: str | None) -> FoundTickets:
        return self._tickets.page(*_for(view, asked, caller), limit=limit, cursor=cursor)


def _for(view: View, asked: Compiled, caller: Caller) -> tuple[Compiled, Access, str]:
    """What is asked for, of what they may see, and what names it."""
    wanted = Compiled(_all(asked.where, seen_by(caller.access)), asked.sort)
    return wanted, caller.access, _binding(caller, view.id, plain(view.filters), plain(view.sort))


def _binding(caller: Caller, *asked: Any) -> str:
    return json.dumps([caller.binding, *asked], sort_keys=True)


def _all(*filters: Filter) -> Filter:
    asked = tuple(each for each in filters if each != EVERYTHING)
    return asked[0] if len(asked) == 1 else All(asked)


def _of_kinds(kinds: Sequence[Kind], principal: Principal) -> Iterable[Filter]:
    """Whoever may not read conversations finds tickets."""
    reads = Scope.CONVERSATIONS_READ in principal.scopes
    found = tuple(kind.value for kind in kinds if reads or kind is Kind.TICKET)
    if len(found) < len(Kind):
        yield Is("kind", found)


def _written(sought: Sought) -> Iterable[Filter]:
    if (sought.after, sought.before) != (None, None):
        yield Range("at", sought.after, None if sought.before is None else sought.before - 1)
