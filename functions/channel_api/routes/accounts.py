"""Routes for a channel's accounts."""

from collections.abc import Sequence
from typing import Any

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.api_gateway import Router

from channel_api.answers import answer, created
from channel_api.caller import enter
from channel_api.paging import Key, page
from channel_api.requests import body, parameter, query
from helpdesk.accounts.models import ListedAccount
from helpdesk.contract.channels import AccountChangeIn, AccountIn, account_out
from helpdesk.messaging.addresses import DeliveryIdentifier
from helpdesk.people.principals import Scope
from helpdesk.platform.errors import InvalidRequest

router = Router()
_SORTS: dict[str, Key[ListedAccount]] = {
    "createdAt": lambda account: (account.created_at, account.id),
    "name": lambda account: (account.name, account.id),
    "id": lambda account: (account.id.zfill(19), account.id),
}


@router.get("/<channel_id>/channel-accounts")
def list_accounts(channel_id: str) -> Response[str]:
    caller = enter(router, Scope.CUSTOM_CHANNELS_READ)
    channel, archived = caller.channel(channel_id), _archived()
    types, values = query(router, "deliveryIdentifierType"), query(router, "deliveryIdentifierValue")
    found = [
        account
        for account in caller.use.accounts.listed(channel)
        if (account.archived_at is not None) is archived and _is_asked_for(account, types, values)
    ]
    binding = f"accounts/{channel.id}/{archived}/{sorted(types)}/{sorted(values)}"

    def render(listed: Sequence[ListedAccount]) -> list[Any]:
        return [account_out(account) for account in caller.use.accounts.many(listed)]

    return answer(page(router, found, _SORTS, render, cursors=caller.use.cursors, binding=binding))


@router.post("/<channel_id>/channel-accounts")
def connect(channel_id: str) -> Response[str]:
    caller = enter(router, Scope.CUSTOM_CHANNELS_WRITE)
    channel = caller.channel(channel_id)
    return created(
        account_out(caller.use.accounts.connect(channel, body(router, AccountIn).given(), caller.principal.actor()))
    )


@router.get("/<channel_id>/channel-accounts/<account_id>")
def get_account(channel_id: str, account_id: str) -> Response[str]:
    caller = enter(router, Scope.CUSTOM_CHANNELS_READ)
    found = caller.use.accounts.get(caller.channel(channel_id), account_id, archived=_archived())
    return answer(account_out(found))


@router.patch("/<channel_id>/channel-accounts/<account_id>")
def change_account(channel_id: str, account_id: str) -> Response[str]:
    caller = enter(router, Scope.CUSTOM_CHANNELS_WRITE)
    channel = caller.channel(channel_id)
    account = caller.use.accounts.get(channel, account_id)
    change = body(router, AccountChangeIn)
    if change.name is None and change.authorized is None:
        raise InvalidRequest("Only name and authorized of an account can be changed.", code="empty_update")
    actor = caller.principal.actor()
    changed = caller.use.accounts.change(channel, account.id, actor, name=change.name, authorized=change.authorized)
    return answer(account_out(changed))


def _archived() -> bool:
    text = (parameter(router, "archived") or "false").lower()
    if text not in {"true", "false"}:
        raise InvalidRequest.at("archived", "true or false.")
    return text == "true"


def _is_asked_for(account: ListedAccount, types: list[str], values: list[str]) -> bool:
    identifier = account.delivery_identifier
    return (not types or (identifier is not None and identifier.type.value in types)) and (
        not values or (identifier is not None and _is_among(identifier, values))
    )


def _is_among(identifier: DeliveryIdentifier, values: list[str]) -> bool:
    return any(DeliveryIdentifier(identifier.type, value).normal == identifier.normal for value in values)
