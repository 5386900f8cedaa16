"""A record that is dumped and stored is loaded unchanged."""

from collections.abc import Mapping
from dataclasses import dataclass, field, make_dataclass
from enum import StrEnum
from typing import Annotated, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.platform.attributes import from_attributes, to_attributes
from helpdesk.platform.records import AS_TEXT, dump, load
from tests.support.strategies import kept_json


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


@dataclass(frozen=True, slots=True)
class Part:
    name: str
    before: Any = None
    colour: Colour | None = None


@dataclass(frozen=True, slots=True)
class Whole:
    id: str
    parts: tuple[Part, ...]
    colours: tuple[Colour, ...] = ()
    best: Part | None = None
    by_name: Mapping[str, Part] = field(default_factory=dict)
    document: Annotated[Mapping[str, Any], AS_TEXT] = field(default_factory=dict)
    text_parts: Annotated[tuple[Part, ...], AS_TEXT] = ()
    sealed: bytes = b""
    at: str | None = None
    many: int = 0


texts = st.text(max_size=5)
parts = st.builds(Part, texts, texts | st.none(), st.none() | st.sampled_from(Colour))
text_parts = st.builds(Part, texts, kept_json, st.none() | st.sampled_from(Colour))
wholes = st.builds(
    Whole,
    texts,
    st.lists(parts, max_size=2).map(tuple),
    colours=st.lists(st.sampled_from(Colour), max_size=3).map(tuple),
    best=st.none() | parts,
    by_name=st.dictionaries(texts, parts, max_size=2),
    document=st.dictionaries(texts, kept_json, max_size=3),
    text_parts=st.lists(text_parts, max_size=2).map(tuple),
    sealed=st.binary(max_size=4),
    at=st.none() | texts,
    many=st.integers(-9, 9),
)


@given(wholes)
def test_a_record_survives_the_table_unchanged(whole):
    assert load(Whole, from_attributes(to_attributes(dump(whole)))) == whole


def test_none_and_empty_values_are_not_stored():
    stored = to_attributes(dump(Whole("1", ())))
    assert set(stored) == {"id", "sealed", "many"}
    assert load(Whole, from_attributes(stored)) == Whole("1", ())


def test_the_keys_fields_are_omitted_from_the_item_and_restored():
    assert "id" not in dump(Whole("1", ()), "id")
    assert load(Whole, {"id": "another", "sk": "x"}, id="1") == Whole("1", ())


def test_an_unknown_attribute_is_ignored_and_a_missing_one_is_named():
    assert load(Part, {"name": "a", "of a later version": 1}) == Part("a")
    with pytest.raises(TypeError, match="name"):
        load(Part, {})


def test_as_text_null_key_order_and_number_types_survive():
    document = {"b": None, "a": [1.5, {}, [], True, 1]}
    loaded = load(Whole, from_attributes(to_attributes(dump(Whole("1", (), document=document)))))
    assert list(loaded.document.items()) == list(document.items())


def test_a_field_that_was_stored_before_it_became_text_is_read():
    assert load(Whole, dump(Whole("1", ())) | {"document": {"size": 2}}).document == {"size": 2}


@pytest.mark.parametrize("hint", [list[Part], dict[str, Part], Part | Colour, tuple[Part, Colour], object])
def test_a_field_that_would_not_be_restored_is_a_type_error(hint):
    record = make_dataclass("Record", [("field", hint)])
    with pytest.raises(TypeError, match="cannot have a field"):
        load(record, {"field": "x"})
