"""Calls every route of the desk API."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from helpdesk.people.principals import Principal
from tests.support.described import committed
from tests.support.desk import DeskInProcess

_METHODS = ("get", "post", "put", "patch", "delete")


class _Nobody:
    """Whom the authorizer does not know: without a token, with a foreign one, with one that ended."""

    def to_context(self) -> dict[str, str]:
        return {}


NOBODY = _Nobody()
NOWHERE = "01m82crewcj3bkcmh240am6jzz"

_NOWHERE = {"account_id": "4711", "inbox_id": "4711"}


@dataclass(frozen=True)
class Route:
    method: str
    path: str
    query: Mapping[str, str]
    body: Any

    @property
    def name(self) -> str:
        return f"{self.method} {self.path}"

    @property
    def named(self) -> list[str]:
        return re.findall(r"{(\w+)}", self.path)

    def call(self, desk: DeskInProcess, principal: Principal | None, **ids: str) -> tuple[int, str | None]:
        """Status, and the code of a refusal. What is not among `ids` does not exist."""
        path = re.sub(r"{(\w+)}", lambda found: ids.get(found[1], _NOWHERE.get(found[1], NOWHERE)), self.path)
        caller: Any = NOBODY if principal is None else principal
        status, answer = desk.call(self.method, f"/v1{path}", self.body, query=self.query, principal=caller)
        return status, answer.get("code") if isinstance(answer, dict) else None


def routes() -> list[Route]:
    document = json.loads(committed("openapi.json").read_text())
    examples = document["components"]["examples"]
    return [
        _route(method, path, operation, examples)
        for path, item in document["paths"].items()
        for method, operation in item.items()
        if method in _METHODS
    ]


def _route(method: str, path: str, operation: Mapping[str, Any], examples: Mapping[str, Any]) -> Route:
    parameters = [each for each in operation.get("parameters", ()) if each["in"] == "query" and each.get("required")]
    content = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
    example = content.get("examples", {}).get("example", {})
    name = example.get("$ref", "").rpartition("/")[2]
    body = examples[name]["value"] if name else example.get("value", content.get("example"))
    return Route(method.upper(), path, {each["name"]: NOWHERE for each in parameters}, body)
