"""Request models in camelCase that ignore unknown fields, because HubSpot's clients send more fields than are
documented."""

from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, StringConstraints
from pydantic.alias_generators import to_camel


def id_as_text(value: Any) -> Any:
    """Ids are strings in bodies; clients that were generated from the numbers in the paths send numbers."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def none_as(*, default: Any) -> BeforeValidator:
    """null means the same as a field that is left out."""
    return BeforeValidator(lambda value: default if value is None else value)


def none_as_empty(value: Any) -> Any:
    return () if value is None else value


Id = Annotated[str, BeforeValidator(id_as_text), StringConstraints(min_length=1, max_length=128)]
Name = Annotated[str, StringConstraints(min_length=1, max_length=256)]


class ContractModel(BaseModel):
    model_config = ConfigDict(alias_generator=to_camel, extra="ignore", allow_inf_nan=False, defer_build=True)
