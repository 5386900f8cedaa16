"""Whether a channel supports a draft: every violated capability, in one result."""

from collections.abc import Iterator, Mapping, Sequence

from helpdesk.content.draft import Draft
from helpdesk.content.files import AttachedFile
from helpdesk.content.rich_text import IN_WORDS
from helpdesk.files.types import normal
from helpdesk.messaging.capabilities import Capabilities
from helpdesk.messaging.messages import Sender
from helpdesk.platform.errors import Conflict, FieldError, HelpdeskError, InvalidRequest

CUSTOMER_WRITES_FIRST = "This channel does not let the desk start a conversation: the customer writes first."

_CODES: Mapping[str, tuple[type[HelpdeskError], str]] = {
    "allowOutgoingMessages": (Conflict, "receive_only"),
    "allowConversationStart": (Conflict, "start_not_allowed"),
    "maxTextLength": (InvalidRequest, "text_too_long"),
    **dict.fromkeys(("allowEdits", "allowDeletes", "allowReactions"), (Conflict, "not_carried")),
    "allowedReactions": (InvalidRequest, "unknown_reaction"),
}


def check(found: Sequence[FieldError]) -> None:
    """Raises the error that names each of these violations."""
    if not found:
        return
    kind, code = _CODES.get(str(found[0].capability), (InvalidRequest, "not_carried"))
    if len(found) > 1:
        kind, code = InvalidRequest, "not_carried"
    raise kind(" ".join(field.message for field in found[:3]), code=code, fields=found)


def violations(can: Capabilities, draft: Draft, files: Mapping[str, AttachedFile]) -> list[FieldError]:
    """One for each capability and place. `files` contains every file that the draft names."""
    return [*_text(can, draft), *_rich_text(can, draft), *_attachments(can, draft, files), *_recipients(can, draft)]


def start_violations(can: Capabilities, customer: Sender) -> Iterator[FieldError]:
    """In addition to the content: whether the desk may write first, and whether the channel supports such addresses."""
    if not can.allow_conversation_start:
        yield FieldError("account_id", CUSTOMER_WRITES_FIRST, "allowConversationStart")
    if customer.identifier_type not in can.delivery_identifier_types:
        yield FieldError("recipient.type", _unknown_type(customer.identifier_type), "deliveryIdentifierTypes")


def matches(content_type: str, allowed: str) -> bool:
    """`allowed` is a type, under any of its names, or all subtypes of one: `image/*`."""
    if allowed.endswith("/*"):
        return normal(content_type).startswith(allowed[:-1].lower())
    return normal(content_type) == normal(allowed)


def _text(can: Capabilities, draft: Draft) -> Iterator[FieldError]:
    if not can.allow_outgoing_messages:
        yield FieldError("text", "This channel only receives messages: no reply can be sent.", "allowOutgoingMessages")
    if len(draft.text) > can.text_characters:
        message = f"This channel supports at most {can.text_characters} characters; the text has {len(draft.text)}."
        yield FieldError("text", message, "maxTextLength")


def _rich_text(can: Capabilities, draft: Draft) -> Iterator[FieldError]:
    reading = draft.reading
    if reading is None:
        return
    for kind in sorted(reading.kinds - set(can.rich_text)):
        yield FieldError("rich_text", f"This channel does not support {IN_WORDS[kind]} ({kind.value}).", "richText")
    if reading.tables:
        yield FieldError("rich_text", "Messages cannot contain tables. Write their rows as lines.", "richText")
    if reading.images and not can.allow_inline_images:
        yield FieldError("rich_text", "This channel does not support images in the text.", "allowInlineImages")


def _attachments(can: Capabilities, draft: Draft, files: Mapping[str, AttachedFile]) -> Iterator[FieldError]:
    for at, part in enumerate(draft.parts):
        if part["type"] not in can.outgoing_attachment_types:
            message = f"This channel does not support attachments of type {part['type']}."
            yield FieldError(f"attachments[{at}]", message, "outgoingAttachmentTypes")
        if "fileId" in part:
            yield from _file(can, f"attachments[{at}]", files[part["fileId"]])
    sent = [files[part["fileId"]].size or 0 for part in draft.parts if "fileId" in part]
    most, total = can.max_file_attachment_count, can.max_total_file_attachment_size_bytes
    if most is not None and len(sent) > most:
        message = f"This channel supports at most {most} files; you sent {len(sent)}."
        yield FieldError("attachments", message, "maxFileAttachmentCount")
    if total is not None and sum(sent) > total:
        message = f"This channel supports at most {total} bytes of files; you sent {sum(sent)}."
        yield FieldError("attachments", message, "maxTotalFileAttachmentSizeBytes")


def _file(can: Capabilities, field: str, file: AttachedFile) -> Iterator[FieldError]:
    allowed = can.allowed_file_attachment_mime_types
    if allowed and not any(matches(file.content_type, mime_type) for mime_type in allowed):
        message = f"{file.name} is of type {file.content_type}; this channel supports {', '.join(allowed[:10])}."
        yield FieldError(field, message, "allowedFileAttachmentMimeTypes")
    most, size = can.max_file_attachment_size_bytes, file.size or 0
    if most is not None and size > most:
        message = f"{file.name} has {size} bytes; this channel supports at most {most} per file."
        yield FieldError(field, message, "maxFileAttachmentSizeBytes")


def _recipients(can: Capabilities, draft: Draft) -> Iterator[FieldError]:
    if draft.also_to and not can.allow_multiple_recipients:
        yield FieldError("recipients", "This channel supports one recipient per message.", "allowMultipleRecipients")
    types = {recipient.identifier_type for recipient in draft.also_to} - set(can.delivery_identifier_types)
    for kind in sorted(str(identifier_type) for identifier_type in types):
        yield FieldError("recipients", _unknown_type(kind), "deliveryIdentifierTypes")


def _unknown_type(kind: str | None) -> str:
    return f"This channel does not support recipients of type {kind}."
