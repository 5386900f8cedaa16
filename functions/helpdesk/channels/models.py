"""A channel that an app has registered: what it is called, what it can carry, where its messages go. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from helpdesk.messaging.capabilities import Capabilities


class ThreadEvent(StrEnum):
    """What an app may ask to be told of its threads."""

    STATUS_CHANGED = "CHANNEL_THREAD_STATUS_CHANGED"
    ASSIGNEE_CHANGED = "CHANNEL_THREAD_ASSIGNEE_CHANGED"

    @classmethod
    def of(cls, event_type: str) -> "ThreadEvent":
        """By the type of the timeline's event."""
        return _THREAD_EVENTS[event_type]


_THREAD_EVENTS = {
    "status_changed": ThreadEvent.STATUS_CHANGED,
    "owner_changed": ThreadEvent.ASSIGNEE_CHANGED,
}
TOLD_TYPES = tuple(_THREAD_EVENTS)


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
    credential_fields: Mapping[str, Any] | None = None
    """Which credentials an administrator is asked for, as JSON Schema."""
    credential_check_url: str | None = None
    """Where credentials can be tested before they are kept."""
    event_subscriptions: tuple[ThreadEvent, ...] = ()
    """What it is told of its threads beside the messages."""
    archived_at: str | None = None
    version: int = 1
