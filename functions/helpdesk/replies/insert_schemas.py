"""Previews of prepared content, in the format of the desk API."""

from typing import Annotated, Self

from pydantic import Field, StringConstraints

from helpdesk.files.models import FileUsage
from helpdesk.messaging.capabilities import RichText
from helpdesk.platform.errors import InvalidRequest
from helpdesk.platform.schemas import RequestModel, ResponseModel
from helpdesk.replies.carrying import LossKind, Preview
from helpdesk.replies.inserting import Wanted

_Id = Annotated[str, StringConstraints(min_length=1, max_length=128)]
_MOST_VALUES = 100
_Value = Annotated[str, StringConstraints(min_length=1, max_length=1000)]


class PreviewIn(RequestModel):
    """Exactly one of snippet, entry of the library, and message."""

    snippet_id: _Id | None = None
    entry_id: Annotated[_Id, Field(description="Of the library.")] | None = None
    message_id: (
        Annotated[_Id, Field(description="Of this customer, on this account: a passage of it is cited.")] | None
    ) = None
    passage: Annotated[str, StringConstraints(min_length=1, max_length=4000)] | None = Field(
        default=None, description="Of the message. The default is all of its text."
    )
    values: dict[Annotated[str, StringConstraints(max_length=128)], _Value] = Field(
        default={},
        max_length=_MOST_VALUES,
        description="For placeholders of the snippet that have no value here, by their names.",
    )

    def wanted(self) -> Wanted:
        """Raises InvalidRequest."""
        named = [name for name in ("snippet_id", "entry_id", "message_id") if getattr(self, name) is not None]
        if len(named) != 1:
            raise InvalidRequest("Name one of snippet_id, entry_id and message_id.", code="one_insert")
        if self.passage is not None and self.message_id is None:
            raise InvalidRequest.at("passage", "it belongs to a message_id")
        return Wanted(self.snippet_id, self.entry_id, self.message_id, self.passage, self.values)


class PreviewAttachmentOut(ResponseModel):
    """As a reply takes it."""

    type: Annotated[str, Field(json_schema_extra={"enum": ["FILE"]})]
    file_id: str


class PreviewFileOut(ResponseModel):
    file_id: str
    name: str
    content_type: str
    size: int | None
    usage: FileUsage


class RefusalOut(ResponseModel):
    field: str
    message: str
    capability: str | None


class LossOut(RefusalOut):
    kind: RichText | LossKind


class PreviewOut(ResponseModel):
    text: str
    rich_text: Annotated[str | None, Field(description="Null where the channel carries plain text only.")]
    attachments: list[PreviewAttachmentOut]
    files: Annotated[list[PreviewFileOut], Field(description="Those of the attachments, to show them.")]
    lost: Annotated[list[LossOut], Field(description="What the channel does not carry, and what stands instead.")]
    refused: Annotated[list[RefusalOut], Field(description="Why a reply with this content alone would be refused.")]

    @classmethod
    def of(cls, preview: Preview) -> Self:
        file_ids = [part["fileId"] for part in preview.draft.parts]
        return cls(
            text=preview.draft.text,
            rich_text=preview.draft.rich_text,
            attachments=[PreviewAttachmentOut(type="FILE", file_id=file_id) for file_id in file_ids],
            files=[_file(preview, file_id) for file_id in file_ids],
            lost=[LossOut.model_validate(each) for each in preview.lost],
            refused=[RefusalOut.model_validate(each) for each in preview.refused],
        )


def _file(preview: Preview, file_id: str) -> PreviewFileOut:
    file = preview.files[file_id]
    return PreviewFileOut(
        file_id=file.id,
        name=file.name,
        content_type=file.content_type,
        size=file.size,
        usage=FileUsage(file.usage),
    )
