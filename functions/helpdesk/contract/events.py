"""The contract's webhooks. Pure."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from helpdesk.accounts.models import ChannelAccount
from helpdesk.audit.models import AuditEvent, AuditType
from helpdesk.channels.models import ThreadEvent
from helpdesk.contract import rendering
from helpdesk.conversations.models import Conversation, DeliveryStatus, Event, Message
from helpdesk.files.models import LinkedFile
from helpdesk.people.actors import Actor
from helpdesk.platform.text import camel

_ACCOUNT_EVENTS = {AuditType.CONNECTED: "CHANNEL_ACCOUNT_CREATED", AuditType.DELETED: "CHANNEL_ACCOUNT_PURGED"}


def outgoing_type(message: Message) -> str:
    return f"OUTGOING_CHANNEL_MESSAGE_{'CHANGED' if message.is_change else 'CREATED'}"


def outgoing_message(
    message: Message,
    conversation: Conversation,
    account: ChannelAccount,
    portal_id: int,
    *,
    thread_ids: bool = True,
    files: Mapping[str, LinkedFile] | None = None,
) -> dict[str, Any]:
    """The same on every attempt and replay, so that a receiver can compare: the message as it was written, without the
    results of earlier attempts. Only links to files are new each time. `thread_ids`: whether threads have ids of the
    integration."""
    written = replace(message, status=DeliveryStatus.QUEUED, status_at=None, failure=None, attempts=0)
    return {
        "type": outgoing_type(message),
        "portalId": portal_id,
        "channelId": rendering.channel_id(account),
        "eventId": message.id,
        "eventTimestamp": message.created_at,
        "channelIntegrationThreadIds": [conversation.thread_key] if thread_ids else [],
        "message": rendering.message(written, account, conversation.recipient, files),
    }


def account_event(event: AuditEvent, account: ChannelAccount, portal_id: int) -> dict[str, Any]:
    """A change of an account. `changeType`, `actor` and `changes` are extensions of the contract: an app recognises its
    own changes by the actor."""
    body = {
        "type": _ACCOUNT_EVENTS.get(event.type, "CHANNEL_ACCOUNT_UPDATED"),
        "portalId": portal_id,
        "channelId": rendering.channel_id(account),
        "eventId": event.id,
        "eventTimestamp": event.created_at,
        "channelAccountId": account.id,
        "changeType": event.type.value.partition(".")[2],
        "actor": _actor(event.actor),
        "changes": {camel(name): {"from": change.before, "to": change.after} for name, change in event.details.items()},
    }
    identifier = rendering.identifier(account)
    return body | ({"channelAccountDeliveryIdentifier": identifier} if identifier else {})


def thread_event(
    event: Event, conversation: Conversation, account: ChannelAccount, portal_id: int, *, thread_ids: bool
) -> dict[str, Any]:
    """An event of a thread, for an app that subscribed to it: an extension of the contract."""
    changed, shown = _THREAD_EVENTS[ThreadEvent.of(event.type)]
    return {
        "type": ThreadEvent.of(event.type),
        "portalId": portal_id,
        "channelId": rendering.channel_id(account),
        "eventId": event.id,
        "eventTimestamp": event.created_at,
        "channelAccountId": account.id,
        "conversationsThreadId": event.reference.conversation_id,
        "channelIntegrationThreadIds": [conversation.thread_key] if thread_ids else [],
        "actor": _actor(event.actor),
        changed: {"from": shown(event.details.get("from")), "to": shown(event.details.get("to"))},
    }


def _actor(actor: Actor) -> dict[str, Any]:
    return {"actorId": rendering.actor_id(actor)} | ({"name": actor.name} if actor.name else {})


def _status(status: str | None) -> str | None:
    return status.upper() if status else None


def _agent(agent_id: str | None) -> str | None:
    return f"A-{agent_id}" if agent_id else None


_THREAD_EVENTS = {ThreadEvent.STATUS_CHANGED: ("status", _status), ThreadEvent.ASSIGNEE_CHANGED: ("assignedTo", _agent)}
