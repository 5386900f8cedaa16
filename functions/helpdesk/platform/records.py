"""Converts dataclasses to items of a table, and back.

Enums, nested dataclasses, and tuples and mappings of them are converted in both directions. A field of type
`Annotated[..., AS_TEXT]` is stored as JSON text, because the table cannot store floats, nulls or the order of keys.
A field that is None, or an empty tuple or mapping, is not stored; an absent attribute is read as the field's default,
else as None or empty. A list of records, or a union of two kinds of record, is a TypeError.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from enum import Enum
from functools import cache, partial
from types import NoneType, UnionType
from typing import Annotated, Any, TypeVar, Union, get_args, get_origin, get_type_hints

from helpdesk.platform.attributes import Item
from helpdesk.platform.errors import Unavailable

T = TypeVar("T")
E = TypeVar("E", bound=Enum)
AS_TEXT = "as JSON text"
"""Marks a field that is stored as JSON text."""


class UnknownValue(Unavailable):
    """An attribute has a value that this version does not know: a newer one has written it. Temporary, because that
    version is deployed again."""

    code = "written_by_a_newer_version"

    def __init__(self, value: str) -> None:
        super().__init__("A newer version of Kanaal has written this. Retry when it is deployed again.")
        self.value = value


_Converter = Callable[[Any], Any]
_EMPTY: tuple[Any, ...] = ([], {})
_SCALARS = frozenset({str, int, bool, NoneType})
_PLAIN = _SCALARS | {float, bytes}


def dump(record: Any, *without: str) -> Item:
    """The attributes to store. `without`: fields that are part of the key."""
    kind: Any = type(record)
    stored = {name: write(getattr(record, name)) for name, write in _writers(kind).items() if name not in without}
    return {name: None if value in _EMPTY else value for name, value in stored.items()}


def load(kind: type[T], item: Mapping[str, Any], /, **known: Any) -> T:
    """The stored record. `known`: fields that are part of the key. Attributes without a field are ignored."""
    of: Any = kind
    readers, found = _readers(of), {**_absent(of), **known}
    for name, value in item.items():  # fewer than there are fields
        if value is not None and name not in known and (read := readers.get(name)):
            found[name] = value if read is _same else read(value)
    return kind(**found)


@cache
def _hints(kind: Any) -> Mapping[str, Any]:
    return get_type_hints(kind, include_extras=True)


@cache
def _writers(kind: Any) -> Mapping[str, _Converter]:
    hints = _hints(kind)
    return {field.name: _to_json if _is_text(hints[field.name]) else plain for field in fields(kind)}


@cache
def _readers(kind: Any) -> Mapping[str, _Converter]:
    hints = _hints(kind)
    return {field.name: _reader(hints[field.name]) for field in fields(kind)}


@cache
def _absent(kind: Any) -> Mapping[str, Any]:
    """The values of fields without a default whose attribute is absent."""
    hints = _hints(kind)
    values = {field.name: _empty(hints[field.name]) for field in fields(kind) if _is_required(field)}
    return {name: value for name, value in values.items() if value is not MISSING}


def _is_required(field: "Field[Any]") -> bool:
    return field.default is MISSING and field.default_factory is MISSING


def _is_text(hint: Any) -> bool:
    return get_origin(hint) is Annotated and AS_TEXT in get_args(hint)


def _empty(hint: Any) -> Any:
    if get_origin(hint) is Annotated:
        return _empty(get_args(hint)[0])
    if hint is Any or NoneType in get_args(hint):
        return None
    empty: Mapping[Any, Any] = {tuple: (), Mapping: {}}
    return empty.get(get_origin(hint), MISSING)


def plain(value: Any) -> Any:
    """As the table and JSON accept it: an enum is its value, a record a mapping."""
    if type(value) in _SCALARS:  # most values: asking whether they are a mapping takes longer than all the rest
        return value
    if is_dataclass(value):
        kind: Any = type(value)
        writers = _writers(kind)
        return {name: write(getattr(value, name)) for name, write in writers.items()}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, tuple | list):
        return [plain(item) for item in value]
    if isinstance(value, Mapping):
        return {name: plain(item) for name, item in value.items()}
    return value


def _to_json(value: Any) -> str | None:
    if value is None or (not value and isinstance(value, tuple | list | Mapping)):
        return None
    return json.dumps(plain(value), ensure_ascii=False, separators=(",", ":"))


def _from_json(stored: Any) -> Any:
    """What was stored before its field became text is no text."""
    return json.loads(stored) if isinstance(stored, str) else stored


def member(kind: type[E], value: Any) -> E:
    """Raises UnknownValue."""
    try:
        return kind(value)
    except ValueError as error:
        raise UnknownValue(f"{kind.__name__} {value!r}") from error


def with_known(kind: type[Enum], item: Item, name: str, otherwise: Any) -> Item:
    """The item itself if this version knows the attribute's value, else one with another value: for a reader that
    shows what it can."""
    value = item.get(name)
    if value is None:
        return item
    try:
        member(kind, value)
    except UnknownValue:
        return {**item, name: otherwise}
    return item


def _same(value: Any) -> Any:
    return value


def _reader(hint: Any) -> _Converter:  # noqa: PLR0911 - one for each kind of field
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is Annotated:
        read = _reader(arguments[0])
        return (lambda stored: read(_from_json(stored))) if AS_TEXT in arguments else read
    if origin in {Union, UnionType}:
        kinds = [argument for argument in arguments if argument is not NoneType]
        if len(kinds) == 1:
            return _reader(kinds[0])
    if origin is tuple and arguments[1:] == (...,):
        return partial(_tuple, _reader(arguments[0]))
    if origin is Mapping:
        return partial(_mapping, _reader(arguments[1]))
    if isinstance(hint, type) and issubclass(hint, Enum):
        return partial(member, hint)
    if isinstance(hint, type) and is_dataclass(hint):
        return partial(load, hint)
    if _is_plain(hint):
        return _same
    raise TypeError(f"A record cannot have a field of type {hint}.")


def _is_plain(hint: Any) -> bool:
    """Whether it is read as it is stored: it contains no enum and no dataclass."""
    kinds = get_args(hint)
    return hint is Any or hint in _PLAIN or (bool(kinds) and all(map(_is_plain, kinds)))


def _tuple(read: _Converter, values: Any) -> tuple[Any, ...]:
    return tuple(read(item) for item in values)


def _mapping(read: _Converter, values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: read(item) for name, item in values.items()}
