"""A channel that an app registered: its name, its capabilities, and where its messages go. Pure."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Any

from helpdesk.conversations.models import Event, EventType
from helpdesk.messaging.capabilities import Capabilities
from helpdesk.platform.frozen import frozen
from helpdesk.platform.ids import digest
from helpdesk.platform.records import AS_TEXT


class ThreadEvent(StrEnum):
    """Events of threads that an app can subscribe to."""

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


def is_notified(event: Event) -> bool:
    """Whether an app can subscribe to it. A thread is open or closed: of the statuses between, apps know nothing."""
    return event.type in NOTIFIED_TYPES and event.details.get("from") != event.details.get("to")


@frozen
class Logo:
    """When the channel got the address of its logo."""

    version: int
    """The first version of the channel that has it."""
    at: str


@frozen
class Channel:
    id: str
    app_id: str
    name: str
    """Unique per app, so that registering again finds the channel."""
    capabilities: Capabilities
    created_at: str
    webhook_url: str | None = None
    """Where webhooks are sent."""
    channel_account_connection_redirect_url: str | None = None
    channel_description: str | None = None
    channel_logo_url: str | None = None
    logo: Logo | None = None
    """None without an address."""
    credential_fields: Annotated[Mapping[str, Any] | None, AS_TEXT] = None
    """The credentials that an administrator enters, as JSON Schema."""
    credential_check_url: str | None = None
    """Where credentials can be checked before they are stored."""
    event_subscriptions: tuple[ThreadEvent, ...] = ()
    """The events of its threads that the app subscribed to."""
    archived_at: str | None = None
    version: int = 1

    @property
    def logo_file_id(self) -> str | None:
        """The desk's copy of the logo. Each time that the channel gets an address is another logo."""
        if self.logo is None or self.channel_logo_url is None:
            return None
        return f"fil_{digest('logo of a channel', self.id, str(self.logo.version))}"
