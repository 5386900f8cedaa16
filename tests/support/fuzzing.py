"""Requests made from an OpenAPI description, valid and not, against a function in one process."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode, Response
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from helpdesk.people.principals import Principal
from tests.support.gateway import Function, event

Json = dict[str, Any]
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
HOST = "https://desk.example"


def operations(document: Json) -> dict[str, Any]:
    """By `METHOD /path`."""
    schema = schemathesis.openapi.from_dict(document)
    found = [operation.ok() for operation in schema.get_all_operations()]
    return {f"{operation.method.upper()} {operation.path}": operation for operation in found}


class Fuzzer:
    def __init__(self, function: Function, principal: Principal, base: str, real: Mapping[str, Any]) -> None:
        """`real`: what exists, by the name of the path parameter or the body's field that takes it."""
        self._function = function
        self._principal = principal
        self._base = base
        self._real = real

    def run(self, operation: Any, *, examples: int) -> None:
        """The same requests in every run. Raises what a check raises, for the first answer that is wrong."""
        names = {parameter.name for parameter in operation.path_parameters}
        there = {name: value for name, value in self._real.items() if name in names}
        cases = st.one_of(
            operation.as_strategy(GenerationMode.POSITIVE, path_parameters=there),
            operation.as_strategy(GenerationMode.NEGATIVE, path_parameters=there),
            operation.as_strategy(GenerationMode.NEGATIVE),
        )

        @settings(
            max_examples=examples,
            derandomize=True,
            database=None,
            deadline=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(cases, st.integers(0, 3))
        def ask(case: Any, chance: int) -> None:
            if chance and isinstance(case.body, dict):
                case.body |= {name: value for name, value in self._real.items() if name in case.body}
            case.validate_response(self._answer(case), checks=CHECKS)

        ask()

    def _answer(self, case: Any) -> Response:
        asked = requests.Request(**case.as_transport_kwargs(base_url=HOST + self._base)).prepare()
        body = asked.body.encode() if isinstance(asked.body, str) else asked.body or b""
        parts = urlsplit(str(asked.url))
        handed = event(str(asked.method), parts.path, parts.query, asked.headers, body, self._principal)
        answered = self._function(handed, None)
        headers = {name.lower(): [value] for name, value in answered.get("headers", {}).items()}
        headers |= {name.lower(): values for name, values in answered.get("multiValueHeaders", {}).items()}
        content = (answered.get("body") or "").encode()
        return Response(answered["statusCode"], headers, content, asked, elapsed=0.0, verify=True)
