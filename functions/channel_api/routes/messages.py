"""Publishing and reading messages, reporting delivery statuses."""

from typing import Any

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.api_gateway import Router

from channel_api.answers import answer, created
from channel_api.caller import Caller, enter
from channel_api.requests import body
from helpdesk.accounts.models import ChannelAccount
from helpdesk.contract import rendering
from helpdesk.contract.messages import ChangeIn, PublishIn, StatusIn
from helpdesk.conversations.models import Message
from helpdesk.messaging.messages import Sender
from helpdesk.people.principals import Scope
from helpdesk.platform.errors import NotFound

router = Router()


@router.post("/<channel_id>/messages")
def publish(channel_id: str) -> Response[str]:
    caller = enter(router, Scope.CUSTOM_CHANNELS_WRITE)
    try:
        channel = caller.recent_channel(channel_id)
    except NotFound as error:
        raise NotFound(error.message, code="publish_channel_not_found") from error
    message, account, customer = caller.use.publishing.publish(
        channel, caller.principal.actor(), body(router, PublishIn)
    )
    return created(_rendered(caller, message, account, customer))


@router.get("/<channel_id>/messages/<message_id>")
def get_message(channel_id: str, message_id: str) -> Response[str]:
    caller = enter(router, Scope.CUSTOM_CHANNELS_READ)
    found = caller.use.messages.get(caller.recent_channel(channel_id), message_id)
    return answer(_rendered(caller, found.message, found.account, found.conversation.recipient))


@router.post("/<channel_id>/messages/<message_id>/changes")
def change_message(channel_id: str, message_id: str) -> Response[str]:
    caller = enter(router, Scope.CUSTOM_CHANNELS_WRITE)
    channel = caller.channel(channel_id)
    found = caller.use.messages.get(channel, message_id)
    message = caller.use.changes.take(channel, found, body(router, ChangeIn))
    return created(_rendered(caller, message, found.account, found.conversation.recipient))


@router.patch("/<channel_id>/messages/<message_id>")
def set_status(channel_id: str, message_id: str) -> Response[str]:
    caller = enter(router, Scope.CUSTOM_CHANNELS_WRITE)
    found = caller.use.messages.get(caller.recent_channel(channel_id), message_id)
    report = body(router, StatusIn)
    message = caller.use.reports.report(found.message, report.status(), report.error_message)
    return answer(_rendered(caller, message, found.account, found.conversation.recipient))


def _rendered(caller: Caller, message: Message, account: ChannelAccount, customer: Sender) -> dict[str, Any]:
    files = caller.use.files.of_messages.linked(message.id, message.parts)
    return rendering.message(message, account, customer, files)
