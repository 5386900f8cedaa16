"""Inboxes in the API's format."""

from typing import Annotated, Self

from pydantic import AfterValidator, Field, StringConstraints

from helpdesk.inboxes.limits import InboxLimits
from helpdesk.inboxes.models import Inbox
from helpdesk.inboxes.service import InboxPage
from helpdesk.platform.schemas import RequestModel, ResponseModel, Time
from helpdesk.platform.text import to_be_seen


class InboxOut(ResponseModel):
    id: str
    name: str
    created_at: Time | None
    team_ids: Annotated[list[str], Field(description="Only people in these teams see its tickets. Empty: everybody.")]

    @classmethod
    def of(cls, inbox: Inbox, limits: InboxLimits) -> Self:
        team_ids = list(limits.teams.get(inbox.id, ()))
        return cls(id=inbox.id, name=inbox.name, created_at=inbox.created_at, team_ids=team_ids)


class InboxListOut(ResponseModel):
    inboxes: list[InboxOut]
    next_cursor: str | None

    @classmethod
    def of(cls, page: InboxPage, limits: InboxLimits) -> Self:
        return cls(inboxes=[InboxOut.of(inbox, limits) for inbox in page.inboxes], next_cursor=page.next_cursor)


class InboxTeamsIn(RequestModel):
    team_ids: Annotated[
        list[Annotated[str, StringConstraints(min_length=1, max_length=64)]],
        Field(max_length=20, description="Only people in these teams see its tickets. Empty: everybody."),
    ]


class InboxIn(RequestModel):
    name: Annotated[
        str,
        StringConstraints(min_length=1, max_length=100),
        AfterValidator(to_be_seen),
        Field(description="Unique: the same name again returns the same inbox."),
    ]
