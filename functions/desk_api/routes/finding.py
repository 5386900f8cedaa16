"""/v1/search, lists of tickets, and counts: the routes that need the index."""

from typing import Annotated

from aws_lambda_powertools.event_handler.api_gateway import Response, Router
from aws_lambda_powertools.event_handler.openapi.params import Path, Query

from desk_api.conditional import IfNoneMatch, conditional_answers, unless_known
from desk_api.finding import FindDesk, enter_find
from desk_api.problems import answers
from helpdesk.index.models import Kind, Order
from helpdesk.people.principals import Principal, Scope
from helpdesk.platform.schemas import Moment
from helpdesk.search.finder import Sought
from helpdesk.search.schemas import (
    LONGEST_CURSOR,
    FoundTicketsOut,
    SearchIn,
    SearchOut,
    TicketQueryPageIn,
    ViewCountOut,
    ViewCountsOut,
    sought,
)
from helpdesk.search.words import LONGEST_QUERY
from helpdesk.tickets.listing import NOBODY
from helpdesk.tickets.models import TicketState
from helpdesk.tickets.schemas import TicketListOut
from helpdesk.views.listing import listed
from helpdesk.views.models import where

router = Router()
_SEARCH, _VIEWS, _TICKETS = ["Search"], ["Views"], ["Tickets"]
_ID = Query(min_length=1, max_length=128)

_Cursor = Annotated[
    str | None, Query(min_length=1, max_length=LONGEST_CURSOR, description="`next_cursor` of the previous page.")
]
_TimeZone = Annotated[
    str | None,
    Query(min_length=1, max_length=64, description="By whose clocks a day begins: `Europe/Rome`. The default is UTC."),
]
_SEARCH_PARAMETERS = ("q", "types", "status", "account_id", "channel_id", "owner_id", "team_id", "contact_id")
_MORE_PARAMETERS = ("after", "before", "order", "limit", "cursor")


@router.get(
    "/v1/search",
    summary="Search tickets, messages and notes by words",
    description="All words must be in it, the last one may be the beginning of one; words in quotation marks stand one "
    "after the other. Found are tickets by name, number, contact and text properties, messages and notes by text and "
    "file names, with words of their tickets' names, numbers and contacts beside one of their own. Accents, case and "
    "width do not matter. Messages and notes are found with `conversations.read`.",
    tags=_SEARCH,
    responses=answers(SearchOut),
)
def search(  # noqa: PLR0913, PLR0917 - one for each parameter
    q: Annotated[str, Query(min_length=1, max_length=LONGEST_QUERY)],
    types: Annotated[list[Kind], Query(max_length=len(Kind), description="The default is all.")] = [],  # noqa: B006 - the description shows it; it is only read
    status: TicketState | None = None,
    account_id: Annotated[str | None, _ID] = None,
    channel_id: Annotated[str | None, _ID] = None,
    owner_id: Annotated[str | None, Query(min_length=1, max_length=128, description="`me`, or `none`, too.")] = None,
    team_id: Annotated[
        str | None, Query(min_length=1, max_length=128, description="`my_teams`, or `none`, too.")
    ] = None,
    contact_id: Annotated[str | None, _ID] = None,
    after: Annotated[Moment | None, Query(description="Written then or later; of a ticket: opened.")] = None,
    before: Annotated[Moment | None, Query(description="Written earlier than that.")] = None,
    order: Order = Order.NEWEST,
    limit: Annotated[int, Query(ge=1, le=50)] = 25,
    cursor: _Cursor = None,
) -> SearchOut:
    desk, principal = enter_find(router, Scope.TICKETS_READ, (*_SEARCH_PARAMETERS, *_MORE_PARAMETERS))
    given = {
        "status": status.value if status else None,
        "account_id": account_id,
        "channel_id": channel_id,
        "contact_id": contact_id,
        "owner_id": owner_id,
        "team_id": team_id,
    }
    filters = where(**{name: value for name, value in given.items() if value})
    wanted = sought(q, filters, types or Kind, after, before, order)
    return _hits(desk, principal, wanted, None, limit, cursor)


@router.post(
    "/v1/search",
    summary="Search by words, with filters as views have them",
    description="The same as `GET /v1/search`. Filters are about the ticket of what is found.",
    tags=_SEARCH,
    responses=answers(SearchOut),
)
def search_with_filters(body: SearchIn) -> SearchOut:
    desk, principal = enter_find(router, Scope.TICKETS_READ)
    return _hits(desk, principal, body.sought(), body.time_zone, body.limit, body.cursor)


