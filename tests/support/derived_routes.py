"""What the resolver derives from the function of a route, at its first call: derived once, not for each test's desk.

A Lambda function has one desk; here each test has its own, whose routes are the same functions.
"""

from typing import Any

from aws_lambda_powertools.event_handler.openapi import dependant

_derive, _derive_body = dependant.get_dependant, dependant.get_body_field
_derived: dict[tuple[str, Any], Any] = {}
_bodies: dict[tuple[int, str], Any] = {}
"""By the id of what was derived, which is kept."""


def _dependant(*, path: str, call: Any, **more: Any) -> Any:
    if (path, call) not in _derived:
        _derived[path, call] = _derive(path=path, call=call, **more)
    return _derived[path, call]


def _body_field(*, dependant: Any, name: str) -> Any:
    key = id(dependant), name
    if key not in _bodies:
        _bodies[key] = _derive_body(dependant=dependant, name=name)
    return _bodies[key]


def derive_once() -> None:
    dependant.get_dependant, dependant.get_body_field = _dependant, _body_field
