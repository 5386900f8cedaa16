"""Validates credentials against their channel's definition: every error names its field, and none contains a value."""

import json
import math
from collections.abc import Callable, Mapping
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, create_model

from helpdesk.messaging.normal_form import normalised_email
from helpdesk.platform.errors import InvalidRequest
from helpdesk.platform.validation import Location, path_of, problems_of, refused

MAX_BYTES = 4096
"""The maximum that KMS encrypts in one call."""
_LARGEST = 2**53


class _Credentials(BaseModel):
    model_config = ConfigDict(
        extra="forbid", strict=True, allow_inf_nan=False, hide_input_in_errors=True, defer_build=True
    )


def validated(definition: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
    """The given values, in the order of the definition. Raises InvalidRequest that names each invalid field, or if they
    are more than `packed` accepts."""
    try:
        checked = _model(definition).model_validate(given)
    except ValidationError as error:
        raise refused(problems_of(error), code="invalid_credentials", path=_path) from None
    values = checked.model_dump(by_alias=True, exclude_unset=True)
    packed(values)
    return values


def packed(credentials: Mapping[str, Any]) -> bytes:
    """The bytes to encrypt. Raises InvalidRequest if there are more than KMS accepts."""
    plain = json.dumps(credentials, ensure_ascii=False, separators=(",", ":")).encode()
    if len(plain) > MAX_BYTES:
        message = f"All credentials together have {len(plain)} bytes; the limit is {MAX_BYTES}."
        raise InvalidRequest.at("credentials", message, code="invalid_credentials")
    return plain


def _model(definition: Mapping[str, Any]) -> type[BaseModel]:
    required = set(definition.get("required", ()))
    # Our own names with theirs as aliases: theirs could be the names of BaseModel's methods.
    fields: dict[str, Any] = {
        f"field_{number}": (_annotation(field), Field(... if name in required else None, alias=name))
        for number, (name, field) in enumerate(definition["properties"].items())
    }
    return create_model("Credentials", __base__=_Credentials, **fields)


def _annotation(field: Mapping[str, Any]) -> Any:
    checks = [AfterValidator(check) for check in _checks(field)]
    return Annotated[(_BASES[field["type"]](field), *checks)] if checks else _BASES[field["type"]](field)


def _string(field: Mapping[str, Any]) -> Any:
    most = field.get("maxLength", MAX_BYTES)
    return Annotated[str, Field(min_length=field.get("minLength", 0), max_length=most)]


def _integer(field: Mapping[str, Any]) -> Any:
    least, most = math.ceil(field.get("minimum", -_LARGEST)), math.floor(field.get("maximum", _LARGEST))
    return Annotated[int, Field(ge=least, le=most)]


def _number(field: Mapping[str, Any]) -> Any:
    return Annotated[float, Field(ge=field.get("minimum", -_LARGEST), le=field.get("maximum", _LARGEST))]


_BASES: dict[str, Callable[[Mapping[str, Any]], Any]] = {
    "string": _string,
    "integer": _integer,
    "number": _number,
    "boolean": lambda _: bool,
}


def _checks(field: Mapping[str, Any]) -> list[Callable[[Any], Any]]:
    found: list[Callable[[Any], Any]] = []
    if "enum" in field:
        found.append(lambda value: _that(value in field["enum"], value, f"must be one of {json.dumps(field['enum'])}"))
    if field.get("format") == "email":
        found.append(lambda value: _that(_is_email(value), value, "must be an e-mail address"))
    if field.get("format") == "uri":
        found.append(lambda value: _that(_is_uri(value), value, "must be a URL such as https://example.com/"))
    return found


def _that(holds: object, value: Any, message: str) -> Any:
    if not holds:
        raise ValueError(message)
    return value


def _is_email(text: str) -> bool:
    try:
        _, _, domain = normalised_email(text).rpartition("@")
    except ValueError:
        return False
    return "." in domain


def _is_uri(text: str) -> bool:
    if not text.isascii() or any(letter.isspace() or not letter.isprintable() for letter in text):
        return False
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return bool(parts.scheme and (parts.netloc or parts.path))


def _path(location: Location) -> str:
    return path_of(["credentials", *location])
