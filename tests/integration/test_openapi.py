"""docs/openapi.json and docs/channel-api.openapi.json are what the code serves. `make openapi` updates them."""

import json
from typing import Any

import pytest
from aws_lambda_powertools import Logger

from channel_api.app import BASE_PATHS
from channel_api.description.document import PATH, document
from desk_api.app import build_app
from desk_api.description import openapi_document
from tests.support.described import committed
from tests.support.desk import DeskInProcess
from tests.support.gateway import event
from tests.support.integrator import Integrator

DOCUMENTS: dict[str, Any] = {
    "openapi.json": lambda: openapi_document(build_app(Logger())),
    "channel-api.openapi.json": lambda: document(BASE_PATHS),
}


def generated(name: str) -> str:
    return json.dumps(DOCUMENTS[name](), indent=2, sort_keys=True, ensure_ascii=False) + "\n"


@pytest.mark.parametrize("name", DOCUMENTS)
def test_the_committed_document_is_what_the_code_serves(name: str) -> None:
    assert committed(name).read_text() == generated(name), f"run `make openapi` and commit docs/{name}"


def test_the_channel_api_description_is_public(desk: DeskInProcess) -> None:
    status, served = Integrator(desk).call("GET", PATH, base="", principal=None)
    assert (status, served) == (200, json.loads(committed("channel-api.openapi.json").read_text()))


@pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning")  # added by Powertools after the page
def test_the_desk_api_serves_its_description_and_a_documentation_page(desk: DeskInProcess) -> None:
    for _ in range(2):
        assert desk.call("GET", "/v1/openapi.json") == (200, json.loads(committed("openapi.json").read_text()))
        page = desk.api(event("GET", "/v1/docs", "", {}, b"", None), None)
        assert page["statusCode"] == 200
        assert "swagger" in page["body"].lower()
    assert desk.call("GET", "/v1/tickets")[0] == 200


if __name__ == "__main__":
    for each in DOCUMENTS:
        committed(each).write_text(generated(each))
