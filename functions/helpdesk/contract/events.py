"""The contract's webhooks. Pure."""

from collections.abc import Mapping
from typing import Any

from helpdesk.audit.models import AuditEvent, AuditType
from helpdesk.channels.models import ChannelAccount
from helpdesk.contract import rendering
from helpdesk.conversations.models import Conversation, Message
from helpdesk.files.models import LinkedFile
from helpdesk.platform.text import camel

_ACCOUNT_EVENTS = {AuditType.CONNECTED: "CHANNEL_ACCOUNT_CREATED", AuditType.DELETED: "CHANNEL_ACCOUNT_PURGED"}


def outgoing_message(
    message: Message,
    conversation: Conversation,
    account: ChannelAccount,
    portal_id: int,
    *,
    thread_ids: bool = True,
    files: Mapping[str, LinkedFile] | None = None,
) -> dict[str, Any]:
    """The same on every try, so that a receiver may compare; links to files are new each time. `thread_ids`: whether
    threads have ids of the integrator's."""
    return {
        "type": f"OUTGOING_CHANNEL_MESSAGE_{'CHANGED' if message.is_change else 'CREATED'}",
        "portalId": portal_id,
        "channelId": rendering.channel_id(account),
        "eventId": message.id,
        "eventTimestamp": message.created_at,
        "channelIntegrationThreadIds": [conversation.thread_key] if thread_ids else [],
        "message": rendering.message(message, account, conversation.recipient, files),
    }


def account_event(event: AuditEvent, account: ChannelAccount, portal_id: int) -> dict[str, Any]:
    """What was done to an account. `changeType`, `actor` and `changes` are additions to the contract: an app knows its
    own echo by the actor."""
    body = {
        "type": _ACCOUNT_EVENTS.get(event.type, "CHANNEL_ACCOUNT_UPDATED"),
        "portalId": portal_id,
        "channelId": rendering.channel_id(account),
        "eventId": event.id,
        "eventTimestamp": event.created_at,
        "channelAccountId": account.id,
        "changeType": event.type.value.partition(".")[2],
        "actor": {"actorId": rendering.actor_id(event.actor), "name": event.actor.name},
        "changes": {camel(name): {"from": one.before, "to": one.after} for name, one in event.details.items()},
    }
    identifier = rendering.identifier(account)
    return body | ({"channelAccountDeliveryIdentifier": identifier} if identifier else {})
