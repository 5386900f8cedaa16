"""The documentation page in a real browser, on the deployed stack."""

import json
import subprocess
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from infra.local import tools
from infra.local.browser import Chromium
from tests.support.deployed_client import Desk

SCRIPT = Path(__file__).with_name("docs_page.mjs")


@pytest.fixture(scope="module")
def seen(chromium: Chromium, desk: Desk) -> Any:
    desk.open_conversation()
    address, token = desk.description["desk_api_url"] + "/docs", desk.description["token"]
    result = subprocess.run(
        [tools.NODE, SCRIPT, chromium.path, address, token],
        env=chromium.environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert result.returncode == 0, result.stderr
    return json.loads(result.stdout)


def test_every_call_is_on_the_page_and_works_from_it(seen: Any) -> None:
    described = json.loads((tools.ROOT / "docs" / "openapi.json").read_text())
    assert seen["operations"] == sum(len(item) for item in described["paths"].values())
    assert {name: answer["status"] for name, answer in seen["answers"].items()} == {
        "listTickets": 200,
        "getTicket": 200,
        "getTimeline": 200,
        "listUsers": 200,
        "createInbox": 201,
        "getChannelAccount": 200,
        "changeChannelAccount": 200,
        "getFileSettings": 200,
    }
    assert seen["answers"]["createInbox"]["body"]["name"] == "Returns"
    assert seen["elsewhere"] == 200
    assert seen["refusals"] == 1
    assert seen["complaints"] == []


def test_the_page_keeps_no_token_and_talks_to_nobody_else(seen: Any, desk: Desk) -> None:
    assert (seen["kept"], seen["forgotten"]) == (0, True)
    host = urlsplit(desk.description["desk_api_url"]).netloc
    assert seen["hosts"] == [host, host.replace("127.0.0.1", "localhost")]
    assert "ran" not in seen["injected"].split()
