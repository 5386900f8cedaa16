"""Request models in camelCase that ignore unknown fields, because HubSpot's clients send more fields than are
documented. A field that is almost one of theirs is refused: it is a typo, and ignoring it would lose what it says."""

from collections.abc import Iterable, Sequence
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, StringConstraints
from pydantic.alias_generators import to_camel

from helpdesk.platform.errors import FieldError

_CLOSE = 0.85


def id_as_text(value: Any) -> Any:
    """Ids are strings in bodies; clients that were generated from the numbers in the paths send numbers."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def none_as(*, default: Any) -> BeforeValidator:
    """null means the same as a field that is left out."""
    return BeforeValidator(lambda value: default if value is None else value)


def none_as_empty(value: Any) -> Any:
    return () if value is None else value


Id = Annotated[str, StringConstraints(min_length=1, max_length=128), BeforeValidator(id_as_text)]


class ContractModel(BaseModel):
    model_config = ConfigDict(alias_generator=to_camel, extra="ignore", allow_inf_nan=False, defer_build=True)


def misspelt(model: type[BaseModel], given: Any) -> Sequence[FieldError]:
    """The unknown fields of an object whose names are almost those of fields that were left out."""
    known = [field.alias or name for name, field in model.model_fields.items()]
    unknown = [name for name in given if name not in known] if isinstance(given, dict) else []
    missing = [name for name in known if name not in given] if unknown else []
    return [
        FieldError(name[:64], f"This field does not exist. Did you mean {meant}?")
        for name in unknown
        if (meant := _meant_by(name, missing))
    ]


def _meant_by(name: str, known: Iterable[str]) -> str | None:
    """The name that this one is a misspelling of, if there is one."""
    from difflib import get_close_matches  # noqa: PLC0415 - few requests need it, and no cold start

    by_letters = {_letters(each): each for each in known}
    close = get_close_matches(_letters(name[:64]), by_letters, 1, _CLOSE)
    return by_letters[close[0]] if close else None


def _letters(name: str) -> str:
    return name.replace("_", "").replace("-", "").lower()
