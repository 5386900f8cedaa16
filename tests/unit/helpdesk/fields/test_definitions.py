"""Valid and invalid definitions of credential fields."""

import pytest
from pydantic import ValidationError

from helpdesk.fields.definitions import CredentialFieldsIn, secrets_among

KEY = {"type": "string", "title": "API key", "writeOnly": True, "minLength": 8, "maxLength": 64}


def definition_of(properties, **more):
    return {"type": "object", "properties": properties, **more}


def test_a_definition_is_stored_as_it_was_written():
    given = definition_of(
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
        (definition_of({}, additionalProperties=True), ("additionalProperties",)),
        (definition_of({}, **{"$ref": "https://elsewhere.example/"}), ("$ref",)),
        (definition_of({"a": {"$ref": "#/x"}}), ("properties", "a", "type")),
        (definition_of({"a": {"type": "string", "pattern": "(a+)+$"}}), ("properties", "a", "pattern")),
        (definition_of({"a": {"type": "object"}}), ("properties", "a", "type")),
        (definition_of({"a": {"type": "string", "minimum": 1}}), ("properties", "a")),
        (definition_of({"a": {"type": "integer", "maxLength": 1}}), ("properties", "a")),
        (definition_of({"a": {"type": "boolean", "format": "uri"}}), ("properties", "a")),
        (definition_of({"a": {"type": "string", "format": "date"}}), ("properties", "a", "format")),
        (definition_of({"a": {"type": "integer", "enum": [1, True]}}), ("properties", "a")),
        (definition_of({"a": {"type": "string", "enum": []}}), ("properties", "a", "enum")),
        (definition_of({"a": {"type": "string", "minLength": 5, "maxLength": 4}}), ("properties", "a")),
        (definition_of({"a": {"type": "number", "minimum": 5, "maximum": 4.5}}), ("properties", "a")),
        (definition_of({"a": {"type": "string", "maxLength": 4097}}), ("properties", "a", "maxLength")),
        (definition_of({"a": {"type": "string", "writeOnly": "yes"}}), ("properties", "a", "writeOnly")),
        (definition_of({"a b": {"type": "string"}}), ("properties", "a b", "[key]")),
        (definition_of({f"a{n}": {"type": "string"} for n in range(21)}), ("properties",)),
        (definition_of({"a": {"type": "string"}}, required=["b"]), ()),
        (definition_of({f"a{n}": {"type": "string", "description": "x" * 1000} for n in range(20)}), ()),
    ],
)
def test_an_unsupported_credential_field_is_named_by_its_path(given, path):
    with pytest.raises(ValidationError) as rejected:
        CredentialFieldsIn.model_validate(given)
    assert path in [error["loc"] for error in rejected.value.errors()]
