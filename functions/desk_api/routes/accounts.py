"""/v1/channel-accounts: managing an account."""

from datetime import timedelta
from http import HTTPStatus
from typing import Annotated

from aws_lambda_powertools.event_handler.api_gateway import Router
from aws_lambda_powertools.event_handler.openapi.params import Path, Query

from desk_api.desk import NextCursor, enter
from desk_api.problems import answers
from helpdesk.accounts.schemas import (
    AccountOut,
    AccountPatchIn,
    DeliveryUrlIn,
    HealthOut,
    RotationIn,
    SigningSecretOut,
)
from helpdesk.connecting.schemas import CheckOut, ReplacedOut, ReplacementIn
from helpdesk.conversations.schemas import UnhandledListOut
from helpdesk.delivery.models import Result
from helpdesk.delivery.schemas import DeliveryListOut, DeliveryOut
from helpdesk.people.access import Access
from helpdesk.people.principals import Scope
from helpdesk.replies.composer_schemas import FirstMessageOut

router = Router()
_TAG = ["Channels"]

AccountId = Annotated[str, Path(max_length=19)]


@router.get(
    "/v1/channel-accounts/<account_id>/deliveries",
    summary="List attempts to send webhooks to the channel's app, newest first",
    description="Of the last 30 days, and only of accounts of registered channels. A page may be short or empty and "
    "still have a `next_cursor`.",
    tags=_TAG,
    responses=answers(DeliveryListOut),
)
def list_deliveries(
    account_id: AccountId,
    result: Annotated[Result | None, Query(description="Only attempts with this result.")] = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 25,
    cursor: NextCursor = None,
) -> DeliveryListOut:
    desk, principal = enter(router, Scope.CHANNELS_WRITE, ("result", "limit", "cursor"))
    account = desk.accounts.get(account_id)
    desk.gate.check_account(principal, account)
    return DeliveryListOut.of(desk.deliveries.page_of_account(account, result, cursor=cursor, limit=limit))


@router.post(
    "/v1/channel-accounts/<account_id>/deliveries/<delivery_id>/replay",
    summary="Send a webhook again",
    description="With the same `event_id`, once, after what is queued for its conversation. 202 means that it will be "
    "sent: the attempt is a new entry of the log. Repeating it within five minutes is a no-op.",
    tags=_TAG,
    status_code=HTTPStatus.ACCEPTED,
    responses=answers(DeliveryOut, HTTPStatus.ACCEPTED),
)
def replay_delivery(account_id: AccountId, delivery_id: Annotated[str, Path(max_length=64)]) -> tuple[DeliveryOut, int]:
    desk, principal = enter(router, Scope.CHANNELS_WRITE)
    account = desk.accounts.get(account_id)
    desk.gate.check_account(principal, account)
    return DeliveryOut.of(desk.deliveries.replay_of_account(account, delivery_id)), HTTPStatus.ACCEPTED


@router.get(
    "/v1/channel-accounts/<account_id>/composer",
    summary="Check what the first message of a conversation may contain",
    description="And whether a conversation can be started through this account now.",
    tags=["Conversations"],
    responses=answers(FirstMessageOut),
)
def get_first_message_composer(account_id: AccountId) -> FirstMessageOut:
    desk, principal = enter(router, Scope.CONVERSATIONS_READ)
    return FirstMessageOut.of(desk.composer.first_message(account_id, Access.of(principal)))


@router.get(
    "/v1/channel-accounts/<account_id>/unhandled-updates",
    summary="List updates of the messaging service that are in no conversation",
    description="Kept raw for 90 days, in no particular order: what is not a message, or was not understood.",
    tags=_TAG,
    responses=answers(UnhandledListOut),
)
def list_unhandled_updates(
    account_id: AccountId,
    limit: Annotated[int, Query(ge=1, le=25)] = 25,
    cursor: NextCursor = None,
) -> UnhandledListOut:
    desk, principal = enter(router, Scope.CONVERSATIONS_READ, ("limit", "cursor"))
    account = desk.accounts.get(account_id)
    desk.gate.check_account(principal, account)
    return UnhandledListOut.of(desk.unhandled.page(account.id, limit=limit, cursor=cursor))


