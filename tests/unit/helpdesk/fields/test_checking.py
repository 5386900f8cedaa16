"""Checks credentials against a definition: the result is the credentials, or errors with their fields."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.fields.checking import packed, validated
from helpdesk.fields.definitions import CredentialFieldsIn
from helpdesk.platform.errors import InvalidRequest

NAMES = st.from_regex(r"[A-Za-z_][A-Za-z0-9_.-]{0,20}", fullmatch=True)
AWKWARD = st.sampled_from(["model_config", "schema", "copy", "json", "__init__", "model_fields", "_private", "self"])
ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.just("\ud800"),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=5), inner, max_size=2),
    max_leaves=4,
)


def fields_of(kind: str) -> st.SearchStrategy[dict[str, Any]]:
    return {
        "string": st.fixed_dictionaries(
            {"type": st.just("string")},
            optional={"minLength": st.integers(0, 3), "maxLength": st.integers(3, 20), "writeOnly": st.booleans()},
        ),
        "integer": st.fixed_dictionaries(
            {"type": st.just("integer")},
            optional={"minimum": st.integers(-9, 0) | st.floats(-9, 0), "maximum": st.integers(1, 9)},
        ),
        "number": st.fixed_dictionaries({"type": st.just("number")}, optional={"minimum": st.floats(-9, 0)}),
        "boolean": st.just({"type": "boolean"}),
    }[kind]


DEFINITIONS = st.dictionaries(
    NAMES | AWKWARD,
    st.sampled_from(["string", "integer", "number", "boolean"]).flatmap(fields_of),
    max_size=4,
).flatmap(
    lambda properties: st.builds(
        lambda required: {"type": "object", "properties": properties, "required": required},
        st.lists(st.sampled_from(sorted(properties)), unique=True) if properties else st.just([]),
    )
)
FITTING = {"string": "abc", "integer": 1, "number": 0.5, "boolean": True}


@given(DEFINITIONS)
def test_valid_credentials_are_returned_as_given(definition: dict[str, Any]) -> None:
    stored = json.loads(json.dumps(CredentialFieldsIn.model_validate(definition).definition()))
    fitting = {name: FITTING[schema["type"]] for name, schema in definition["properties"].items()}
    assert validated(stored, fitting) == fitting
    needed = {name: fitting[name] for name in definition["required"]}
    assert validated(stored, needed) == needed


@given(DEFINITIONS, st.dictionaries(NAMES | AWKWARD | st.text(max_size=5) | st.just("\ud800"), ANY_JSON, max_size=5))
def test_any_value_is_accepted_or_rejected_at_its_field(definition: dict[str, Any], values: dict[str, Any]) -> None:
    outcome = outcome_of(definition, values)
    if isinstance(outcome, InvalidRequest):
        assert outcome.fields
        assert all(invalid.field.startswith("credentials") for invalid in outcome.fields)
        assert outcome.__cause__ is None, "a cause would carry the values into a log"
    else:
        assert outcome == values
        json.dumps(outcome, allow_nan=False).encode()


def outcome_of(definition: dict[str, Any], values: dict[str, Any]) -> InvalidRequest | dict[str, Any]:
    try:
        return validated(definition, values)
    except InvalidRequest as rejection:
        return rejection


DEFINITION: dict[str, Any] = {
    "type": "object",
    "properties": {
        "key": {"type": "string", "minLength": 4, "maxLength": 6, "writeOnly": True},
        "mail": {"type": "string", "format": "email"},
        "site": {"type": "string", "format": "uri"},
        "region": {"type": "string", "enum": ["eu", "us"]},
        "port": {"type": "integer", "minimum": 0.5, "maximum": 10},
        "ratio": {"type": "number", "maximum": 1},
        "on": {"type": "boolean"},
    },
    "required": ["key"],
}


def rejected(values: dict[str, Any]) -> dict[str, str]:
    with pytest.raises(InvalidRequest) as rejection:
        validated(DEFINITION, values)
    assert rejection.value.code == "invalid_credentials"
    return {invalid.field: invalid.message for invalid in rejection.value.fields}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("key", "abc"),
        ("key", "abcdefg"),
        ("key", None),
        ("key", 12345),
        ("mail", "ada"),
        ("mail", "a@b"),
        ("mail", "a b@c.example"),
        ("site", "nowhere"),
        ("site", "https://[x"),
        ("site", "https://a b/"),
        ("site", "https://\u00fc.example/"),
        ("region", "eurasia"),
        ("port", 0),
        ("port", 11),
        ("port", 1.5),
        ("port", True),
        ("port", 2**60),
        ("ratio", 1.5),
        ("ratio", float("nan")),
        ("ratio", True),
        ("on", 1),
        ("on", "true"),
        ("more", "x"),
    ],
)
def test_an_invalid_value_is_rejected_at_its_field_and_not_echoed(name: str, value: Any) -> None:
    errors = rejected({"key": "abcd", name: value})
    assert list(errors) == [f"credentials.{name}"]
    if isinstance(value, str) and len(value) > 2:
        assert value not in errors[f"credentials.{name}"]


def test_every_error_is_in_one_response() -> None:
    assert set(rejected({"port": "x", "on": 7})) == {"credentials.key", "credentials.port", "credentials.on"}


@pytest.mark.parametrize("more", [{"mail": "ada@desk.example"}, {"site": "tel:+31"}, {"ratio": 1}, {"port": 1}])
def test_a_valid_value_is_accepted(more: dict[str, Any]) -> None:
    assert validated(DEFINITION, {"key": "abcd", **more}) == {"key": "abcd", **more}


def test_more_than_kmss_limit_is_rejected() -> None:
    assert len(packed({"key": "x" * 4085})) == 4095
    with pytest.raises(InvalidRequest, match="4096"):
        packed({"key": "\u00e9" * 2100})
