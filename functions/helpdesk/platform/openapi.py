"""What both APIs need to make their OpenAPI documents. No request needs it: a deployment serves the finished files."""

from collections.abc import Iterator, Mapping
from copy import deepcopy
from typing import Any

Json = dict[str, Any]
LICENSE = {"name": "MIT", "identifier": "MIT"}
CONTACT = {"name": "The administrator of this help desk"}
_TYPES: Mapping[Any, Any] = {
    "array": list,
    "boolean": bool,
    "integer": int,
    "null": type(None),
    "number": int | float,
    "object": dict,
    "string": str,
}
_MOMENT = "2026-11-22T09:00:00.000000Z"


def plain(schema: Any) -> Any:
    """Without the additions of pydantic to each field: its name as a title, and null as the default."""
    if isinstance(schema, list):
        return [plain(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    added = {name for name, value in schema.items() if name == "title" and isinstance(value, str)}
    added |= {"default"} if schema.get("default", "") is None else set()
    return {name: plain(value) for name, value in schema.items() if name not in added}


def operations(document: Json) -> Iterator[tuple[str, str, Json]]:
    """(method, path, operation) of each call."""
    for path, item in document["paths"].items():
        for method, operation in item.items():
            yield method, path, operation


def add_examples(document: Json, requests: Mapping[str, Any], values: Mapping[str, Any]) -> None:
    """Adds to each body an example. `requests`: those of requests, by operation. `values`: by the name of a field;
    what responses look like follows from them. Raises KeyError for a field without a value."""
    made: Json = {}
    composer = _Composer(document["components"]["schemas"], values)
    for _, _, operation in operations(document):
        if body := operation.get("requestBody"):
            body["content"]["application/json"]["example"] = deepcopy(requests[operation["operationId"]])
        for response in operation["responses"].values():
            for media in response.get("content", {}).values():
                name = media["schema"].get("$ref", "").rpartition("/")[2]
                if name:
                    made.setdefault(name, {"value": composer.example(media["schema"], name)})
                    media["examples"] = {"example": {"$ref": f"#/components/examples/{name}"}}
    for webhook in document.get("webhooks", {}).values():
        media = webhook["post"]["requestBody"]["content"]["application/json"]
        media["example"] = composer.example(media["schema"], "")
    document["components"]["examples"] = dict(sorted(made.items()))


class _Composer:
    def __init__(self, schemas: Json, values: Mapping[str, Any]) -> None:
        self._schemas = schemas
        self._values = values

    def example(self, schema: Json, name: str) -> Any:
        if "$ref" in schema:
            return self.example(self._schemas[schema["$ref"].rpartition("/")[2]], name)
        for fixed in ("const", "enum"):
            if fixed in schema:
                return schema["const"] if fixed == "const" else schema["enum"][0]
        if "examples" in schema:
            return schema["examples"][0]
        if name in self._values and self._fits(self._values[name], schema):
            return self._values[name]
        for members in ("anyOf", "oneOf"):
            if members in schema:
                return self.example(schema[members][0], name)
        return self._of_type(schema, name)

    def _of_type(self, schema: Json, name: str) -> Any:
        kind = schema.get("type")
        if kind == "object":
            return {field: self.example(of, field) for field, of in schema.get("properties", {}).items()}
        if kind == "array":
            # The name is that of the list: an object in it has fields of its own.
            return [self.example(schema["items"], "" if "$ref" in schema["items"] else name)]
        if kind == "boolean":
            return True
        if kind == "integer":
            return 1
        if schema.get("format") == "date-time":
            return _MOMENT
        raise KeyError(f"the field {name!r} has no example")

    def _fits(self, value: Any, schema: Json) -> bool:
        """Whether a value is of the type: fields of other objects have the same names."""
        if "$ref" in schema:
            return self._fits(value, self._schemas[schema["$ref"].rpartition("/")[2]])
        if "enum" in schema:
            return value in schema["enum"]
        members = [*schema.get("anyOf", ()), *schema.get("oneOf", ())]
        kind = schema.get("type")
        return any(self._fits(value, member) for member in members) or (
            not members and isinstance(value, _TYPES.get(kind, object))
        )
