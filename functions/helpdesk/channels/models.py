"""A channel that an app has registered: what it is called, what it can carry, where its messages go. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Any

from helpdesk.conversations.models import EventType
from helpdesk.messaging.capabilities import Capabilities
from helpdesk.platform.records import AS_TEXT


class ThreadEvent(StrEnum):
    """What an app may ask to be told of its threads."""

    STATUS_CHANGED = "CHANNEL_THREAD_STATUS_CHANGED"
    ASSIGNEE_CHANGED = "CHANNEL_THREAD_ASSIGNEE_CHANGED"

    @classmethod
    def of(cls, event_type: EventType) -> "ThreadEvent":
        """By the type of the timeline's event."""
        return _THREAD_EVENTS[event_type]


_THREAD_EVENTS = {
    EventType.STATUS_CHANGED: ThreadEvent.STATUS_CHANGED,
    EventType.OWNER_CHANGED: ThreadEvent.ASSIGNEE_CHANGED,
}
NOTIFIED_TYPES = tuple(_THREAD_EVENTS)


@dataclass(frozen=True, slots=True)
class Channel:
    id: str
    app_id: str
    name: str
    """Once an app, so that registering again finds it."""
    capabilities: Capabilities
    created_at: str
    webhook_url: str | None = None
    """Where what leaves the desk goes."""
    channel_account_connection_redirect_url: str | None = None
    channel_description: str | None = None
    channel_logo_url: str | None = None
    credential_fields: Annotated[Mapping[str, Any] | None, AS_TEXT] = None
    """Which credentials an administrator is asked for, as JSON Schema."""
    credential_check_url: str | None = None
    """Where credentials can be tested before they are kept."""
    event_subscriptions: tuple[ThreadEvent, ...] = ()
    """What it is told of its threads beside the messages."""
    archived_at: str | None = None
    version: int = 1
