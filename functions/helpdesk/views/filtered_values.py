"""The values that a filter names, as the index has them. Pure."""

from typing import Any, cast

from helpdesk.fields.flaws import Flaw, Unfit
from helpdesk.fields.values import FieldType, fitting
from helpdesk.index.analysis import fold
from helpdesk.index.models import Value
from helpdesk.platform.frozen import frozen
from helpdesk.views.filterable import REFERENCES, Filterable, FilterType
from helpdesk.views.models import LONGEST_VALUE
from helpdesk.views.times import Clocks

ME, MY_TEAMS, NONE = "me", "my_teams", "none"
NOBODY = None
"""The property has no value."""
_LONGEST_ID = 128


@frozen
class Viewer:
    """Whoever looks at a view."""

    user_id: str
    team_ids: tuple[str, ...]
    clocks: Clocks


def values_of(of: Filterable, given: Any, viewer: Viewer) -> tuple[Value | None, ...]:
    """Those that the value stands for: `my_teams` for any number of them. Raises Unfit."""
    if of.type in REFERENCES:
        return _ids(of, given, viewer)
    if of.type in {FilterType.CHOICE, FilterType.MULTI_CHOICE}:
        return (_choice(of, given),)
    if of.type in {FilterType.TEXT, FilterType.URL}:
        return (_text(given),)
    kind = FieldType.BOOLEAN if of.type is FilterType.BOOLEAN else FieldType.NUMBER
    return (cast("Value", fitting(kind, given)),)  # no list, of these types


def number_of(of: Filterable, given: Any) -> int | float:
    """That of a number, or the rank of a choice. Raises Unfit."""
    if of.ranks:
        value = _choice(of, given)
        return 1 + [choice.value for choice in of.choices].index(value)
    number = fitting(FieldType.NUMBER, given)
    assert isinstance(number, int | float), "it fits"
    return number


def _ids(of: Filterable, given: Any, viewer: Viewer) -> tuple[str | None, ...]:
    if not isinstance(given, str) or not 0 < len(given) <= _LONGEST_ID:
        raise Unfit(Flaw.NOT_ID, f"must be the id of a {of.type.value}, or none")
    if given == NONE:
        return (NOBODY,)
    if given == ME and of.type is FilterType.USER:
        return (viewer.user_id,)
    if given == MY_TEAMS and of.type is FilterType.TEAM:
        return viewer.team_ids
    return (given,)


def _choice(of: Filterable, given: Any) -> str:
    """Tickets can still have one that is not offered any more."""
    values = [choice.value for choice in of.choices]
    if not isinstance(given, str) or given not in values:
        raise Unfit(Flaw.NOT_OFFERED, f"must be one of {', '.join(map(repr, values[:20]))}")
    return given


def _text(given: Any) -> str:
    if not isinstance(given, str) or not (folded := fold(given).strip()) or len(given) > LONGEST_VALUE:
        raise Unfit(Flaw.NOT_TEXT, f"must be a text of 1 to {LONGEST_VALUE} characters")
    return folded
