"""Every category of the contract's errors, with the details that a client needs."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import httpx
import pytest

from helpdesk.channels.service import Channels
from helpdesk.platform.errors import Busy, HelpdeskError, Unavailable
from tests.support.backends import InMemory
from tests.support.desk import DeskInProcess
from tests.support.gateway import Gateway
from tests.support.integrator import BASE, Integrator

TOKEN = "knl_token"


@pytest.fixture
def http() -> Iterator[httpx.Client]:
    app = Integrator(DeskInProcess(InMemory()))
    transport = Gateway(app.desk.channel_api, TOKEN, app.principal)
    headers = {"authorization": f"Bearer {TOKEN}"}
    with httpx.Client(transport=transport, base_url="https://desk.example", headers=headers) as client:
        yield client


def error_of(response: httpx.Response) -> Any:
    error = response.json()
    assert response.headers["content-type"] == "application/json"
    assert error["status"] == "error"
    UUID(error["correlationId"])
    return error


def test_a_malformed_body_says_at_which_line_and_column(http: httpx.Client) -> None:
    error = error_of(http.post(BASE, content='{"name": "Chat",\n  "capabilities": }'))
    assert (error["category"], error["errors"]) == ("VALIDATION_ERROR", [])
    assert error["context"] == {"code": ["malformed_json"], "line": ["2"], "column": ["19"]}
    assert error["message"] == "The body is not JSON: expected value at line 2 column 19."


def test_each_wrong_field_is_named(http: httpx.Client) -> None:
    response = http.post(BASE, json={"capabilities": {}, "webhookUrl": "ftp://x", "channelDescription": "x" * 5000})
    error = error_of(response)
    assert response.status_code == 400
    assert {field["in"] for field in error["errors"]} == {"name", "webhookUrl", "channelDescription"}
    assert all(field["message"] and field["code"] == "invalid_request" for field in error["errors"])


def test_an_invalid_token_and_a_missing_one_have_different_errors(http: httpx.Client) -> None:
    response = http.get(BASE, headers={"authorization": "Bearer other"})
    assert (response.status_code, error_of(response)["category"]) == (401, "INVALID_AUTHENTICATION")
    del http.headers["authorization"]
    assert http.get(BASE).json() == {"message": "Unauthorized"}, "the gateway's own words, which cannot be changed"


@pytest.mark.parametrize(
    ("raised", "status", "category", "retry_after"),
    [
        (Busy("Others are at it."), 429, "RATE_LIMITS", "2"),
        (Unavailable("The table is away.", retry_after_seconds=5), 503, "INTERNAL_ERROR", "5"),
        (HelpdeskError("Odd."), 500, "INTERNAL_ERROR", None),
        (ValueError("secret"), 500, "INTERNAL_ERROR", None),
    ],
)
def test_a_failure_on_our_side_has_retry_after_and_no_details(
    http: httpx.Client,
    monkeypatch: pytest.MonkeyPatch,
    raised: Exception,
    status: int,
    category: str,
    retry_after: str | None,
) -> None:
    def fail(*_: Any) -> None:
        raise raised

    monkeypatch.setattr(Channels, "all", fail)
    response = http.get(BASE)
    assert (response.status_code, error_of(response)["category"]) == (status, category)
    assert response.headers.get("retry-after") == retry_after
    assert "secret" not in response.text
