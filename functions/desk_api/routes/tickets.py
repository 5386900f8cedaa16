"""/v1/tickets"""

from typing import Annotated

from aws_lambda_powertools.event_handler.api_gateway import Response, Router
from aws_lambda_powertools.event_handler.openapi.params import Path, Query

from desk_api.conditional import IfNoneMatch, conditional_answers, unless_known
from desk_api.desk import NextCursor, enter
from desk_api.problems import answers
from helpdesk.conversations.references import ConversationReference
from helpdesk.people.principals import Scope
from helpdesk.tickets.listing import NOBODY, TicketQuery
from helpdesk.tickets.models import TicketState
from helpdesk.tickets.schemas import HistoryOut, OwnerIn, StatusIn, TicketListOut, TicketOut, TicketWithContactOut

router = Router()
_TAG = ["Tickets"]

TicketId = Annotated[str, Path(description="`tkt_…`", max_length=64)]


_LIST_PARAMETERS = ("status", "account_id", "owner_id", "limit", "cursor")


@router.get(
    "/v1/tickets",
    summary="List tickets, newest activity first",
    description="With `newer_cursor`: those whose customers wrote since, oldest activity first. One that was active "
    "within the last seconds may be listed again.",
    tags=_TAG,
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
    limit: Annotated[int, Query(ge=1, le=100)] = 25,
    cursor: Annotated[
        str | None,
        Query(min_length=1, max_length=512, description="`next_cursor` of the previous page, or `newer_cursor`."),
    ] = None,
    if_none_match: IfNoneMatch = None,
) -> Response[str]:
    desk, _ = enter(router, Scope.TICKETS_READ, _LIST_PARAMETERS)
    if owner_id not in {None, NOBODY}:
        desk.agents.check_owner(str(owner_id))
    query = TicketQuery(status, account_id, owner_id)
    return unless_known(TicketListOut.of(desk.listing.page(query, limit=limit, cursor=cursor)), if_none_match)


@router.get(
    "/v1/tickets/<ticket_id>",
    summary="Read a ticket with its contact",
    tags=_TAG,
    responses=conditional_answers(TicketWithContactOut),
)
def get_ticket(ticket_id: TicketId, if_none_match: IfNoneMatch = None) -> Response[str]:
    desk, _ = enter(router, Scope.TICKETS_READ)
    ticket = desk.tickets.get(ConversationReference.from_ticket_id(ticket_id))
    contact, identities = desk.contacts.with_identities(ticket.contact_id)
    return unless_known(TicketWithContactOut.with_contact(ticket, contact, identities), if_none_match)


@router.get(
    "/v1/tickets/<ticket_id>/previous-tickets",
    summary="List the contact's tickets before this one, newest first",
    description="Those that were opened before it, on every account.",
    tags=_TAG,
    responses=answers(HistoryOut),
)
def list_previous_tickets(
    ticket_id: TicketId,
    limit: Annotated[int, Query(ge=1, le=50)] = 10,
    cursor: NextCursor = None,
) -> HistoryOut:
    desk, _ = enter(router, Scope.TICKETS_READ, ("limit", "cursor"))
    reference = ConversationReference.from_ticket_id(ticket_id)
    return HistoryOut.of(desk.history.before(reference, limit=limit, cursor=cursor))


@router.put("/v1/tickets/<ticket_id>/owner", summary="Assign a ticket", tags=_TAG, responses=answers(TicketOut))
def set_ticket_owner(ticket_id: TicketId, body: OwnerIn) -> TicketOut:
    desk, principal = enter(router, Scope.TICKETS_WRITE)
    reference = ConversationReference.from_ticket_id(ticket_id)
    return TicketOut.of(desk.assigner.assign(reference, body.owner_id, principal.actor()))


@router.put("/v1/tickets/<ticket_id>/status", summary="Open or close a ticket", tags=_TAG, responses=answers(TicketOut))
def set_ticket_status(ticket_id: TicketId, body: StatusIn) -> TicketOut:
    desk, principal = enter(router, Scope.TICKETS_WRITE)
    reference = ConversationReference.from_ticket_id(ticket_id)
    return TicketOut.of(desk.tickets.set_state(reference, body.status, principal.actor()))
