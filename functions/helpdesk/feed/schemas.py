"""The change feed in the API's format."""

from typing import Annotated, Self

from pydantic import Field

from helpdesk.feed.models import ChangeType
from helpdesk.feed.service import ChangePage
from helpdesk.feed.shown import shown
from helpdesk.people.actors import ActorKind
from helpdesk.platform.schemas import ResponseModel, Time


class ChangedByOut(ResponseModel):
    kind: ActorKind
    id: Annotated[str, Field(description="A user's, an API token's, a contact's; of `system`: the part of the desk.")]


class FeedChangeOut(ResponseModel):
    cursor: Annotated[str, Field(description="Go on after this change with it.")]
    type: ChangeType
    at: Time
    actor: Annotated[ChangedByOut, Field(description="Who caused it.")]
    conversation_id: str | None
    sequence: Annotated[
        int | None,
        Field(description="The position in the conversation of the message that it is about, or after which it was."),
    ]
    data: Annotated[dict[str, str], Field(description="The ids of what it is about. Read what you need by them.")]


class FeedPageOut(ResponseModel):
    changes: list[FeedChangeOut]
    next_cursor: Annotated[
        str,
        Field(description="`after` of the next call. It is never null.", examples=["3f9Q2a1hWyI1YjQiLCI0ODEiLCIzIl0"]),
    ]
    has_more: Annotated[bool, Field(description="Whether more may follow now: then do not wait. A page can be short.")]

    @classmethod
    def of(cls, page: ChangePage) -> Self:
        changes = [FeedChangeOut.model_validate(shown(*each)) for each in page.changes]
        return cls(changes=changes, next_cursor=page.next_cursor, has_more=page.more)
