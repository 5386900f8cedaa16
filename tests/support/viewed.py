"""Tickets as a test writes them, as the index has them, and as people would read a view's filter."""

import math
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from helpdesk.fields.values import Choice, FieldType
from helpdesk.index.analysis import fold
from helpdesk.index.models import Document, Kind, Value
from helpdesk.properties.models import Priority, Property
from helpdesk.views.filterable import Filterable, FilterType, known
from helpdesk.views.filtered_values import Viewer
from helpdesk.views.times import Clocks

AT = "2026-01-01T00:00:00.000000Z"
SIZES = (Choice("s", "Small"), Choice("l", "Large"), Choice("xl", "Larger", retired=True))
PROPERTIES = tuple(
    Property(each.value, each.value, each, AT, choices=SIZES if "choice" in each.value else ()) for each in FieldType
)
KNOWN = known(PROPERTIES, PROPERTIES)
NOW = datetime(2026, 11, 27, 14, 30, tzinfo=UTC)
ANN = Viewer("ann", ("red",), Clocks(UTC, NOW))
Values = Mapping[str, Any]
"""By property. A date, a moment, or a list of several values; what is not there has none."""


def document(ticket: Values) -> Document:
    values = {
        KNOWN[name].field: stored(KNOWN[name], value) for name, value in ticket.items() if value not in (None, [])
    }
    if ticket.get("priority"):
        values["priority_rank"] = (1 + [each.value for each in Priority].index(ticket["priority"]),)
    words = {of.words: ticket[name] for name, of in KNOWN.items() if of.words and ticket.get(name)}
    return Document("tkt_1", Kind.TICKET, "tkt_1", 0, 1, values, words)


def stored(of: Filterable, value: Any) -> tuple[Value, ...]:
    if isinstance(value, list):
        return tuple(value)
    if isinstance(value, datetime):
        return (math.floor(value.timestamp() * 1000),)
    if isinstance(value, date):
        return ((value - date(1970, 1, 1)).days,)
    return (fold(value) if of.type in {FilterType.TEXT, FilterType.LONG_TEXT, FilterType.URL} else value,)
