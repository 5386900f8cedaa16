"""Expressions of DynamoDB: those that the desk writes, each parsed once. `memory.py` applies them."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from operator import ge, gt, le, lt
from typing import Any

Attribute = dict[str, Any]
Item = dict[str, Attribute]
Given = Mapping[str, Any]
"""What the request says for the `#names` and `:values` of its expressions."""
Test = Callable[[Item, Given], bool]
Operand = Callable[[Item, Given], Attribute | None]
Path = tuple[str, ...]

_TOKEN = re.compile(r"\s*(#\w+|:\w+|\w+|<>|<=|>=|[=<>(),.])")
_ORDER: dict[str, Callable[[Any, Any], bool]] = {"<": lt, "<=": le, ">": gt, ">=": ge}


class InvalidUpdateError(Exception):
    """It reads or changes what the item does not have, or adds to what is no number."""


def used(*expressions: str) -> set[str]:
    """The names and values that they need."""
    return {token for expression in expressions for token in _TOKEN.findall(expression) if token[0] in "#:"}


def plain(value: Attribute) -> Any:
    [(kind, content)] = value.items()
    return Decimal(content) if kind == "N" else content


def at(item: Item, path: Path, given: Given) -> Attribute | None:
    """What the item has there."""
    found: Any = item
    for number, name in enumerate(path):
        members = found if number == 0 else found.get("M", {})
        found = members.get(given.get(name, name))
        if found is None:
            return None
    return found


def compared(sign: str, left: Attribute | None, right: Attribute | None) -> bool:
    if left is None or right is None:
        return sign == "<>"
    same_kind = left.keys() == right.keys()
    if sign in {"=", "<>"}:
        return (same_kind and plain(left) == plain(right)) == (sign == "=")
    return same_kind and _ORDER[sign](_in_order(left), _in_order(right))


def _in_order(value: Attribute) -> Any:
    found = plain(value)
    return found.encode() if isinstance(found, str) else found


@dataclass
class _Tokens:
    left: list[str]

    def take(self, *wanted: str) -> str | None:
        """The next one, if it is one of these."""
        return self.left.pop(0) if self.left and self.left[0] in wanted else None

    def expect(self, wanted: str) -> None:
        assert self.take(wanted), f"{wanted} is missing before {self.left}"

    def path(self) -> Path:
        found = [self.left.pop(0)]
        while self.take("."):
            found.append(self.left.pop(0))
        return tuple(found)

    def operand(self) -> Operand:
        if self.left[0].startswith(":"):
            value = self.left.pop(0)
            return lambda _, given: given[value]
        if function := self.take("size", "if_not_exists"):
            self.expect("(")
            path = self.path()
            other = self.operand() if self.take(",") else None
            self.expect(")")
            if function == "size":
                return lambda item, given: _size(at(item, path, given))
            assert other
            return lambda item, given: found if (found := at(item, path, given)) is not None else other(item, given)
        path = self.path()
        return lambda item, given: at(item, path, given)

    def either(self) -> Test:
        tests = [self.both()]
        while self.take("OR"):
            tests.append(self.both())
        return tests[0] if len(tests) == 1 else lambda item, given: any(test(item, given) for test in tests)

    def both(self) -> Test:
        tests = [self.one()]
        while self.take("AND"):
            tests.append(self.one())
        return tests[0] if len(tests) == 1 else lambda item, given: all(test(item, given) for test in tests)

    def one(self) -> Test:
        if self.take("("):
            found = self.either()
            self.expect(")")
            return found
        if self.take("NOT"):
            denied = self.one()
            return lambda item, given: not denied(item, given)
        if function := self.take("attribute_exists", "attribute_not_exists", "begins_with"):
            return self._function(function)
        left = self.operand()
        if self.take("BETWEEN"):
            first = self.operand()
            self.expect("AND")
            last = self.operand()
            return lambda item, given: (
                compared(">=", left(item, given), first(item, given))
                and compared("<=", left(item, given), last(item, given))
            )
        if self.take("IN"):
            each = self._listed()
            return lambda item, given: any(compared("=", left(item, given), one(item, given)) for one in each)
        sign = self.take("=", "<>", *_ORDER)
        assert sign, f"no comparison before {self.left}"
        right = self.operand()
        return lambda item, given: compared(sign, left(item, given), right(item, given))

    def _listed(self) -> list[Operand]:
        self.expect("(")
        found = [self.operand()]
        while self.take(","):
            found.append(self.operand())
        self.expect(")")
        return found

    def _function(self, name: str) -> Test:
        self.expect("(")
        path = self.path()
        start = self.operand() if self.take(",") else None
        self.expect(")")
        if name == "begins_with":
            assert start
            return lambda item, given: _begins_with(at(item, path, given), start(item, given))
        return lambda item, given: (at(item, path, given) is not None) == (name == "attribute_exists")


def _size(value: Attribute | None) -> Attribute | None:
    return None if value is None else {"N": str(len(plain(value)))}


def _begins_with(value: Attribute | None, start: Attribute | None) -> bool:
    return bool(value and start and value.keys() == start.keys() and plain(value).startswith(plain(start)))


@cache
def condition(expression: str) -> Test:
    tokens = _Tokens(_TOKEN.findall(expression))
    found = tokens.either()
    assert not tokens.left, f"{expression}: {tokens.left}"
    return found


Change = tuple[str, Path, Operand | None]
"""SET, ADD or REMOVE; what; to or by which value."""


@cache
def changes(expression: str) -> tuple[Change, ...]:
    return tuple(_changes(_Tokens(_TOKEN.findall(expression))))


def _changes(tokens: _Tokens) -> Iterator[Change]:
    while clause := tokens.take("SET", "ADD", "REMOVE"):
        while True:
            path = tokens.path()
            if clause == "SET":
                tokens.expect("=")
            yield clause, path, None if clause == "REMOVE" else tokens.operand()
            if not tokens.take(","):
                break
    assert not tokens.left, f"no clause of an update: {tokens.left}"


def updated(item: Item, expression: str, given: Given) -> Item:
    """A new item, as all clauses read the one before."""
    found = dict(item)
    for clause, path, operand in changes(expression):
        value = operand(item, given) if operand else None
        if operand and value is None:
            raise InvalidUpdateError
        if clause == "ADD":
            numbers = [at(item, path, given) or {"N": "0"}, value or {}]
            if not all("N" in number for number in numbers):
                raise InvalidUpdateError
            value = {"N": str(sum(map(plain, numbers)))}
        _place(found, path, value, given)
    return found


def _place(item: Item, path: Path, value: Attribute | None, given: Given) -> None:
    name = given.get(path[0], path[0])
    if len(path) > 1:
        if "M" not in item.get(name, {}):
            raise InvalidUpdateError
        members = dict(item[name]["M"])
        _place(members, path[1:], value, given)
        item[name] = {"M": members}
    elif value is None:
        item.pop(name, None)
    else:
        item[name] = value
