"""docs/openapi.json is what the code serves. `make openapi` writes it anew."""

import json
from pathlib import Path

from aws_lambda_powertools import Logger

from desk_api.app import build_app, openapi_document
from infra.local.tools import ROOT

COMMITTED: Path = ROOT / "docs" / "openapi.json"


def generated() -> str:
    return json.dumps(openapi_document(build_app(Logger())), indent=2, sort_keys=True, ensure_ascii=False) + "\n"


def test_the_committed_document_is_what_the_code_serves() -> None:
    assert COMMITTED.read_text() == generated(), "run `make openapi` and commit docs/openapi.json"


if __name__ == "__main__":
    COMMITTED.write_text(generated())
