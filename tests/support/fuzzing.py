"""Valid and invalid requests, generated from an OpenAPI description, against a function in one process."""

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
        """`real`: existing values, by the name of the path parameter or body field."""
        self._function = function
        self._principal = principal
        self._base = base
        self._real = real

    def run(self, operation: Any, *, examples: int) -> None:
        """The requests are the same in every run. Raises the failure of the first check that fails."""
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
            case.validate_response(self._respond(case), checks=CHECKS)

        ask()

    def _respond(self, case: Any) -> Response:
        prepared = requests.Request(**case.as_transport_kwargs(base_url=HOST + self._base)).prepare()
        body = prepared.body.encode() if isinstance(prepared.body, str) else prepared.body or b""
        parts = urlsplit(str(prepared.url))
        gateway_event = event(str(prepared.method), parts.path, parts.query, prepared.headers, body, self._principal)
        result = self._function(gateway_event, None)
        headers = {name.lower(): [value] for name, value in result.get("headers", {}).items()}
        headers |= {name.lower(): values for name, values in result.get("multiValueHeaders", {}).items()}
        content = (result.get("body") or "").encode()
        return Response(result["statusCode"], headers, content, prepared, elapsed=0.0, verify=True)
