"""Kanaal's own inbound format: JSON with a Standard Webhooks signature.

`{"type": "message.created", "timestamp": …, "data": {…} | [{…}, …]}`; the fields of a message are in `MessageCreated`.
Unknown fields are ignored, because the format grows; a missing or malformed one is rejected by name.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, AwareDatetime, BaseModel, BeforeValidator, Field, HttpUrl, ValidationError

from helpdesk.files.parts import MAX_ATTACHMENTS, MAX_ATTACHMENTS_OF_A_REQUEST, by_url
from helpdesk.messaging.messages import ContentKind, InboundBatch, InboundMessage, Sender
from helpdesk.platform import standard_webhooks
from helpdesk.platform.clock import to_text
from helpdesk.platform.errors import InvalidRequest
from helpdesk.platform.schemas import Moment
from helpdesk.platform.text import storable
from helpdesk.platform.validation import Location, path_of, problems_of, refused

MAX_BATCH = 100
Identifier = Annotated[str, Field(min_length=1, max_length=512)]


class SenderIn(BaseModel):
    id: Identifier
    name: Annotated[str, Field(max_length=256)] | None = None
    email: Annotated[str, Field(max_length=320)] | None = None
    phone: Annotated[str, Field(max_length=64)] | None = None


class ConversationIn(BaseModel):
    id: Identifier


class AttachmentIn(BaseModel):
    url: HttpUrl
    content_type: Annotated[str, Field(max_length=255)] | None = None
    filename: Annotated[str, Field(max_length=255)] | None = None
    size: Annotated[int, Field(ge=0, lt=2**53)] | None = None


class MessageIn(BaseModel):
    id: Identifier
    text: str = ""
    sent_at: Moment | None = None
    reply_to: Identifier | None = None
    attachments: Annotated[list[AttachmentIn], Field(max_length=MAX_ATTACHMENTS)] = []


class MessageCreated(BaseModel):
    conversation: ConversationIn
    sender: SenderIn
    message: MessageIn


def _not_too_many_attachments(data: list[MessageCreated]) -> list[MessageCreated]:
    total = sum(len(created.message.attachments) for created in data)
    if total > MAX_ATTACHMENTS_OF_A_REQUEST:
        raise ValueError(
            f"the messages of one request have at most {MAX_ATTACHMENTS_OF_A_REQUEST} attachments together, and these "
            f"have {total}; send them in several requests"
        )
    return data


def _as_list(data: Any) -> Any:
    return data if isinstance(data, list) else [data]


class Envelope(BaseModel):
    type: Literal["message.created"]
    timestamp: AwareDatetime
    data: Annotated[
        list[MessageCreated],
        BeforeValidator(_as_list),
        Field(min_length=1, max_length=MAX_BATCH),
        AfterValidator(_not_too_many_attachments),
    ]


def is_genuine(headers: Mapping[str, str], body: bytes, secrets: Sequence[str], now: datetime) -> bool:
    return standard_webhooks.is_genuine(headers, body, secrets, now)


def parse(body: bytes, app_id: str | None) -> InboundBatch:
    """`app_id`: the owner of the attachments' files. Raises InvalidRequest that names each missing or malformed
    field."""
    try:
        envelope = Envelope.model_validate_json(body)
    except ValidationError as error:
        raise _refusal(error, body) from error
    return InboundBatch(messages=tuple(_message(data, app_id) for data in envelope.data))


def _message(created: MessageCreated, app_id: str | None) -> InboundMessage:
    message = created.message
    return InboundMessage(
        key=message.id,
        thread_key=created.conversation.id,
        sender=Sender(
            identifier=created.sender.id,
            name=created.sender.name,
            email=created.sender.email,
            phone=created.sender.phone,
        ),
        kind=ContentKind.TEXT,
        text=storable(message.text),
        external_id=message.id,
        sent_at=to_text(message.sent_at) if message.sent_at else None,
        reply_to_external_id=message.reply_to,
        parts=tuple(
            by_url(str(attachment.url), name=attachment.filename, content_type=attachment.content_type, app_id=app_id)
            for attachment in message.attachments
        ),
    )


def _refusal(error: ValidationError, body: bytes) -> InvalidRequest:
    problems = problems_of(error)
    if problems[0]["type"] == "json_invalid":
        return refused(problems)
    sent = json.loads(body)
    single = isinstance(sent, dict) and not isinstance(sent.get("data"), list)
    path = _path_of_single if single else path_of
    return refused(problems, path=path, hint="The format is described in docs/webhooks.md.")


def _path_of_single(location: Location) -> str:
    """`data.message.id` if the request contains no list."""
    return path_of([part for at, part in enumerate(location) if at != 1])
