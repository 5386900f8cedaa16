"""Conversations in the API's format."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Annotated, Any, Literal, Self

from pydantic import Field

from helpdesk.conversations.models import DeliveryStatus, Direction, Event, EventType, Message, TimelineEntry
from helpdesk.conversations.notes import Note
from helpdesk.conversations.part_schemas import PartsOut
from helpdesk.conversations.timeline import TimelinePage
from helpdesk.conversations.unhandled import UnhandledPage
from helpdesk.files.models import File
from helpdesk.files.schemas import shown_parts
from helpdesk.messaging.messages import ContentKind, Sender
from helpdesk.people.actors import ActorKind
from helpdesk.people.schemas import ProgramOut
from helpdesk.platform.schemas import ResponseModel, Time

_PROPERTIES = "properties"


class ActorOut(ResponseModel):
    kind: ActorKind
    id: str
    name: str | None
    on_behalf_of: str | None
    through: Annotated[ProgramOut | None, Field(description="The API client that wrote in the agent's name.")]


class FailureOut(ResponseModel):
    code: str
    reason: str


class RecipientOut(ResponseModel):
    identifier: str
    identifier_type: str | None
    name: str | None

    @classmethod
    def of(cls, recipient: Sender) -> Self:
        return cls.model_validate(recipient)


class MessageOut(ResponseModel):
    type: Literal["message"]
    id: str
    conversation_id: str
    sequence: int
    direction: Direction
    content: ContentKind
    text: str
    rich_text: str | None
    actor: ActorOut
    created_at: Time
    sent_at: Time | None
    external_id: str | None
    in_reply_to: str | None
    in_reply_to_external_id: str | None
    refers_to: Annotated[str | None, Field(description="For a change: the message that it changes.")]
    refers_to_external_id: str | None
    parts: Annotated[PartsOut, Field(description="Files, location, contact card, quick replies, …")]
    recipients: Annotated[list[RecipientOut], Field(description="Recipients other than the customer.")]
    label: Annotated[str | None, Field(description="What came beside the text, in a few words: `Photo`.")]
    raw: Annotated[str | None, Field(description="What the service sent, if it says more than is shown.")]
    status: DeliveryStatus | None
    status_at: Time | None
    attempts: int
    failure: FailureOut | None
    due_at: Annotated[Time | None, Field(description="It is not sent before that.")]
    next_attempt_at: Annotated[
        Time | None, Field(description="While it waits after an attempt that failed: about when the next one follows.")
    ]
    waits_for_account: Annotated[
        bool, Field(description="The receiver of its account fails: it is sent when that works again.")
    ]
    can_be_cancelled: Annotated[
        bool,
        Field(
            description="Whether `DELETE` cancels it, unless an attempt begins before. If this is false, `DELETE` may "
            "still succeed: a reply that waits behind another one is cancelled too."
        ),
    ]
    cancelled_by: ActorOut | None

    @classmethod
    def of(cls, message: Message, files: Mapping[str, File] | None = None) -> Self:
        """`files`: its files, by id."""
        return cls(
            type="message",
            id=message.id,
            conversation_id=message.reference.conversation_id,
            sequence=message.sequence,
            direction=message.direction,
            content=message.kind,
            text=message.text,
            rich_text=message.rich_text,
            actor=ActorOut.model_validate(message.actor),
            created_at=message.created_at,
            sent_at=message.sent_at,
            external_id=message.external_id,
            in_reply_to=message.reply_to,
            in_reply_to_external_id=message.reply_to_external_id,
            refers_to=message.refers_to,
            refers_to_external_id=message.refers_to_external_id,
            parts=shown_parts(message.id, message.created_at, message.parts, files or {}),
            recipients=[RecipientOut.of(recipient) for recipient in message.also_to],
            label=message.label,
            raw=message.raw,
            status=message.status,
            status_at=message.status_at,
            attempts=message.attempts,
            failure=FailureOut.model_validate(message.failure) if message.failure else None,
            due_at=message.due_at,
            next_attempt_at=message.next_attempt_at,
            waits_for_account=message.waits_for_receiver,
            can_be_cancelled=message.can_be_cancelled,
            cancelled_by=ActorOut.model_validate(message.cancelled_by) if message.cancelled_by else None,
        )


class EventOut(ResponseModel):
    type: Literal["event"]
    id: str
    event: EventType
    after_sequence: int
    actor: ActorOut
    created_at: Time
    details: Annotated[dict[str, Any], Field(description="Of a change: `from` and `to`.")]

    @classmethod
    def of(cls, event: Event) -> Self:
        return cls(
            type="event",
            id=event.id,
            event=event.type,
            after_sequence=event.after_sequence,
            actor=ActorOut.model_validate(event.actor),
            created_at=event.created_at,
            details=dict(event.details),
        )


class NoteOut(ResponseModel):
    """For the desk alone. Of a deleted one, who and when remain."""

    type: Literal["note"]
    id: str
    conversation_id: str
    after_sequence: int
    actor: ActorOut
    created_at: Time
    text: str
    rich_text: str | None
    files: PartsOut
    mentions: Annotated[list[str], Field(description="Ids of agents.")]
    version: int
    edited_at: Time | None
    deleted_at: Annotated[Time | None, Field(description="Its author has deleted it: nothing of its content remains.")]

    @classmethod
    def of(cls, note: Note, files: Mapping[str, File]) -> Self:
        """`files`: its files, by id."""
        return cls(
            type="note",
            id=note.id,
            conversation_id=note.reference.conversation.conversation_id,
            after_sequence=note.reference.after_sequence,
            actor=ActorOut.model_validate(note.actor),
            created_at=note.created_at,
            text=note.text,
            rich_text=note.rich_text,
            files=shown_parts(note.id, note.created_at, note.parts, files),
            mentions=list(note.mentions),
            version=note.version,
            edited_at=note.edited_at,
            deleted_at=note.deleted_at,
        )


EntryOut = Annotated[MessageOut | EventOut | NoteOut, Field(discriminator="type")]


class TimelineOut(ResponseModel):
    entries: list[EntryOut]
    older_cursor: str | None
    newer_cursor: str | None

    @classmethod
    def of(cls, page: TimelinePage) -> Self:
        return cls(
            entries=shown_entries(page.entries, page.files),
            older_cursor=page.older,
            newer_cursor=page.newer,
        )


def shown_entries(entries: Iterable[TimelineEntry], files: Mapping[str, File]) -> list[MessageOut | EventOut | NoteOut]:
    return [shown for entry in entries for shown in _entries(entry, files)]


def _entries(entry: TimelineEntry, files: Mapping[str, File]) -> Iterator[MessageOut | EventOut | NoteOut]:
    """The properties that changed with a status are stored with it, and are an event of their own."""
    if isinstance(entry, Message):
        yield MessageOut.of(entry, files)
        return
    if isinstance(entry, Note):
        yield NoteOut.of(entry, files)
        return
    own = {name: value for name, value in entry.details.items() if name != _PROPERTIES}
    with_status = entry.type is EventType.STATUS_CHANGED and _PROPERTIES in entry.details
    if with_status:
        changed = replace(
            entry,
            id=f"{entry.id}-{_PROPERTIES}",
            type=EventType.PROPERTIES_CHANGED,
            details={name: entry.details[name] for name in (_PROPERTIES, "message_id") if name in entry.details},
        )
        yield EventOut.of(changed)
    yield EventOut.of(replace(entry, details=own) if with_status else entry)


class UnhandledOut(ResponseModel):
    reason: Annotated[str, Field(description="Why it is in no conversation.")]
    raw: Annotated[str, Field(description="As the service sent it.")]
    created_at: Time
    taken_in_at: Annotated[
        Time | None, Field(description="When an operator took it in: since then, it is in a conversation.")
    ]


class UnhandledListOut(ResponseModel):
    updates: list[UnhandledOut]
    next_cursor: str | None

    @classmethod
    def of(cls, page: UnhandledPage) -> Self:
        return cls.model_validate(page)