@router.get(
    "/v1/views/<view_id>/tickets",
    summary="List the tickets of a view",
    description="With the count of all. A ticket that matches all the time while somebody pages is on one page, "
    "wherever it moves. 409 `view_broken` if the view names what is not there any more.",
    tags=_VIEWS,
    responses=conditional_answers(FoundTicketsOut),
)
def list_view_tickets(
    view_id: Annotated[str, Path(description="`vw_…`, or the name of a view that every desk has.", max_length=64)],
    time_zone: _TimeZone = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 25,
    cursor: _Cursor = None,
    if_none_match: IfNoneMatch = None,
) -> Response[str]:
    desk, principal = enter_find(router, Scope.TICKETS_READ, ("time_zone", "limit", "cursor"))
    found = desk.finder.tickets_of(view_id, desk.finder.caller(principal, time_zone), limit=limit, cursor=cursor)
    return unless_known(FoundTicketsOut.of(found, desk.channels_of(found.tickets)), if_none_match)


@router.post(
    "/v1/tickets/query",
    summary="List tickets by filters",
    description="As the tickets of a view that is not stored.",
    tags=_VIEWS,
    responses=answers(FoundTicketsOut),
)
def query_tickets(body: TicketQueryPageIn) -> FoundTicketsOut:
    desk, principal = enter_find(router, Scope.TICKETS_READ)
    caller = desk.finder.caller(principal, body.time_zone)
    found = desk.finder.tickets(body.view(), caller, limit=body.limit, cursor=body.cursor)
    return FoundTicketsOut.of(found, desk.channels_of(found.tickets))


_LIST_PARAMETERS = ("status", "account_id", "owner_id", "team_id", "limit", "cursor")


@router.get(
    "/v1/tickets",
    summary="List tickets, newest activity first",
    description="With `newer_cursor`: those whose customers wrote since, oldest activity first. One that was active "
    "within the last minute may be listed again.",
    tags=_TICKETS,
    responses=conditional_answers(TicketListOut),
)
def list_tickets(
    status: Annotated[TicketState, Query(description="The default is open tickets.")] = TicketState.OPEN,
    account_id: Annotated[
        str | None, Query(min_length=1, max_length=19, description="Only tickets of this account.")
    ] = None,
    owner_id: Annotated[
        str | None,
        Query(min_length=1, max_length=128, description="Only tickets of this agent; `none` for unassigned tickets."),
    ] = None,
    team_id: Annotated[
        str | None,
        Query(
            min_length=1,
            max_length=64,
            description="Only tickets of this team, which may be deleted. With `owner_id=none`, its queue: those that "
            "nobody has taken.",
        ),
    ] = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 25,
    cursor: Annotated[
        str | None,
        Query(
            min_length=1,
            max_length=LONGEST_CURSOR,
            description="`next_cursor` of the previous page, or `newer_cursor`.",
        ),
    ] = None,
    if_none_match: IfNoneMatch = None,
) -> Response[str]:
    desk, principal = enter_find(router, Scope.TICKETS_READ, _LIST_PARAMETERS)
    if owner_id not in {None, NOBODY}:
        desk.check_owner(str(owner_id))
    if team_id is not None:
        desk.check_team(team_id)
    if account_id is not None:
        desk.check_account(account_id)
    view = listed(status, account_id=account_id, owner_id=owner_id, team_id=team_id)
    page = desk.finder.listed(view, desk.finder.caller(principal, None), limit=limit, cursor=cursor)
    return unless_known(TicketListOut.of(page, desk.channels_of(page.tickets)), if_none_match)


@router.get(
    "/v1/view-counts",
    summary="Count the tickets of all views",
    description="Of those that every desk has and the others that you see, exactly, at most three seconds ago.",
    tags=_VIEWS,
    responses=conditional_answers(ViewCountsOut),
)
def count_views(time_zone: _TimeZone = None, if_none_match: IfNoneMatch = None) -> Response[str]:
    desk, principal = enter_find(router, Scope.TICKETS_READ, ("time_zone",))
    counts = desk.finder.counts(desk.finder.caller(principal, time_zone))
    shown = [ViewCountOut(view_id=view_id, count=count) for view_id, count in counts.items()]
    return unless_known(ViewCountsOut(counts=shown), if_none_match)


def _hits(
    desk: FindDesk, principal: Principal, wanted: Sought, time_zone: str | None, limit: int, cursor: str | None
) -> SearchOut:
    page = desk.finder.search(wanted, desk.finder.caller(principal, time_zone), limit=limit, cursor=cursor)
    return SearchOut.of(page, desk.channels_of([hit.ticket for hit in page.hits]))
