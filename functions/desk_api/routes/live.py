"""/v1/live-tickets"""

from http import HTTPStatus

from aws_lambda_powertools.event_handler.api_gateway import Router

from desk_api.desk import enter
from desk_api.problems import answers
from helpdesk.live.models import Client
from helpdesk.live.schemas import LiveTicketOut

router = Router()


@router.post(
    "/v1/live-tickets",
    summary="Get a ticket for the live connection",
    description="With it, a WebSocket tells at once what happens: docs/live.md describes what is sent on it. The "
    "ticket is good for one connection of this caller, and for 30 seconds. Get a new one for each connection.",
    tags=["Changes"],
    status_code=HTTPStatus.CREATED,
    responses=answers(LiveTicketOut, HTTPStatus.CREATED),
)
def create_live_ticket() -> tuple[LiveTicketOut, int]:
    desk, principal = enter(router, None)
    ticket, until = desk.live_tickets.issue(Client.of(principal))
    return LiveTicketOut.of(desk.live_url, ticket, until), HTTPStatus.CREATED
