"""What every request and response model of the API shares."""

from pydantic import BaseModel, ConfigDict


class RequestModel(BaseModel):
    """Unknown fields are refused: a misspelt one would otherwise be ignored in silence."""

    model_config = ConfigDict(extra="forbid")


class ResponseModel(BaseModel):
    """Without defaults: every field is always there, null where there is no value."""

    model_config = ConfigDict(from_attributes=True)
