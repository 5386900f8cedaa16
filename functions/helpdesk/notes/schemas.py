"""Notes in the format of the desk API. How one is shown: helpdesk.conversations.schemas."""

from typing import Annotated

from pydantic import Field

from helpdesk.content.composed import File
from helpdesk.content.draft import draft
from helpdesk.conversations.notes import Note
from helpdesk.files.parts import MAX_ATTACHMENTS
from helpdesk.notes.service import NoteContent
from helpdesk.platform.errors import InvalidRequest
from helpdesk.platform.schemas import ChangeModel, RequestModel

_Text = Annotated[str, Field(max_length=65_536)]
_RichText = Annotated[str, Field(max_length=300_000)]
_Attachments = Annotated[tuple[File, ...], Field(max_length=MAX_ATTACHMENTS)]
_AgentId = Annotated[str, Field(min_length=1, max_length=128)]
_Mentions = Annotated[tuple[_AgentId, ...], Field(max_length=50)]
_WORDS = {"text", "rich_text"}


class NoteIn(RequestModel):
    """Needs content: at least one of text, rich text and attachments."""

    text: _Text = Field(default="", description="The default is the plain text of the rich text.")
    rich_text: _RichText | None = Field(
        default=None,
        description="HTML. Scripts and external content are removed; links are http, https, mailto or tel.",
    )
    attachments: _Attachments = Field(default=(), description="Files that were uploaded.")
    mentions: _Mentions = Field(default=(), description="Ids of agents.")

    def content(self) -> NoteContent:
        return NoteContent(draft(self.text, self.rich_text, self.attachments, "note"), self.mentions)


class NotePatchIn(ChangeModel):
    """Fields that are left out keep their values; text and rich text are replaced together."""

    text: _Text = ""
    rich_text: _RichText | None = None
    attachments: _Attachments = ()
    mentions: _Mentions = ()

    def patch(self, note: Note) -> NoteContent:
        given = self.model_fields_set
        if not given:
            raise InvalidRequest("Name at least one field that changes.", code="empty_update")
        text, html = (self.text, self.rich_text) if given & _WORDS else (note.text, note.rich_text)
        attached = self.attachments if "attachments" in given else tuple(map(_attached, note.parts))
        mentions = self.mentions if "mentions" in given else note.mentions
        return NoteContent(draft(text, html, attached, "note"), mentions)


def _attached(part: dict[str, str]) -> File:
    return File(type="FILE", file_id=part["fileId"], usage=part.get("fileUsageType"))
