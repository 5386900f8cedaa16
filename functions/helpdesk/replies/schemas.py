"""Replies in the format of the desk API."""

from datetime import datetime
from typing import Annotated

from pydantic import BeforeValidator, Field, StrictBool

from helpdesk.content.composed import Attachment
from helpdesk.content.draft import Draft, draft
from helpdesk.files.parts import MAX_ATTACHMENTS
from helpdesk.messaging.capabilities import MAX_TEXT_CHARACTERS
from helpdesk.messaging.messages import Sender
from helpdesk.messaging.schemas import DeliveryIdentifierIn
from helpdesk.platform.schemas import RequestModel
from helpdesk.platform.text import one_line, visible
from helpdesk.replies.replies import ReplyRequest
from helpdesk.tickets.changes import TicketChange
from helpdesk.tickets.schemas import PropertiesIn, StatusIdIn, split


class RecipientIn(RequestModel):
    delivery_identifier: DeliveryIdentifierIn
    name: Annotated[str, Field(max_length=256)] | None = None

    def sender(self) -> Sender:
        identifier = self.delivery_identifier
        return Sender(identifier.value, visible(one_line(self.name or "")), identifier_type=identifier.type.value)


class ContentIn(RequestModel):
    """Needs content: at least one of text, rich text and attachments."""

    text: Annotated[str, Field(max_length=MAX_TEXT_CHARACTERS)] = Field(
        default="", description="The default is the plain text of the rich text."
    )
    rich_text: Annotated[str, Field(max_length=300_000)] | None = Field(
        default=None,
        description="HTML. Scripts and external content are removed; links are http, https, mailto or tel.",
    )
    attachments: Annotated[tuple[Attachment, ...], Field(max_length=MAX_ATTACHMENTS)] = ()
    recipients: Annotated[tuple[RecipientIn, ...], Field(max_length=100)] = Field(
        default=(), description="The customer and others. The default is the customer only."
    )

    def draft(self) -> Draft:
        return draft(self.text, self.rich_text, self.attachments)

    def senders(self) -> tuple[Sender, ...]:
        return tuple(recipient.sender() for recipient in self.recipients)


class SentDraftIn(RequestModel):
    shared: StrictBool = False
    version: Annotated[int, Field(ge=1)]


class SetStatusIn(RequestModel):
    """The ticket's status changes with the reply, or neither happens."""

    status_id: StatusIdIn
    properties: Annotated[PropertiesIn, Field(default_factory=dict)]

    def change(self) -> TicketChange:
        return split({"status_id": self.status_id}, self.properties, None)


def _moment(value: object) -> datetime:
    """A number would be a moment too, and nobody can see in which unit."""
    said = "Give a time with its zone, in UTC: 2026-11-30T09:00:00Z."
    try:
        moment = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None or not _FIRST_YEAR < moment.year < _LAST_YEAR:
        raise ValueError(said)
    return moment


_FIRST_YEAR, _LAST_YEAR = 1, 9999
"""In another zone they may be no years at all."""
SendAfter = Annotated[datetime, BeforeValidator(_moment)]


class ReplyIn(ContentIn):
    """Needs content: at least one of text, rich text and attachments."""

    in_reply_to: Annotated[str, Field(max_length=128)] | None = Field(
        default=None,
        description="A message of this conversation. The default is the customer's newest message, if there is one.",
    )
    set_status: SetStatusIn | None = None
    draft_sent: Annotated[SentDraftIn | None, Field(alias="draft")] = Field(
        default=None,
        description="The draft that this reply was: it is gone in the same commit. 409 `draft_changed` if it has "
        "another version, and nothing is sent.",
    )
    send_after: SendAfter | None = Field(
        default=None,
        description="Not to be sent before that: a time in UTC, at most 30 days ahead. The reply is stored at once, "
        "`QUEUED` with `due_at`, and can be cancelled until it leaves. Replies that follow do not wait for it.",
    )

    def request(self, idempotency_key: str | None) -> ReplyRequest:
        return ReplyRequest(self.draft(), self.senders(), self.in_reply_to, idempotency_key, self.send_after)
