"""Changes in the format of the desk API."""

from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, model_validator

from helpdesk.content.draft import Draft, draft
from helpdesk.messaging.capabilities import MAX_TEXT_CHARACTERS
from helpdesk.messaging.messages import ContentKind
from helpdesk.platform.schemas import RequestModel
from helpdesk.replies.changes import ChangeRequest


class MessageChangeType(StrEnum):
    EDIT = "edit"
    DELETE = "delete"
    REACTION_ADDED = "reaction_added"
    REACTION_REMOVED = "reaction_removed"


_KINDS = {
    MessageChangeType.EDIT: ContentKind.EDITED,
    MessageChangeType.DELETE: ContentKind.DELETED,
    MessageChangeType.REACTION_ADDED: ContentKind.REACTION_ADDED,
    MessageChangeType.REACTION_REMOVED: ContentKind.REACTION_REMOVED,
}
_FIELDS = {MessageChangeType.EDIT: {"text", "rich_text"}, MessageChangeType.DELETE: set[str]()}


class ChangeIn(RequestModel):
    type: MessageChangeType
    text: Annotated[str, Field(max_length=MAX_TEXT_CHARACTERS)] | None = Field(
        default=None, description="For an edit: the new text. The default is the plain text of the rich text."
    )
    rich_text: Annotated[str, Field(max_length=300_000)] | None = Field(default=None, description="For an edit.")
    reaction: Annotated[str, Field(min_length=1, max_length=64)] | None = Field(
        default=None, description="For a reaction: what the messaging service shows, usually one emoji."
    )

    @model_validator(mode="after")
    def _fits(self) -> Self:
        allowed = _FIELDS.get(self.type, {"reaction"})
        given = {name for name in ("text", "rich_text", "reaction") if getattr(self, name) is not None}
        if given - allowed:
            raise ValueError(f"{self.type.value} does not allow {', '.join(sorted(given - allowed))}")
        if allowed and not given:
            raise ValueError(f"{self.type.value} requires {' or '.join(sorted(allowed))}")
        return self

    def request(self, idempotency_key: str | None) -> ChangeRequest:
        content = (
            draft(self.text or "", self.rich_text)
            if self.type is MessageChangeType.EDIT
            else Draft(self.reaction or "")
        )
        return ChangeRequest(_KINDS[self.type], content, idempotency_key)
