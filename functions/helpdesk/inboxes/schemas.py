"""Inboxes in the API's format."""

from typing import Annotated, Self

from pydantic import AfterValidator, Field, StringConstraints

from helpdesk.inboxes.service import InboxPage
from helpdesk.platform.schemas import RequestModel, ResponseModel, Time
from helpdesk.platform.text import to_be_seen


class InboxOut(ResponseModel):
    id: str
    name: str
    created_at: Time | None


class InboxListOut(ResponseModel):
    inboxes: list[InboxOut]
    next_cursor: str | None

    @classmethod
    def of(cls, page: InboxPage) -> Self:
        return cls.model_validate(page)


class InboxIn(RequestModel):
    name: Annotated[
        str,
        StringConstraints(min_length=1, max_length=100),
        AfterValidator(to_be_seen),
        Field(description="Unique: the same name again returns the same inbox."),
    ]
