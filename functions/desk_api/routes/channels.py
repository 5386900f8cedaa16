"""/v1/channels, /v1/connections: the catalogue, and connecting accounts."""

from http import HTTPStatus
from typing import Annotated

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.api_gateway import Router
from aws_lambda_powertools.event_handler.openapi.params import Path, Query
from aws_lambda_powertools.event_handler.openapi.types import OpenAPIResponse
from pydantic import BaseModel

from desk_api.desk import IdempotencyKey, NextCursor, enter
from desk_api.problems import answers
from helpdesk.connecting.flows import RedirectStart
from helpdesk.connecting.schemas import (
    ChannelListOut,
    ChannelOut,
    CheckOut,
    ConnectedOut,
    ConnectionIn,
    ConnectionOut,
    CredentialsCheckIn,
    RedirectOut,
)
from helpdesk.people.principals import Scope
from helpdesk.providers.catalogue import PROVIDERS

router = Router()
_TAG = ["Channels"]
_BUILT_IN = " or ".join(f"`{kind}`" for kind in PROVIDERS)
ChannelId = Annotated[str, Path(max_length=32, description=f"{_BUILT_IN}, or the number of a registered channel.")]
_CONNECTING: dict[int, OpenAPIResponse] = {
    **answers(ConnectedOut, HTTPStatus.CREATED),
    HTTPStatus.ACCEPTED.value: {
        "description": "The account is connected by redirect.",
        "content": {"application/json": {"model": RedirectOut}},
    },
}


@router.get(
    "/v1/channels", summary="List the channels that can be connected", tags=_TAG, responses=answers(ChannelListOut)
)
def list_channels(
    limit: Annotated[int, Query(ge=1, le=100)] = 25,
    cursor: NextCursor = None,
) -> ChannelListOut:
    desk, _ = enter(router, Scope.CHANNELS_READ, ("limit", "cursor"))
    return ChannelListOut.of(desk.connecting.catalogue.page(limit=limit, cursor=cursor))


@router.get("/v1/channels/<channel_id>", summary="Read a channel", tags=_TAG, responses=answers(ChannelOut))
def get_channel(channel_id: ChannelId) -> ChannelOut:
    desk, _ = enter(router, Scope.CHANNELS_READ)
    return ChannelOut.of(desk.connecting.catalogue.entry(channel_id))


@router.post(
    "/v1/channels/<channel_id>/connections",
    summary="Connect an account",
    description="201: the account is live. 202: open `redirect_url`; the channel's service finishes the connection. "
    "The same `Idempotency-Key` within 24 hours returns the same account, without its signing secret.",
    tags=_TAG,
    status_code=HTTPStatus.CREATED,
    responses=_CONNECTING,
)
def connect_account(channel_id: ChannelId, body: ConnectionIn, idempotency_key: IdempotencyKey = None) -> Response[str]:
    desk, principal = enter(router, Scope.CHANNELS_WRITE)
    made = desk.connecting.connect(channel_id, body.request(idempotency_key), principal)
    if isinstance(made, RedirectStart):
        return _no_store(RedirectOut.of(made), HTTPStatus.ACCEPTED)
    logos = desk.logos.of([made.account.channel_id])
    return _no_store(ConnectedOut.of(made, desk.webhook_url, logos), HTTPStatus.CREATED)


@router.post(
    "/v1/channels/<channel_id>/credential-checks",
    summary="Check credentials without storing them",
    tags=_TAG,
    responses=answers(CheckOut),
)
def check_credentials(channel_id: ChannelId, body: CredentialsCheckIn) -> CheckOut:
    desk, _ = enter(router, Scope.CHANNELS_WRITE)
    connectable = desk.connecting.catalogue.find(channel_id)
    return CheckOut.of(desk.connecting.connections.check(connectable, body.credentials))


@router.get(
    "/v1/connections/<state>",
    summary="Read the result of a connection by redirect",
    tags=_TAG,
    responses=answers(ConnectionOut),
)
def get_connection(state: Annotated[str, Path(max_length=128)]) -> ConnectionOut:
    desk, principal = enter(router, Scope.CHANNELS_WRITE)
    return ConnectionOut.of(*desk.connecting.flows.look(state, principal.actor()))


def _no_store(model: BaseModel, status: HTTPStatus) -> Response[str]:
    """No cache may store what is shown once."""
    return Response(status, "application/json", model.model_dump_json(), headers={"cache-control": "no-store"})
