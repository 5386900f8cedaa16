"""Documents, filters and orders for the tests of the index: few names and values, so that they meet."""

from hypothesis import strategies as st

from helpdesk.index.models import (
    All,
    AnyOf,
    Document,
    Exists,
    Filter,
    Is,
    Kind,
    Not,
    Phrase,
    Range,
    Sort,
    Value,
)

WORDS = ("refund", "refuse", "order", "退货", "退款单", "größe", "a@b.com", "2026-11-27")
WORDS_OF_TICKETS, WORDS_OF_TEXTS = ("name", "properties.note"), ("text", "about")
TEXTS = (*WORDS_OF_TICKETS, *WORDS_OF_TEXTS)
IDS = [f"tkt_{number}" for number in range(12)]

_NUMBERS = st.one_of(
    st.integers(-1, 2), st.sampled_from((0.5, -0.5, 1e300, -1e-300, 10**15 + 1, 2**63, -(2**70), 1.0, -0.0))
)
_STRINGS = st.sampled_from(("", "a", "ab", "b", "é", "退", '"} OR *', "a\0b", "x" * 600, "1", "true"))
FIELDS: dict[str, st.SearchStrategy[Value]] = {
    "owner_id": _STRINGS,
    "properties.größe:text": _STRINGS,
    "properties.a.b:number": _NUMBERS,
    "properties.a_b:number": _NUMBERS,
    "vip": st.booleans(),
}
OF_ANY: dict[str, st.SearchStrategy[Value]] = {"account_id": _STRINGS, "author": _STRINGS, "about": _NUMBERS}
COLUMNS = ("closed_at", "priority_rank")
_ANY_FIELD = st.sampled_from((*FIELDS, *OF_ANY, *COLUMNS, "at", "position", "nobody"))
_VALUES = st.one_of(_NUMBERS, _STRINGS, st.booleans())


@st.composite
def documents(draw: st.DrawFn) -> Document:
    """Of a ticket, or of a text of it, which has less. No two are of the same time."""
    number = draw(st.integers(0, len(IDS) - 1))
    kind = draw(st.sampled_from((Kind.TICKET, Kind.TICKET, Kind.MESSAGE, Kind.NOTE)))
    id_ = IDS[number] if kind is Kind.TICKET else f"{kind}_{number}"
    is_ticket = kind is Kind.TICKET
    values = {
        field: tuple(draw(st.lists(strategy, min_size=1, max_size=3)))
        for field, strategy in (OF_ANY | FIELDS if is_ticket else OF_ANY).items()
        if draw(st.booleans())
    }
    values |= {column: (draw(_NUMBERS),) for column in COLUMNS if is_ticket and draw(st.booleans())}
    named = st.sampled_from(TEXTS if is_ticket else WORDS_OF_TEXTS)
    words = draw(st.dictionaries(named, st.lists(st.sampled_from(WORDS), max_size=4).map(" ".join)))
    at = number + 100 * list(Kind).index(kind)
    return Document(id_, kind, IDS[number], at, draw(st.integers(0, 5)), values, words)


_TOKENS = st.sampled_from(("refund", "refu", "order", "退货", "退", "grosse", "a@b.com", "20261127", "27"))
_LEAVES: st.SearchStrategy[Filter] = st.one_of(
    st.builds(Is, _ANY_FIELD, st.lists(_VALUES, max_size=3).map(tuple)),
    st.builds(Is, st.sampled_from(("id", "ticket_id")), st.lists(st.sampled_from(IDS), max_size=4).map(tuple)),
    st.builds(Is, st.just("kind"), st.lists(st.sampled_from(("ticket", "note")), max_size=2).map(tuple)),
    st.builds(Range, _ANY_FIELD, st.none() | _NUMBERS, st.none() | _NUMBERS),
    st.builds(Exists, _ANY_FIELD),
    st.builds(
        Phrase,
        st.lists(_TOKENS, max_size=3).map(tuple),
        st.lists(st.sampled_from(TEXTS), max_size=2).map(tuple),
        st.booleans(),
    ),
)
FILTERS: st.SearchStrategy[Filter] = st.recursive(
    _LEAVES,
    lambda parts: st.one_of(
        st.builds(All, st.lists(parts, max_size=3).map(tuple)),
        st.builds(AnyOf, st.lists(parts, max_size=3).map(tuple)),
        st.builds(Not, parts),
    ),
    max_leaves=6,
)
SORTS = st.builds(Sort, st.one_of(_ANY_FIELD, st.just("id")), st.booleans())
