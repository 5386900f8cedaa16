"""The base of every request and response model of the API. Each model is built on first use: a request needs few of
them, and a cold start would wait for all."""

from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

from helpdesk.platform.text import to_be_seen

# Valid in the calendar of every time zone.
Moment = Annotated[AwareDatetime, Field(ge=datetime(1, 1, 2, tzinfo=UTC), le=datetime(9999, 12, 30, tzinfo=UTC))]

# What somebody at the desk, or an app, gives to an account, a channel or an inbox.
Name = Annotated[str, StringConstraints(min_length=1, max_length=256), AfterValidator(to_be_seen)]

# A time in a response: stored and returned as the same text.
Time = Annotated[str, Field(json_schema_extra={"format": "date-time"})]


class RequestModel(BaseModel):
    """Unknown fields are rejected: a misspelt one would otherwise be ignored silently."""

    model_config = ConfigDict(extra="forbid", defer_build=True)


def _without_defaults(schema: dict[str, Any]) -> None:
    for field in schema["properties"].values():
        field.pop("default", None)


class ChangeModel(RequestModel):
    """A field that is left out keeps its value. Its default is not described: clients that are generated from the
    description would send it, and so change what nobody asked them to change."""

    model_config = ConfigDict(json_schema_extra=_without_defaults)


class ResponseModel(BaseModel):
    """No defaults: every field is always present, null if it has no value."""

    model_config = ConfigDict(from_attributes=True, defer_build=True)
