"""The base of every request and response model of the API. Each model is built on first use: a request needs few of
them, and a cold start would wait for all."""

from datetime import UTC, datetime
from typing import Annotated

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

# Valid in the calendar of every time zone.
Moment = Annotated[AwareDatetime, Field(ge=datetime(1, 1, 2, tzinfo=UTC), le=datetime(9999, 12, 30, tzinfo=UTC))]


class RequestModel(BaseModel):
    """Unknown fields are rejected: a misspelt one would otherwise be ignored silently."""

    model_config = ConfigDict(extra="forbid", defer_build=True)


class ResponseModel(BaseModel):
    """No defaults: every field is always present, null if it has no value."""

    model_config = ConfigDict(from_attributes=True, defer_build=True)
