"""A message that somebody at the desk wants to send, sanitised and complete, before its channel is checked."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Protocol

from helpdesk.content.attachments import as_part
from helpdesk.content.composed import Attachment
from helpdesk.content.files import AttachedFile
from helpdesk.content.rich_text import RichTextContent, read
from helpdesk.content.sanitising import sanitised
from helpdesk.messaging.messages import Json, Sender
from helpdesk.platform.errors import FieldError, InvalidRequest
from helpdesk.platform.frozen import frozen
from helpdesk.platform.text import visible

_MAX_BYTES = 300_000  # an item of the table holds 400 KB

MAX_QUICK_REPLIES = 100
"""In all attachments together."""


class StoredContent(Protocol):
    """A stored message, reduced to what a draft has too."""

    @property
    def text(self) -> str: ...

    @property
    def rich_text(self) -> str | None: ...

    @property
    def parts(self) -> Sequence[Json]: ...

    @property
    def also_to(self) -> tuple[Sender, ...]: ...


@frozen
class Draft:
    text: str
    rich_text: str | None = None
    """Sanitised, with its images and tables."""
    parts: tuple[Json, ...] = ()
    """As the channel contract writes them."""
    also_to: tuple[Sender, ...] = ()
    """Recipients other than the customer of the conversation."""

    @property
    def reading(self) -> RichTextContent | None:
        return read(self.rich_text) if self.rich_text else None

    @property
    def file_ids(self) -> dict[str, str]:
        """The position of each file, by its field."""
        return {f"attachments[{at}].file_id": part["fileId"] for at, part in enumerate(self.parts) if "fileId" in part}

    def to(self, others: tuple[Sender, ...]) -> "Draft":
        return replace(self, also_to=others)

    def matches(self, stored: "StoredContent") -> bool:
        """Whether the stored message was made from this draft, which has fewer details of its files."""
        same = (stored.text, stored.rich_text, stored.also_to) == (self.text, self.rich_text, self.also_to)
        return same and self.has_parts_of(stored.parts)

    def has_parts_of(self, stored: Sequence[Json]) -> bool:
        """Whether the stored parts were made from these."""
        return len(self.parts) == len(stored) and all(map(_alike, self.parts, stored))

    def with_files(self, files: Mapping[str, AttachedFile]) -> "Draft":
        """Each file with its own name and, if none was given, its own usage. Raises InvalidRequest that names every
        unknown file."""
        unknown = [
            FieldError(field, f"The file {file_id!r} does not exist or cannot be sent.")
            for field, file_id in self.file_ids.items()
            if file_id not in files
        ]
        if unknown:
            raise InvalidRequest.among(unknown, code="unknown_file")
        return replace(self, parts=tuple(_named(part, files) for part in self.parts))


def draft(text: str, html: str | None = None, attachments: Sequence[Attachment] = (), what: str = "reply") -> Draft:
    """If there is no text, the plain text of the rich text is used. Raises InvalidRequest if the draft is empty, too
    large for one item of the table, or offers too much."""
    clean = sanitised(html, field="rich_text", images=True, tables=True) if html else None
    reading = read(clean) if clean else None
    plain = visible(text) or (reading.text if reading else "")
    parts = tuple(as_part(attachment) for attachment in attachments)
    if not (visible(plain) or parts or (reading and reading.images)):
        message = f"A {what} needs content: text, rich_text or attachments."
        raise InvalidRequest.at("text", message)
    offered = sum(len(part["quickReplies"]) for part in parts if part["type"] == "QUICK_REPLIES")
    if offered > MAX_QUICK_REPLIES:
        message = f"A message offers at most {MAX_QUICK_REPLIES} quick replies; this one has {offered}."
        raise InvalidRequest.at("attachments", message, code="too_many_quick_replies")
    size = sum(len(content.encode()) for content in (plain, clean or "", json.dumps(parts, ensure_ascii=False)))
    if size > _MAX_BYTES:
        message = f"Text, rich text and attachments have {size} bytes together; the limit is {_MAX_BYTES}."
        raise InvalidRequest.at("text", message, code="reply_too_large")
    return Draft(plain, clean, parts)


def _alike(part: Json, stored: Json) -> bool:
    """The stored part also has the file's name and usage."""
    return part.items() <= stored.items() if "fileId" in part else part == stored


def _named(part: Json, files: Mapping[str, AttachedFile]) -> Json:
    if part["type"] != "FILE":
        return part
    file = files[part["fileId"]]
    return {"fileUsageType": file.usage, **part, "name": file.name}
