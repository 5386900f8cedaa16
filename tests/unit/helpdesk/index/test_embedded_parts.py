"""Of a filter of words, the large lists are asked alone, and what the others add beside them."""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from helpdesk.index.embedded_parts import parts
from helpdesk.index.matching import matches
from helpdesk.index.models import EVERYTHING, All, AnyOf, Document, Filter, Is, Kind, Not, Phrase
from helpdesk.index.terms import terms
from helpdesk.search.words import having

_FIELDS = ("name", "text", "about")
_WORDS = ("order", "refund", "late")
_FREQUENT = {("about", "order"): 900, ("text", "refund"): 500, ("name", "order"): 800, ("about", "refund"): 3}
_SAID = st.lists(st.sampled_from(_WORDS), max_size=3).map(" ".join)
_PHRASES = st.builds(
    Phrase,
    st.lists(st.sampled_from(_WORDS), max_size=2).map(tuple),
    st.lists(st.sampled_from(_FIELDS), unique=True, max_size=3).map(tuple),
    st.booleans(),
)
_FILTERS: st.SearchStrategy[Filter] = st.recursive(
    st.one_of(_PHRASES, _PHRASES, st.just(Is("kind", ("message",)))),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(tuple).map(All),
        st.lists(inner, max_size=3).map(tuple).map(AnyOf),
        inner.map(Not),
    ),
    max_leaves=8,
)
_QUERIES = st.lists(st.sampled_from(_WORDS), min_size=1, max_size=3).map(
    lambda words: having(terms(" ".join(words) + " "), ["city"])
)


def frequency(field: str, word: str) -> int:
    return _FREQUENT.get((field, word), 0)


def document(number: int, words: dict[str, str]) -> Document:
    kind = Kind.TICKET if "name" in words else Kind.MESSAGE
    return Document(f"{number}", kind, "tkt_1", number, 0, words=words)


def count_in(documents: Sequence[Document], field: str, word: str) -> int:
    return sum(matches(each, Phrase((word,), (field,))) for each in documents)


@given(st.one_of(_QUERIES, _FILTERS), st.lists(st.fixed_dictionaries({}, optional=dict.fromkeys(_FIELDS, _SAID))))
def test_what_matches_is_in_one_part(where: Filter, said: list[dict[str, str]]) -> None:
    documents = [document(number, words) for number, words in enumerate(said)]
    for large in (1, 3):
        found = parts(where, lambda field, word: count_in(documents, field, word), large)
        for each in documents:
            assert sum(matches(each, part) for part in found) == matches(each, where)


def test_large_lists_are_asked_alone() -> None:
    """One of the words must be in the text itself, which only one of them is anywhere: no other list adds anything."""
    about, text = Phrase(("order",), ("about",)), Phrase(("refund",), ("text",))
    main, names = parts(All((having(terms("order refund "), ["city"]), EVERYTHING)), frequency, 100)
    assert isinstance(main, All)
    assert set(main.filters) == {about, text}
    assert isinstance(names, All)
    assert isinstance(names.filters[1], Not)


def test_what_the_other_lists_add_is_a_part_of_its_own() -> None:
    about, text = Phrase(("refund",), ("about",)), Phrase(("refund",), ("text",))
    found = parts(Phrase(("refund",), ("text", "about", "files")), frequency, 100)
    assert found == (text, All((AnyOf((All((about,)),)), Not(text))))


def test_what_no_document_has_is_not_asked_for() -> None:
    assert parts(Phrase(("refund",), ("text", "files")), frequency, 100) == (Phrase(("refund",), ("text",)),)
    assert parts(All((Phrase(("refund",), ("text",)), Phrase(("late",), _FIELDS))), frequency, 100) == ()


def test_what_is_not_split() -> None:
    refund = Phrase(("refund",), ("text", "about"))
    kept: list[tuple[Filter, int]] = [
        (refund, 501),  # no list is large
        (All((refund, Is("kind", ("note",)))), 100),  # another list may decide how much is gone through
        (Phrase(("ref",), ("text",), is_prefix=True), 100),
        (Phrase(("order",), ("about", "name")), 100),  # two lists are large
    ]
    for where, large in kept:
        assert parts(where, frequency, large) == (where,)
    many = All(tuple(Phrase((f"{number}",), ("text", "about")) for number in range(9)))
    assert parts(many, lambda field, _: 1 if field == "about" else 10_000, 100) == (many,)  # in 512 ways
