"""Queue messages of the outbound queue: they contain ids only, and the sender reads the items. Pure."""

from collections.abc import Mapping

from helpdesk.audit.models import AuditEvent
from helpdesk.conversations.items import position_of
from helpdesk.conversations.models import Event, Message

Work = Mapping[str, str]


def of_message(message: Message) -> Work:
    return {"message_id": message.id}


def of_account_event(event: AuditEvent) -> Work:
    return {"account_id": event.subject.id, "event_id": event.id}


def of_thread_event(event: Event) -> Work:
    return {"conversation_id": event.reference.conversation_id, "position": position_of(event)}
