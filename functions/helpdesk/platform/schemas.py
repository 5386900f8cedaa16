"""What every request and response model of the API shares. Each is built when it is first used: a request needs few of
them, and a cold start would wait for all."""

from datetime import UTC, datetime
from typing import Annotated

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

# Within the calendar in every time zone.
Moment = Annotated[AwareDatetime, Field(ge=datetime(1, 1, 2, tzinfo=UTC), le=datetime(9999, 12, 30, tzinfo=UTC))]


class RequestModel(BaseModel):
    """Unknown fields are refused: a misspelt one would otherwise be ignored in silence."""

    model_config = ConfigDict(extra="forbid", defer_build=True)


class ResponseModel(BaseModel):
    """Without defaults: every field is always there, null where there is no value."""

    model_config = ConfigDict(from_attributes=True, defer_build=True)
