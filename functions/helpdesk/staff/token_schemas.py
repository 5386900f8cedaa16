"""API tokens in the API's format."""

from typing import Annotated, Self

from pydantic import AfterValidator, Field

from helpdesk.people.roles import OF_PEOPLE
from helpdesk.people.tokens import ApiToken
from helpdesk.platform.clock import to_text
from helpdesk.platform.schemas import Moment, Name, RequestModel, ResponseModel, Time
from helpdesk.staff.api_tokens import WantedToken
from helpdesk.staff.schemas import Id


def _known(values: list[str]) -> list[str]:
    if unknown := sorted(set(values) - OF_PEOPLE):
        raise ValueError(f"there is no scope {unknown[0]!r} for a token that is created here")
    return sorted(set(values))


class ApiTokenIn(RequestModel):
    name: Name
    scopes: Annotated[list[Id], Field(min_length=1, max_length=100), AfterValidator(_known)]
    owner_id: Annotated[Id | None, Field(description="For whom it acts; without it, the caller.")] = None
    expires_at: Annotated[Moment | None, Field(description="Without it, it is valid until it is revoked.")] = None

    def wanted(self) -> WantedToken:
        ends = to_text(self.expires_at) if self.expires_at else None
        return WantedToken(self.name, tuple(self.scopes), self.owner_id, ends)


class ApiTokenOut(ResponseModel):
    id: str
    name: str
    owner_id: str
    scopes: list[str]
    app_id: str | None
    created_at: Time
    expires_at: Time | None
    revoked_at: Time | None
    last_used_at: Annotated[Time | None, Field(description="To the hour.")]


class NewApiTokenOut(ApiTokenOut):
    token: Annotated[str, Field(description="Shown this once.")]

    @classmethod
    def of(cls, token: ApiToken, text: str) -> Self:
        return cls(**ApiTokenOut.model_validate(token).model_dump(), token=text)


class ApiTokenListOut(ResponseModel):
    api_tokens: list[ApiTokenOut]
