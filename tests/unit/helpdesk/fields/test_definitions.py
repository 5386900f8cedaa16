"""What a channel may ask for, and what a definition may not hold."""

import pytest
from pydantic import ValidationError

from helpdesk.fields.definitions import CredentialFieldsIn, secrets_among

KEY = {"type": "string", "title": "API key", "writeOnly": True, "minLength": 8, "maxLength": 64}


def asking(properties, **more):
    return {"type": "object", "properties": properties, **more}


def test_a_definition_is_kept_as_it_was_written():
    given = asking(
        {
            "api_key": KEY,
            "region": {"type": "string", "enum": ["eu", "us"], "description": "Where the line lies."},
            "mail": {"type": "string", "format": "email"},
            "port": {"type": "integer", "minimum": 1, "maximum": 65535},
            "ratio": {"type": "number", "minimum": 0.5},
            "test": {"type": "boolean"},
        },
        required=["api_key", "region"],
        title="Acme",
        additionalProperties=False,
    )
    definition = CredentialFieldsIn.model_validate(given).definition()
    assert definition == given
    assert list(definition["properties"]) == list(given["properties"])
    assert secrets_among(definition) == {"api_key"}


@pytest.mark.parametrize(
    ("given", "path"),
    [
        ({"type": "array", "properties": {}}, ("type",)),
        ({"type": "object"}, ("properties",)),
        (asking({}, additionalProperties=True), ("additionalProperties",)),
        (asking({}, **{"$ref": "https://elsewhere.example/"}), ("$ref",)),
        (asking({"a": {"$ref": "#/x"}}), ("properties", "a", "type")),
        (asking({"a": {"type": "string", "pattern": "(a+)+$"}}), ("properties", "a", "pattern")),
        (asking({"a": {"type": "object"}}), ("properties", "a", "type")),
        (asking({"a": {"type": "string", "minimum": 1}}), ("properties", "a")),
        (asking({"a": {"type": "integer", "maxLength": 1}}), ("properties", "a")),
        (asking({"a": {"type": "boolean", "format": "uri"}}), ("properties", "a")),
        (asking({"a": {"type": "string", "format": "date"}}), ("properties", "a", "format")),
        (asking({"a": {"type": "integer", "enum": [1, True]}}), ("properties", "a")),
        (asking({"a": {"type": "string", "enum": []}}), ("properties", "a", "enum")),
        (asking({"a": {"type": "string", "minLength": 5, "maxLength": 4}}), ("properties", "a")),
        (asking({"a": {"type": "number", "minimum": 5, "maximum": 4.5}}), ("properties", "a")),
        (asking({"a": {"type": "string", "maxLength": 4097}}), ("properties", "a", "maxLength")),
        (asking({"a": {"type": "string", "writeOnly": "yes"}}), ("properties", "a", "writeOnly")),
        (asking({"a b": {"type": "string"}}), ("properties", "a b", "[key]")),
        (asking({f"a{n}": {"type": "string"} for n in range(21)}), ("properties",)),
        (asking({"a": {"type": "string"}}, required=["b"]), ()),
        (asking({f"a{n}": {"type": "string", "description": "x" * 1000} for n in range(20)}), ()),
    ],
)
def test_what_cannot_be_asked_for_is_named_by_its_path(given, path):
    with pytest.raises(ValidationError) as refused:
        CredentialFieldsIn.model_validate(given)
    assert path in [error["loc"] for error in refused.value.errors()]
