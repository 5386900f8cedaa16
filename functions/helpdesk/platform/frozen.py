"""Classes whose instances never change: Kanaal's dataclasses.

To a type checker, `frozen` is `dataclass(frozen=True)`. The standard library writes six methods for each such class as
text and compiles them when it is imported. Here only `__init__` is written; what compares and shows an instance is
shared, and with 280 classes that saves a cold start of the desk API 18 % of its CPU (docs/decisions/0067). So the type
checker alone refuses assignments, and `__init__` need not go around a refusal, which makes it faster. Pure."""

from collections.abc import Callable
from dataclasses import dataclass, field, fields
from operator import attrgetter
from typing import Any, TypeVar, cast, dataclass_transform

T = TypeVar("T")


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def frozen(cls: type[T]) -> type[T]:
    cls.__doc__ = cls.__doc__ or cls.__name__  # else the standard library makes one of the signature, which takes long
    made: Any = dataclass(eq=False, repr=False, slots=True)(cls)
    for name, method in _methods(made).items():
        if cls.__dict__.get(name) is None:  # whoever writes `__eq__` has a `__hash__` of None
            setattr(made, name, method)
    return cast("type[T]", made)


def _methods(made: Any) -> dict[str, Callable[..., Any]]:
    compared = _reader([each.name for each in fields(made) if each.compare])
    shown = [each.name for each in fields(made) if each.repr]

    def equal(self: Any, other: Any) -> bool:
        return compared(self) == compared(other) if other.__class__ is self.__class__ else NotImplemented

    def hashed(self: Any) -> int:
        return hash(compared(self))

    def text(self: Any) -> str:
        values = ", ".join(f"{name}={getattr(self, name)!r}" for name in shown)
        return f"{self.__class__.__qualname__}({values})"

    return {"__eq__": equal, "__hash__": hashed, "__repr__": text}


def _reader(names: list[str]) -> Callable[[Any], Any]:
    """Reads the values of these fields."""
    return attrgetter(*names) if names else lambda _: ()
