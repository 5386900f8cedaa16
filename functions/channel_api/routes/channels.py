"""Registering channels."""

from typing import Any

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.api_gateway import Router

from channel_api.answers import answer, created, nothing
from channel_api.caller import enter
from channel_api.paging import Key, page
from channel_api.requests import body
from helpdesk.channels.models import Channel
from helpdesk.contract.channels import ChannelChangeIn, ChannelIn, channel_out, ignored_capabilities
from helpdesk.people.principals import Scope
from helpdesk.platform.errors import InvalidRequest

router = Router()
_SORTS: dict[str, Key[Channel]] = {
    "createdAt": lambda channel: (channel.created_at, channel.id),
    "name": lambda channel: (channel.name, channel.id),
    "id": lambda channel: (channel.id.zfill(10), channel.id),
}


@router.get("/")
def list_channels() -> Response[str]:
    caller = enter(router, Scope.CUSTOM_CHANNELS_READ)
    found = caller.use.channels.all(caller.app_id)
    return answer(
        page(
            router,
            found,
            _SORTS,
            lambda channels: [channel_out(channel) for channel in channels],
            cursors=caller.use.cursors,
            binding=f"channels/{caller.app_id}",
        )
    )


@router.post("/")
def register() -> Response[str]:
    caller = enter(router, Scope.CUSTOM_CHANNELS_WRITE)
    request = body(router, ChannelIn)
    registered = caller.use.channels.register(caller.app_id, request.given())
    return created(channel_out(registered) | ignored_capabilities(request.capabilities))


@router.get("/<channel_id>")
def get_channel(channel_id: str) -> Response[str]:
    return answer(channel_out(enter(router, Scope.CUSTOM_CHANNELS_READ).channel(channel_id)))


@router.patch("/<channel_id>")
def change_channel(channel_id: str) -> Response[str]:
    caller = enter(router, Scope.CUSTOM_CHANNELS_WRITE)
    caller.channel(channel_id)
    request = body(router, ChannelChangeIn)
    given: dict[str, Any] = request.given()
    if not given:
        raise InvalidRequest("The body has no field that can be changed.", code="empty_update")
    changed = caller.use.channels.change(caller.app_id, channel_id, given)
    return answer(channel_out(changed) | ignored_capabilities(request.capabilities or {}))


@router.delete("/<channel_id>")
def archive_channel(channel_id: str) -> Response[str]:
    caller = enter(router, Scope.CUSTOM_CHANNELS_WRITE)
    caller.use.channels.archive(caller.app_id, channel_id)
    return nothing()
