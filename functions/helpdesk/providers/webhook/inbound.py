"""Kanaal's own inbound format: JSON with a Standard Webhooks signature.

`{"type": "message.created", "timestamp": …, "data": {…} | [{…}, …]}`; the fields of a message are in `MessageCreated`.
Unknown fields change nothing, because the format grows and a message must not be lost; but the response names them, and
the message keeps them raw. A missing or malformed field is rejected by name.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import islice
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    AnyUrl,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    UrlConstraints,
    ValidationError,
)

from helpdesk.files.parts import MAX_ATTACHMENTS, MAX_ATTACHMENTS_OF_A_REQUEST, by_url
from helpdesk.messaging.messages import ContentKind, InboundBatch, InboundMessage, Sender
from helpdesk.platform import standard_webhooks
from helpdesk.platform.clock import to_text
from helpdesk.platform.errors import FieldError, InvalidRequest
from helpdesk.platform.request_body import readable_json
from helpdesk.platform.schemas import Moment
from helpdesk.platform.text import cut, storable, visible
from helpdesk.platform.validation import Location, path_of, problems_of, refused
from helpdesk.providers.models import AccountContext

MAX_BATCH = 100
_RAW_BYTES = 100_000
"""Beside the text and the attachments, which a body of 256 KB may have, it fits into one item."""
_UNKNOWN_NAMED = 50
# Of any length: an address that is too long costs its file, not the message.
WebUrl = Annotated[AnyUrl, UrlConstraints(allowed_schemes=["http", "https"], host_required=True)]
Identifier = Annotated[str, Field(min_length=1, max_length=512)]


class _Growing(BaseModel):
    model_config = ConfigDict(extra="allow")

    def unknown(self) -> Iterator[Location]:
        """The fields that it does not have, at any depth of those that it has."""
        yield from ((name,) for name in self.model_extra or ())
        for name in type(self).model_fields:
            value = getattr(self, name)
            for place, each in enumerate(value) if isinstance(value, list) else [(None, value)]:
                if isinstance(each, _Growing):
                    within = (name,) if place is None else (name, place)
                    yield from ((*within, *location) for location in each.unknown())


class SenderIn(_Growing):
    id: Identifier
    name: Annotated[str, Field(max_length=256)] | None = None
    email: Annotated[str, Field(max_length=320)] | None = None
    phone: Annotated[str, Field(max_length=64)] | None = None


def _none_as_empty(value: Any) -> Any:
    return "" if value is None else value


def _none_as_list(value: Any) -> Any:
    return [] if value is None else value


class ConversationIn(_Growing):
    id: Identifier


class AttachmentIn(_Growing):
    url: WebUrl
    content_type: Annotated[str, Field(max_length=255)] | None = None
    filename: Annotated[str, Field(max_length=255)] | None = None
    size: Annotated[int, Field(ge=0, lt=2**53)] | None = None


class MessageIn(_Growing):
    id: Identifier
    text: Annotated[str, BeforeValidator(_none_as_empty)] = ""
    sent_at: Moment | None = None
    reply_to: Identifier | None = None
    attachments: Annotated[list[AttachmentIn], Field(max_length=MAX_ATTACHMENTS), BeforeValidator(_none_as_list)] = []


class MessageCreated(_Growing):
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


class Envelope(_Growing):
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


def parse(body: bytes, account: AccountContext) -> InboundBatch:
    """Raises InvalidRequest that names each missing or malformed field."""
    body = readable_json(body)
    try:
        envelope = Envelope.model_validate_json(body)
    except ValidationError as error:
        raise _refusal(error, body) from error
    if empty := [at for at, created in enumerate(envelope.data) if not _says_something(created.message)]:
        raise _without_content(empty, body)
    ignored = [*islice(envelope.unknown(), _UNKNOWN_NAMED)]
    sent = _sent(body, len(envelope.data)) if ignored else [""] * len(envelope.data)
    return InboundBatch(
        messages=tuple(_message(data, account.app_id, raw) for data, raw in zip(envelope.data, sent, strict=True)),
        ignored=tuple(storable(_path(body)(location)) for location in ignored),
    )


def _sent(body: bytes, messages: int) -> Sequence[str]:
    """The data of each message as it came, or the whole body where Python refuses to read it."""
    try:
        sent = [json.dumps(data, ensure_ascii=False) for data in _as_list(json.loads(body)["data"])]
    except (ValueError, RecursionError):
        sent = [body.decode("utf-8", "replace")] * messages
    return [cut(storable(data), _RAW_BYTES) for data in sent]


def _without_content(empty: Sequence[int], body: bytes) -> InvalidRequest:
    single = _is_single(body)
    message = "A message needs content: text that can be seen, or attachments."
    places = ["data" if single else f"data[{at}]" for at in empty]
    return InvalidRequest.among([FieldError(f"{place}.message.text", message) for place in places[:50]])


def _says_something(message: MessageIn) -> bool:
    return bool(visible(message.text) or message.attachments)


def _message(created: MessageCreated, app_id: str | None, raw: str) -> InboundMessage:
    """`raw`: as it came, which is kept if it says more than the message has."""
    message = created.message
    return InboundMessage(
        key=message.id,
        thread_key=created.conversation.id,
        sender=Sender(
            identifier=created.sender.id,
            name=visible(created.sender.name),
            email=visible(created.sender.email),
            phone=visible(created.sender.phone),
        ),
        kind=ContentKind.TEXT,
        text=storable(message.text),
        external_id=message.id,
        sent_at=to_text(message.sent_at) if message.sent_at else None,
        reply_to_external_id=message.reply_to,
        reply_to_key=message.reply_to,
        raw=raw if any(created.unknown()) else None,
        parts=tuple(
            by_url(str(attachment.url), name=attachment.filename, content_type=attachment.content_type, app_id=app_id)
            for attachment in message.attachments
        ),
    )


def _refusal(error: ValidationError, body: bytes) -> InvalidRequest:
    problems = problems_of(error)
    if problems[0]["type"] == "json_invalid":
        return refused(problems)
    return refused(problems, path=_path(body), hint="The format is described in docs/webhooks.md.")


def _path(body: bytes) -> Callable[[Location], str]:
    return _path_of_single if _is_single(body) else path_of


def _is_single(body: bytes) -> bool:
    try:
        sent = json.loads(body)
    except (ValueError, RecursionError):  # pydantic reads numbers that Python refuses to
        return False
    return isinstance(sent, dict) and not isinstance(sent.get("data"), list)


def _path_of_single(location: Location) -> str:
    """`data.message.id` if the request contains no list."""
    return path_of([part for at, part in enumerate(location) if at != 1])
