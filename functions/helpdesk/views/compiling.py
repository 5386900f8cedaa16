"""A view, read for whoever looks at it, as what an index is asked. Pure.

A view can name what is not there any more: a property was deleted, or is made again with another type. Whoever opens it
is told which filter that is, and nothing is left out in silence.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from helpdesk.fields.flaws import Flaw, Unfit
from helpdesk.index.models import All, AnyOf, Exists, Filter, Is, Not, Range, Sort, Value
from helpdesk.index.terms import terms
from helpdesk.platform.errors import Conflict, FieldError
from helpdesk.platform.frozen import frozen
from helpdesk.views.filterable import Filterable, FilterType, Known
from helpdesk.views.filtered_values import NOBODY, Viewer, number_of, values_of
from helpdesk.views.models import LONGEST_VALUE, MOST_VALUES, Operator, SortDirection, SortKey, View, ViewFilter
from helpdesk.views.times import Span, day_span, last_days, last_moments, moment_span


@frozen
class Compiled:
    where: Filter
    sort: Sort


def compiled(view: View, viewer: Viewer, known: Known) -> Compiled:
    """Raises Conflict `view_broken`, which names each filter that cannot be asked."""
    errors: list[FieldError] = []
    filters = tuple(_without_errors(view.filters, viewer, known, errors))
    sort = _sort(view.sort, known, errors)
    if errors:
        first = f"{errors[0].field}: {errors[0].message}"
        message = f"This view cannot be shown. Change or remove what is named. {first}"
        raise Conflict(message, code="view_broken", fields=errors)
    return Compiled(filters[0] if len(filters) == 1 else All(filters), sort)


def flaws(view: View, viewer: Viewer, known: Known) -> list[FieldError]:
    """What would be wrong with it for everybody: `viewer` is anybody."""
    errors: list[FieldError] = []
    list(_without_errors(view.filters, viewer, known, errors))
    _sort(view.sort, known, errors)
    return errors


def _without_errors(
    filters: Sequence[ViewFilter], viewer: Viewer, known: Known, errors: list[FieldError]
) -> Iterator[Filter]:
    for at, each in enumerate(filters):
        of = known.get(each.property)
        if of is None:
            errors.append(unknown_property(f"filters[{at}].property", each.property))
        elif each.operator not in of.operators:
            accepted = ", ".join(operator.value for operator in of.operators)
            message = f"a {of.type.value} has no {each.operator.value!r}; it has {accepted}"
            errors.append(FieldError(f"filters[{at}].operator", message, code=Flaw.UNKNOWN_OPERATOR))
        else:
            try:
                yield _filter(of, each, viewer)
            except Unfit as unfit:
                errors.append(unfit.at(f"filters[{at}].value"))


def unknown_property(field: str, name: str) -> FieldError:
    message = f"there is no property {name[:100]!r}; GET /v1/view-properties lists them"
    return FieldError(field, message, code=Flaw.UNKNOWN_PROPERTY)


def _sort(sort: Sequence[SortKey], known: Known, errors: list[FieldError]) -> Sort:
    key = sort[0]
    of = known.get(key.property)
    if of is None:
        errors.append(unknown_property("sort[0].property", key.property))
    elif not of.is_sortable:
        what = "a long text" if of.type is FilterType.LONG_TEXT else "what has several values"
        errors.append(FieldError("sort[0].property", f"tickets cannot be sorted by {what}", code=Flaw.NOT_SORTABLE))
    return Sort(of.sorted_by if of else "", key.direction is SortDirection.DESCENDING)


def _filter(of: Filterable, each: ViewFilter, viewer: Viewer) -> Filter:
    """Raises Unfit."""
    if isinstance(each.value, str) and len(each.value) > LONGEST_VALUE:
        raise Unfit(
            Flaw.TOO_LONG, f"must have at most {LONGEST_VALUE} characters; it has {len(each.value)}", LONGEST_VALUE
        )
    return _OF_OPERATOR[each.operator](of, each.value, viewer)


def _not_empty(of: Filterable, given: Any, _viewer: Viewer) -> Filter:
    if given is not None:
        raise Unfit(Flaw.TAKES_NO_VALUE, "must be left out: this operator takes no value")
    return Exists(of.field)


def _is(of: Filterable, given: Any, viewer: Viewer) -> Filter:
    if of.type in _SPANS:
        return _within(of, _span(of, given, viewer))
    return _one_of(of, [given], viewer)


def _in(of: Filterable, given: Any, viewer: Viewer) -> Filter:
    if not isinstance(given, list) or not 0 < len(given) <= MOST_VALUES:
        raise Unfit(Flaw.NOT_LIST, f"must be a list of 1 to {MOST_VALUES} values", MOST_VALUES)
    return _one_of(of, given, viewer)


def _one_of(of: Filterable, given: Sequence[Any], viewer: Viewer) -> Filter:
    """What nobody has is asked for beside what somebody has. Of no team of one's own, there is nothing."""
    found = [value for each in given for value in values_of(of, each, viewer)]
    values: list[Value] = list(dict.fromkeys(value for value in found if value is not NOBODY))
    ways: list[Filter] = [Is(of.field, tuple(values))] if values else []
    if NOBODY in found:
        ways.append(Not(Exists(of.field)))
    return ways[0] if len(ways) == 1 else AnyOf(tuple(ways))


