"""Drafts in the format of the desk API."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Self

from pydantic import Field, GetJsonSchemaHandler, TypeAdapter
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from helpdesk.content.composed import Attachment
from helpdesk.content.draft import draft
from helpdesk.conversations.schemas import ActorOut
from helpdesk.drafts.models import DraftState, StoredDraft
from helpdesk.platform.schemas import RequestModel, ResponseModel, Time
from helpdesk.replies.replies import ReplyRequest
from helpdesk.replies.schemas import ContentIn, RecipientIn, ReplyIn

_CONTENT = {"text", "attachments", "recipients", "in_reply_to"}


class DraftIn(ContentIn):
    """Needs content: at least one of text, rich text and attachments. Whether the channel carries it is checked when it
    is sent."""

    in_reply_to: Annotated[str, Field(max_length=128)] | None = None
    state: DraftState = Field(
        default=DraftState.EDITING, description="`waiting_for_approval`: somebody else is to send it."
    )

    def content(self) -> Mapping[str, Any]:
        """As it is stored: the body of a reply, sanitised."""
        clean = draft(self.text, self.rich_text, self.attachments, "draft")
        given = self.model_dump(mode="json", include=_CONTENT, by_alias=True, exclude_none=True)
        return {**given, "rich_text": clean.rich_text}


def reply_of(content: Mapping[str, Any]) -> ReplyRequest:
    return ReplyIn.model_validate(content).request(None)


class ApprovalIn(RequestModel):
    draft_id: Annotated[str, Field(min_length=1, max_length=64)]
    version: Annotated[int, Field(ge=1, description="What you have read: nothing else is sent.")]


class _DescribedAsRequests:
    """Describes objects as a request has them, and lets them pass as they are."""

    def __init__(self, kind: Any) -> None:
        self._kind = kind

    def __get_pydantic_json_schema__(self, _: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return handler(TypeAdapter(list[self._kind]).core_schema)  # type: ignore[name-defined]


class DraftOut(ResponseModel):
    id: str
    conversation_id: str
    owner_id: Annotated[str | None, Field(description="Whose it is; null for the shared one.")]
    state: DraftState
    proposed_by: Annotated[ActorOut | None, Field(description="Who asks for approval.")]
    text: str
    rich_text: str | None
    attachments: Annotated[list[dict[str, Any]], _DescribedAsRequests(Attachment)]
    recipients: Annotated[list[dict[str, Any]], _DescribedAsRequests(RecipientIn)]
    in_reply_to: str | None
    created_at: Time
    saved_at: Time
    saved_by: ActorOut
    version: int

    @classmethod
    def of(cls, each: StoredDraft) -> Self:
        said, by = each.content, ActorOut.model_validate(each.saved_by)
        return cls(
            id=each.id,
            conversation_id=each.place.conversation.conversation_id,
            owner_id=each.place.owner_id,
            state=each.state,
            proposed_by=by if each.proposed_by else None,
            text=said["text"],
            rich_text=said.get("rich_text"),
            attachments=said.get("attachments", []),
            recipients=said.get("recipients", []),
            in_reply_to=said.get("in_reply_to"),
            created_at=each.created_at,
            saved_at=each.saved_at,
            saved_by=by,
            version=each.version,
        )


class DraftListOut(ResponseModel):
    drafts: list[DraftOut]

    @classmethod
    def of(cls, drafts: Sequence[StoredDraft]) -> Self:
        return cls(drafts=[DraftOut.of(each) for each in drafts])
