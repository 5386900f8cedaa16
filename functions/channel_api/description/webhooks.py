"""The webhooks that Kanaal posts to a channel's `webhookUrl`."""

from datetime import datetime
from typing import Any, Literal, NotRequired

from pydantic import with_config
from typing_extensions import TypedDict

from channel_api.description.answers import CAMEL, ActorId, DeliveryIdentifier, Message, Number


@with_config(CAMEL)
class Envelope(TypedDict):
    portal_id: int
    channel_id: Number
    event_id: str
    event_timestamp: datetime


@with_config(CAMEL)
class OutgoingMessage(Envelope):
    channel_integration_thread_ids: list[str]
    message: Message


@with_config(CAMEL)
class OutgoingMessageCreated(OutgoingMessage):
    """Posted to the channel's `webhookUrl`, the same on every attempt."""

    type: Literal["OUTGOING_CHANNEL_MESSAGE_CREATED"]


@with_config(CAMEL)
class OutgoingMessageChanged(OutgoingMessage):
    """If the channel has the capability: an extension of HubSpot's contract."""

    type: Literal["OUTGOING_CHANNEL_MESSAGE_CHANGED"]


@with_config(CAMEL)
class EventActor(TypedDict):
    """A customer may have no name."""

    actor_id: ActorId
    name: NotRequired[str]


FieldChange = TypedDict("FieldChange", {"from": Any, "to": Any})
_Status = Literal["OPEN", "CLOSED"]
StatusChange = TypedDict("StatusChange", {"from": _Status, "to": _Status})
AssigneeChange = TypedDict("AssigneeChange", {"from": ActorId | None, "to": ActorId | None})


@with_config(CAMEL)
class AccountEvent(Envelope):
    """Posted to the channel's `webhookUrl`, the same on every attempt. An app recognises its own changes by the
    actor."""

    type: Literal["CHANNEL_ACCOUNT_CREATED", "CHANNEL_ACCOUNT_UPDATED", "CHANNEL_ACCOUNT_PURGED"]
    channel_account_id: Number
    channel_account_delivery_identifier: NotRequired[DeliveryIdentifier]
    change_type: str
    actor: EventActor
    changes: dict[str, FieldChange]


@with_config(CAMEL)
class ThreadEvent(Envelope):
    channel_account_id: Number
    conversations_thread_id: str
    channel_integration_thread_ids: list[str]
    actor: EventActor


@with_config(CAMEL)
class ThreadStatusChanged(ThreadEvent):
    """Posted to subscribed channels. `from` and `to` are OPEN or CLOSED."""

    type: Literal["CHANNEL_THREAD_STATUS_CHANGED"]
    status: StatusChange


@with_config(CAMEL)
class ThreadAssigneeChanged(ThreadEvent):
    """Posted to subscribed channels. `from` and `to` are agents, or null."""

    type: Literal["CHANNEL_THREAD_ASSIGNEE_CHANGED"]
    assigned_to: AssigneeChange
