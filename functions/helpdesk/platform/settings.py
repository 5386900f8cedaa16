"""A function's settings: a dataclass filled from the environment once, at cold start."""

from collections.abc import Mapping
from dataclasses import MISSING, fields
from typing import Any, TypeVar

T = TypeVar("T")

_READERS: dict[Any, Any] = {
    str: str,
    int: int,
    float: float,
    bool: lambda text: {"true": True, "false": False}[text.lower()],
}


class SettingsError(RuntimeError):
    """The deployment is wrong: names every variable that is missing or malformed."""


def load(kind: type[T], environ: Mapping[str, str]) -> T:
    """Fills the dataclass `kind`: the field `table_name` is read from `TABLE_NAME`."""
    values: dict[str, Any] = {}
    problems: list[str] = []
    for field in fields(kind):  # type: ignore[arg-type]
        variable = field.name.upper()
        text = environ.get(variable)
        if text is None:
            if field.default is MISSING:
                problems.append(f"{variable} is missing")
            continue
        try:
            values[field.name] = _READERS[field.type](text)
        except (KeyError, ValueError):
            problems.append(f"{variable}={text!r} is not a {field.type.__name__}")  # type: ignore[union-attr]
    if problems:
        raise SettingsError("; ".join(problems))
    return kind(**values)
