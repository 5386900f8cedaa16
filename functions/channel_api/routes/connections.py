"""Finishing a connection that an administrator started; reading the credentials that were entered for it."""

from http import HTTPStatus
from typing import Any

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.api_gateway import Router

from channel_api.answers import answer
from channel_api.caller import enter
from channel_api.requests import body
from helpdesk.contract.connections import StagingTokenIn, credentials_out, staging_token_out
from helpdesk.people.principals import Scope

router = Router()


@router.patch("/<channel_id>/channel-account-staging-tokens/<account_token>")
def finish_connection(channel_id: str, account_token: str) -> Response[str]:
    caller = enter(router, Scope.CUSTOM_CHANNELS_WRITE)
    channel, staging = caller.channel(channel_id), body(router, StagingTokenIn)
    identifier = staging.delivery_identifier.identifier() if staging.delivery_identifier else None
    flow = caller.use.finishing.finish(channel, account_token, staging.account_name, identifier)
    return _no_store(staging_token_out(flow, account_token))


@router.get("/<channel_id>/channel-accounts/<account_id>/credentials")
def read_credentials(channel_id: str, account_id: str) -> Response[str]:
    """An extension of the contract. It needs the write scope: a token that may only read must not see secrets."""
    caller = enter(router, Scope.CUSTOM_CHANNELS_WRITE)
    account = caller.use.accounts.get(caller.channel(channel_id), account_id)
    return _no_store(credentials_out(caller.use.credentials.live(account)))


def _no_store(value: Any) -> Response[str]:
    """No cache may store a secret."""
    response = answer(value, HTTPStatus.OK)
    response.headers["cache-control"] = "no-store"
    return response