@router.patch(
    "/v1/channel-accounts/<account_id>",
    summary="Edit, disable, enable or move a channel account",
    tags=_TAG,
    responses=answers(AccountOut),
)
def change_channel_account(account_id: AccountId, body: AccountPatchIn) -> AccountOut:
    desk, principal = enter(router, Scope.CHANNELS_WRITE)
    return desk.shown(desk.management.change(account_id, body.patch(), principal))


@router.delete(
    "/v1/channel-accounts/<account_id>",
    summary="Delete a channel account",
    description="Its history stays readable; it accepts and sends no more messages. Cannot be undone.",
    tags=_TAG,
    responses=answers(AccountOut),
)
def delete_channel_account(
    account_id: AccountId,
    confirm: Annotated[str | None, Query(max_length=256, description="The account's name.")] = None,
) -> AccountOut:
    desk, principal = enter(router, Scope.CHANNELS_WRITE, ("confirm",))
    return desk.shown(desk.management.delete(account_id, confirm, principal.actor()))


@router.post(
    "/v1/channel-accounts/<account_id>/signing-secrets",
    summary="Rotate the signing secret; the previous one stays valid for the overlap",
    tags=_TAG,
    status_code=HTTPStatus.CREATED,
    responses=answers(SigningSecretOut, HTTPStatus.CREATED),
)
def rotate_signing_secret(account_id: AccountId, body: RotationIn) -> tuple[SigningSecretOut, int]:
    desk, principal = enter(router, Scope.CHANNELS_WRITE)
    rotated = desk.rotation.rotate(account_id, timedelta(hours=body.overlap_hours), principal.actor())
    return SigningSecretOut.model_validate(rotated), HTTPStatus.CREATED


@router.put(
    "/v1/channel-accounts/<account_id>/credentials",
    summary="Replace the credentials; the previous ones stay valid for the overlap",
    description="The account becomes authorized. Credentials are never returned.",
    tags=_TAG,
    responses=answers(ReplacedOut),
)
def replace_credentials(account_id: AccountId, body: ReplacementIn) -> ReplacedOut:
    desk, principal = enter(router, Scope.CHANNELS_WRITE)
    account, check = desk.connecting.connections.replace_credentials(
        account_id, body.credentials, timedelta(hours=body.overlap_hours), principal.actor()
    )
    return ReplacedOut(account=desk.shown(account), credentials_check=CheckOut.of(check))


@router.post(
    "/v1/channel-accounts/<account_id>/reconnect",
    summary="Ask the service again to deliver to this desk",
    description="For a channel whose service the desk itself asks. Repeating it changes nothing. The result is the "
    "account's `connection`: 200 does not mean that the service delivers.",
    tags=_TAG,
    responses=answers(AccountOut),
)
def reconnect_channel_account(account_id: AccountId) -> AccountOut:
    desk, principal = enter(router, Scope.CHANNELS_WRITE)
    return desk.shown(desk.subscriptions.reconnect(account_id, principal.actor()))


@router.get(
    "/v1/channel-accounts/<account_id>/health",
    summary="Ask the service whether it delivers to this desk",
    description="Each call asks the account's service.",
    tags=_TAG,
    responses=answers(HealthOut),
)
def get_channel_account_health(account_id: AccountId) -> HealthOut:
    desk, _ = enter(router, Scope.CHANNELS_READ)
    return HealthOut.of(desk.health.of(account_id))


@router.put(
    "/v1/channel-accounts/<account_id>/delivery-url",
    summary="Set the delivery URL",
    tags=_TAG,
    responses=answers(AccountOut),
)
def set_delivery_url(account_id: AccountId, body: DeliveryUrlIn) -> AccountOut:
    desk, principal = enter(router, Scope.CHANNELS_WRITE)
    return desk.shown(desk.management.set_delivery_url(account_id, str(body.delivery_url), principal.actor()))
