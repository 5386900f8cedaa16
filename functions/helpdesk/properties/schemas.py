"""Properties of tickets and contacts in the API's format."""

from collections.abc import Sequence
from typing import Annotated, Any, Self

from pydantic import AfterValidator, Field, StrictBool, StrictFloat, StrictInt, StrictStr, StringConstraints

from helpdesk.fields.values import LONGEST, LONGEST_TEXT, TEXTS, Choice, FieldType, Limits
from helpdesk.platform.errors import InvalidRequest
from helpdesk.platform.schemas import ChangeModel, RequestModel, ResponseModel, Time
from helpdesk.platform.text import to_be_seen
from helpdesk.properties.models import Property, described

PropertyValue = StrictBool | StrictInt | StrictFloat | StrictStr | list[StrictStr]
PropertyName = Annotated[
    str,
    StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,62}$"),
    Field(description="Lower case, digits and `_`. It is for ever: values are stored under it."),
]
_Label = Annotated[str, StringConstraints(min_length=1, max_length=100), AfterValidator(to_be_seen)]
_EXACT = 2**53


def _exact(bound: float) -> float:
    if not -_EXACT <= bound <= _EXACT:
        raise ValueError(f"it must be between {-_EXACT} and {_EXACT}")
    return bound


_Bound = Annotated[StrictInt | StrictFloat, AfterValidator(_exact)]


class ChoiceIn(ChangeModel):
    value: Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_.-]{0,62}$")]
    label: _Label
    retired: Annotated[StrictBool, Field(description="It stays where it was chosen, and is not offered any more.")] = (
        False
    )


_Choices = Annotated[list[ChoiceIn], Field(max_length=200)]
_Description = Annotated[str, StringConstraints(max_length=1000)] | None
_DEFAULT = Field(description="The value that a new ticket has, or a contact that somebody creates. Null: none.")
_LENGTH = Field(ge=1, le=LONGEST, description=f"Of a text: at most {LONGEST_TEXT} characters if it is one line.")


class PropertyIn(RequestModel):
    name: PropertyName
    label: _Label
    type: FieldType
    description: _Description = None
    choices: Annotated[_Choices, Field(default_factory=list)]
    required_on_creation: Annotated[
        StrictBool,
        Field(
            description="An agent who opens a ticket, or creates a contact, is asked for it; a ticket of a customer is "
            "marked incomplete."
        ),
    ] = False
    default: Annotated[PropertyValue | None, _DEFAULT] = None
    minimum: _Bound | None = None
    maximum: _Bound | None = None
    max_length: Annotated[StrictInt, _LENGTH] | None = None

    def definition(self) -> Property:
        return Property(
            name=self.name,
            label=self.label,
            type=self.type,
            description=self.description,
            choices=_choices(self.choices),
            required_on_creation=self.required_on_creation,
            default=self.default,
            limits=_limits(self.type, self.minimum, self.maximum, self.max_length),
        )


class PropertyPatchIn(ChangeModel):
    """Fields that are left out keep their values. A choice that is left out of `choices` is retired. Name and type
    cannot be changed."""

    label: _Label = ""
    description: _Description = None
    choices: Annotated[_Choices, Field(default_factory=list)]
    required_on_creation: StrictBool = False
    default: Annotated[PropertyValue | None, _DEFAULT] = None

    def changes(self) -> dict[str, Any]:
        values = {name: getattr(self, name) for name in self.model_fields_set}
        if "choices" in values:
            values["choices"] = _choices(self.choices)
        if not values:
            raise InvalidRequest("Name at least one field that changes.", code="empty_update")
        return values


class ChoiceOut(ResponseModel):
    value: str
    label: str
    retired: bool


class PropertyOut(ResponseModel):
    name: str
    label: str
    type: FieldType
    description: str | None
    choices: list[ChoiceOut]
    required_on_creation: bool
    default: PropertyValue | None
    minimum: float | None
    maximum: float | None
    max_length: int | None
    built_in: Annotated[bool, Field(description="Every ticket, or contact, has it: it is a field of its own.")]
    created_at: Time | None
    version: int

    @classmethod
    def of(cls, each: Property) -> Self:
        return cls.model_validate(described(each))


class PropertyListOut(ResponseModel):
    ticket_properties: list[PropertyOut]

    @classmethod
    def of(cls, properties: Sequence[Property]) -> Self:
        return cls(ticket_properties=[PropertyOut.of(each) for each in properties])


class ContactPropertyListOut(ResponseModel):
    contact_properties: list[PropertyOut]

    @classmethod
    def of(cls, properties: Sequence[Property]) -> Self:
        return cls(contact_properties=[PropertyOut.of(each) for each in properties])


def _choices(given: Sequence[ChoiceIn]) -> tuple[Choice, ...]:
    return tuple(Choice(each.value, each.label, each.retired) for each in given)


def _limits(kind: FieldType, minimum: float | None, maximum: float | None, max_length: int | None) -> Limits:
    """Raises InvalidRequest for a limit that this type does not have."""
    if kind is not FieldType.NUMBER and (minimum is not None or maximum is not None):
        field = "minimum" if minimum is not None else "maximum"
        raise InvalidRequest.at(field, f"a property of the type {kind.value!r} has no such limit")
    if kind not in TEXTS and max_length is not None:
        raise InvalidRequest.at("max_length", f"a property of the type {kind.value!r} has no such limit")
    if minimum is not None and maximum is not None and minimum > maximum:
        raise InvalidRequest.at("minimum", "it is greater than the maximum")
    return Limits(minimum, maximum, max_length)
