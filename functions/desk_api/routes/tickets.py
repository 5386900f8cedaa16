"""/v1/tickets"""

from dataclasses import replace
from http import HTTPStatus
from typing import Annotated

from aws_lambda_powertools.event_handler.api_gateway import Response, Router
from aws_lambda_powertools.event_handler.openapi.params import Path, Query

from desk_api.desk import Desk, IdempotencyKey, NextCursor, enter
from desk_api.problems import answers
from desk_api.versions import IfMatch, version_answers, version_of, versioned
from helpdesk.conversations.references import ConversationReference
from helpdesk.jobs.schemas import JobOut
from helpdesk.people.access import Access
from helpdesk.people.principals import Principal, Scope
from helpdesk.profiles.page_schemas import TicketWithContactOut
from helpdesk.tickets.bulk_schemas import BulkIn
from helpdesk.tickets.changes import TicketChange
from helpdesk.tickets.schemas import (
    ChangedTicketOut,
    HistoryOut,
    OwnerIn,
    StatusIn,
    TicketPatchIn,
)

router = Router()
_TAG = ["Tickets"]

TicketId = Annotated[str, Path(description="`tkt_…`", max_length=64)]


@router.get(
    "/v1/tickets/<ticket_id>",
    summary="Read a ticket with its contact",
    description="And with the newest entries of its conversation, the contact's earlier conversations, and their other "
    "open tickets.",
    tags=_TAG,
    responses=version_answers(TicketWithContactOut),
)
def get_ticket(
    ticket_id: TicketId, limit: Annotated[int, Query(ge=1, le=50, description="The number of entries.")] = 20
) -> Response[str]:
    desk, principal = enter(router, Scope.TICKETS_READ, ("limit",))
    page = desk.ticket_pages.get(ConversationReference.from_ticket_id(ticket_id), entries=limit)
    page = replace(page, others=Access.of(principal).among(page.others))
    with_entries = Scope.CONVERSATIONS_READ in principal.scopes
    shown = TicketWithContactOut.of_page(page, desk.channels_of(page.ticket), with_entries=with_entries)
    return versioned(shown, page.ticket.version)


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
    desk, principal = enter(router, Scope.TICKETS_READ, ("limit", "cursor"))
    reference = ConversationReference.from_ticket_id(ticket_id)
    page = desk.history.before(reference, limit=limit, cursor=cursor)
    page = replace(page, tickets=Access.of(principal).among(page.tickets))
    return HistoryOut.of(page, desk.channels_of(*page.tickets))


@router.patch(
    "/v1/tickets/<ticket_id>",
    summary="Change a ticket",
    description="409 `status_refused` names all that the status needs (`missing`) and what may follow "
    "(`allowed_status_ids`). With `If-Match`, 409 `already_changed` only if somebody has changed one of these "
    "properties since.",
    tags=_TAG,
    responses=version_answers(ChangedTicketOut),
)
def change_ticket(ticket_id: TicketId, body: TicketPatchIn, if_match: IfMatch = None) -> Response[str]:
    return _changed(*enter(router, Scope.TICKETS_WRITE), ticket_id, body.change(), if_match)


@router.post(
    "/v1/tickets/bulk",
    summary="Change many tickets",
    description="A job changes each by the rules that hold for one, as the caller; its `failures` name those that were "
    "refused. The same `Idempotency-Key` returns the same job for 30 days.",
    tags=_TAG,
    status_code=HTTPStatus.ACCEPTED,
    responses=answers(JobOut, HTTPStatus.ACCEPTED),
)
def change_tickets(body: BulkIn, idempotency_key: IdempotencyKey = None) -> tuple[JobOut, int]:
    desk, principal = enter(router, Scope.TICKETS_WRITE)
    job = desk.bulk.start(body.ticket_ids, body.change.change(), principal, idempotency_key)
    return JobOut.of(desk.jobs.first_page(job)), HTTPStatus.ACCEPTED


@router.put(
    "/v1/tickets/<ticket_id>/owner",
    summary="Assign a ticket",
    description="To somebody, or to a team. Capacity does not refuse it: `warnings` say what speaks against it. Who "
    "takes a ticket that somebody else has gets 409 `already_assigned`, unless they say with `If-Match` that they "
    "know.",
    tags=_TAG,
    responses=version_answers(ChangedTicketOut),
)
def set_ticket_owner(ticket_id: TicketId, body: OwnerIn, if_match: IfMatch = None) -> Response[str]:
    return _changed(*enter(router, Scope.TICKETS_WRITE), ticket_id, body.change(), if_match)


@router.put(
    "/v1/tickets/<ticket_id>/status",
    summary="Move a ticket to a status",
    tags=_TAG,
    responses=version_answers(ChangedTicketOut),
)
def set_ticket_status(ticket_id: TicketId, body: StatusIn, if_match: IfMatch = None) -> Response[str]:
    return _changed(*enter(router, Scope.TICKETS_WRITE), ticket_id, body.change(), if_match)


def _changed(
    desk: Desk, principal: Principal, ticket_id: str, change: TicketChange, if_match: str | None
) -> Response[str]:
    reference = ConversationReference.from_ticket_id(ticket_id)
    after, warnings = desk.work.change_with_warnings(reference, change, principal, known=version_of(if_match))
    return versioned(ChangedTicketOut.of_change(after, warnings, desk.channels_of(after)), after.version)
