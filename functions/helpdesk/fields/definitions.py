"""Definition of the credentials that a channel asks for: an object of JSON Schema, limited to what a form can show and
what can be checked.

No `$ref` and no `pattern`: no references are resolved, and no regular expressions of apps are run.
"""

import json
from collections.abc import Mapping
from typing import Annotated, Any, Literal, Self

from pydantic import (
    ConfigDict,
    Field,
    StrictBool,
    StrictFloat,
    StrictInt,
    StrictStr,
    StringConstraints,
    model_validator,
)

from helpdesk.platform.lenient import ContractModel

MAX_BYTES = 16 * 1024
_LARGEST = 2**53
_TYPES: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
}
_OF_STRINGS, _OF_NUMBERS = {"min_length", "max_length", "format"}, {"minimum", "maximum"}

PropertyName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z_][A-Za-z0-9_.-]{0,63}$")]
_Length = Annotated[StrictInt, Field(ge=0, le=4096)]
_Whole = Annotated[StrictInt, Field(ge=-_LARGEST, le=_LARGEST)]
_Number = _Whole | Annotated[StrictFloat, Field(ge=-_LARGEST, le=_LARGEST)]
_Value = StrictBool | _Number | Annotated[StrictStr, StringConstraints(max_length=200)]
_Title = Annotated[StrictStr, StringConstraints(max_length=200)]
_Description = Annotated[StrictStr, StringConstraints(max_length=1000)]


class _StrictModel(ContractModel):
    model_config = ConfigDict(extra="forbid")


class CredentialField(_StrictModel):
    type: Literal["string", "integer", "number", "boolean"]
    title: _Title | None = None
    description: _Description | None = None
    enum: Annotated[list[_Value], Field(min_length=1, max_length=100)] | None = None
    min_length: _Length | None = None
    max_length: _Length | None = None
    minimum: _Number | None = None
    maximum: _Number | None = None
    format: Literal["email", "uri"] | None = None
    write_only: StrictBool | None = None
    """Marks a secret."""

    @model_validator(mode="after")
    def _fits_its_type(self) -> Self:
        of_others = (_OF_STRINGS if self.type != "string" else set()) | (
            _OF_NUMBERS if self.type not in {"integer", "number"} else set()
        )
        wrong = sorted(name for name in of_others if getattr(self, name) is not None)
        if wrong:
            raise ValueError(f"{', '.join(wrong)} is not allowed for a field of type {self.type}")
        if self.enum and not all(is_of_type(choice, self.type) for choice in self.enum):
            raise ValueError(f"every value of enum must be of type {self.type}")
        for least, most in ((self.min_length, self.max_length), (self.minimum, self.maximum)):
            if least is not None and most is not None and least > most:
                raise ValueError("the minimum is greater than the maximum")
        return self


class CredentialFieldsIn(_StrictModel):
    type: Literal["object"]
    properties: Annotated[dict[PropertyName, CredentialField], Field(max_length=20)]
    required: Annotated[list[PropertyName], Field(max_length=20)] | None = None
    title: _Title | None = None
    description: _Description | None = None
    additional_properties: Literal[False] | None = None

    @model_validator(mode="after")
    def _holds_together(self) -> Self:
        unknown = sorted(set(self.required or ()) - set(self.properties))
        if unknown:
            raise ValueError(f"required names unknown properties: {', '.join(unknown)}")
        if len(json.dumps(self.definition())) > MAX_BYTES:
            raise ValueError(f"the definition is longer than {MAX_BYTES} bytes")
        return self

    def definition(self) -> dict[str, Any]:
        """As JSON Schema."""
        return self.model_dump(by_alias=True, exclude_none=True)


def is_of_type(value: object, kind: str) -> bool:
    """Distinguishes types as JSON does: true is not a number."""
    return isinstance(value, _TYPES[kind]) and isinstance(value, bool) is (kind == "boolean")


def secrets_among(definition: Mapping[str, Any]) -> frozenset[str]:
    """Names of the fields that contain a secret."""
    return frozenset(name for name, field in definition["properties"].items() if field.get("writeOnly"))