def _contains(of: Filterable, given: Any, _viewer: Viewer) -> Filter:
    """As a search: each of its words, of which the last can be the beginning of one."""
    found = terms(given) if isinstance(given, str) else ()
    if not found or of.words is None:
        raise Unfit(Flaw.NO_WORD, "must be a text with at least one word")
    asked = tuple(term.among((of.words,)) for term in found)
    return asked[0] if len(asked) == 1 else All(asked)


def _before(of: Filterable, given: Any, viewer: Viewer) -> Filter:
    return Range(of.field, at_most=_span(of, given, viewer).first - 1)


def _after(of: Filterable, given: Any, viewer: Viewer) -> Filter:
    return Range(of.field, at_least=_span(of, given, viewer).last + 1)


def _at_least(of: Filterable, given: Any, viewer: Viewer) -> Filter:
    if of.type in _SPANS:
        return Range(of.field, at_least=_span(of, given, viewer).first)
    return Range(of.sorted_by, at_least=number_of(of, given))


def _at_most(of: Filterable, given: Any, viewer: Viewer) -> Filter:
    if of.type in _SPANS:
        return Range(of.field, at_most=_span(of, given, viewer).last)
    return Range(of.sorted_by, at_most=number_of(of, given))


def _within_last(of: Filterable, given: Any, viewer: Viewer) -> Filter:
    read = last_days if of.type is FilterType.DATE else last_moments
    return _within(of, read(given, viewer.clocks))


def _within(of: Filterable, span: Span) -> Filter:
    return Range(of.field, span.first, span.last)


def _span(of: Filterable, given: Any, viewer: Viewer) -> Span:
    return _SPANS[of.type](given, viewer.clocks)


_SPANS = {FilterType.DATE: day_span, FilterType.DATETIME: moment_span}
_OF_OPERATOR: dict[Operator, Callable[[Filterable, Any, Viewer], Filter]] = {
    Operator.IS: _is,
    Operator.IS_NOT: lambda of, given, viewer: Not(_is(of, given, viewer)),
    Operator.IN: _in,
    Operator.CONTAINS: _contains,
    Operator.IS_EMPTY: lambda of, given, viewer: Not(_not_empty(of, given, viewer)),
    Operator.IS_NOT_EMPTY: _not_empty,
    Operator.BEFORE: _before,
    Operator.AFTER: _after,
    Operator.WITHIN_LAST: _within_last,
    Operator.AT_LEAST: _at_least,
    Operator.AT_MOST: _at_most,
}
