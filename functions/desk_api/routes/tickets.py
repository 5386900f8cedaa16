"""/v1/tickets"""

from typing import Annotated

from aws_lambda_powertools.event_handler.api_gateway import Router
from aws_lambda_powertools.event_handler.openapi.params import Path, Query

from desk_api.desk import NextCursor, enter
from desk_api.problems import answers
from helpdesk.conversations.references import ConversationReference
from helpdesk.people.principals import Scope
from helpdesk.tickets.listing import NOBODY, TicketQuery
from helpdesk.tickets.models import TicketState
from helpdesk.tickets.schemas import OwnerIn, StatusIn, TicketListOut, TicketOut, TicketWithContactOut

router = Router()
_TAG = ["Tickets"]

TicketId = Annotated[str, Path(description="`tkt_…`", max_length=64)]


_LIST_PARAMETERS = ("status", "account_id", "owner_id", "limit", "cursor")


@router.get("/v1/tickets", summary="List tickets, newest activity first", tags=_TAG, responses=answers(TicketListOut))
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
    cursor: NextCursor = None,
) -> TicketListOut:
    desk, _ = enter(router, Scope.TICKETS_READ, _LIST_PARAMETERS)
    if owner_id not in {None, NOBODY}:
        desk.agents.check_owner(str(owner_id))
    query = TicketQuery(status, account_id, owner_id)
    return TicketListOut.of(desk.listing.page(query, limit=limit, cursor=cursor))


@router.get(
    "/v1/tickets/<ticket_id>",
    summary="Read a ticket with its contact",
    tags=_TAG,
    responses=answers(TicketWithContactOut),
)
def get_ticket(ticket_id: TicketId) -> TicketWithContactOut:
    desk, _ = enter(router, Scope.TICKETS_READ)
    ticket = desk.tickets.get(ConversationReference.from_ticket_id(ticket_id))
    contact, identities = desk.contacts.with_identities(ticket.contact_id)
    return TicketWithContactOut.with_contact(ticket, contact, identities)


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
