"""What failed or waits is tried again."""

from http import HTTPStatus

from aws_lambda_powertools.event_handler.api_gateway import Router

from desk_api.desk import enter
from desk_api.problems import answers
from desk_api.routes.accounts import AccountId
from desk_api.routes.tickets import TicketId
from helpdesk.accounts.schemas import DeliveryHealthOut
from helpdesk.conversations.references import ConversationReference
from helpdesk.delivery.redrive_schemas import TicketRedriveOut
from helpdesk.people.principals import Scope

router = Router()


@router.post(
    "/v1/channel-accounts/<account_id>/redrives",
    summary="Try now what waits for an account's receiver",
    description="One reply is tried now, and the others follow in order if it gets through. If fewer than three "
    "conversations fail, the waiting reply of each is tried. If the account is healthy, nothing is done. Replies that "
    "have failed for good are sent again by ticket.",
    tags=["Channels"],
    status_code=HTTPStatus.ACCEPTED,
    responses=answers(DeliveryHealthOut, HTTPStatus.ACCEPTED),
)
def redrive_channel_account(account_id: AccountId) -> tuple[DeliveryHealthOut, int]:
    desk, principal = enter(router, Scope.CHANNELS_WRITE)
    account = desk.redrives.of_account(account_id, principal.actor())
    return DeliveryHealthOut.model_validate(account.delivery), HTTPStatus.ACCEPTED


@router.post(
    "/v1/tickets/<ticket_id>/redrives",
    summary="Send a ticket's failed replies again",
    description="Those among its newest 100 entries, in order, after what is queued for it already, with the same ids "
    "and with the whole time of their account. A reply that may have arrived is left out. A reply that waits for its "
    "next attempt is tried now; if replies wait for the account's receiver, one is. 409 if the account cannot send.",
    tags=["Tickets"],
    status_code=HTTPStatus.ACCEPTED,
    responses=answers(TicketRedriveOut, HTTPStatus.ACCEPTED),
)
def redrive_ticket(ticket_id: TicketId) -> tuple[TicketRedriveOut, int]:
    desk, principal = enter(router, Scope.CONVERSATIONS_WRITE)
    redriven = desk.redrives.of_ticket(ConversationReference.from_ticket_id(ticket_id), principal.actor())
    return TicketRedriveOut.of(redriven), HTTPStatus.ACCEPTED
