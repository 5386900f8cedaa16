"""Every page fits into a response of Lambda, whatever its entries contain."""

import json
from typing import Any

import pytest

from tests.support.desk import DeskInProcess
from tests.support.integrator import Integrator

pytestmark = pytest.mark.engine

_LAMBDA_BYTES = 6 * 1024 * 1024


@pytest.fixture
def sizes(desk: DeskInProcess, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Of each response, as Lambda sends it."""
    found: list[int] = []
    answer = type(desk.api).__call__

    def measured(api: Any, event: Any, context: Any) -> Any:
        response = answer(api, event, context)
        found.append(len(json.dumps(response)))
        return response

    monkeypatch.setattr(type(desk.api), "__call__", measured)
    return found


@pytest.mark.parametrize("text", ["\1" * 9_500, "\\" * 9_500, "\U0001f600" * 2_400], ids=["control", "slash", "emoji"])
@pytest.mark.parametrize("way", ["older", "newer"])
def test_a_timeline_of_any_text_can_be_read(desk: DeskInProcess, sizes: list[int], text: str, way: str) -> None:
    conversation = desk.accept("first").conversation_id
    for number in range(105):
        desk.accept(f"{number}{text}")
    path = f"/v1/conversations/{conversation}/timeline"
    query: dict[str, str] = {"limit": "100"}

    def texts_of(page: Any) -> list[str]:
        return [entry["text"].strip(text[0]) for entry in page["entries"]]

    if way == "newer":
        while (page := desk.call("GET", path, query=query)[1])["older_cursor"]:
            query["cursor"] = page["older_cursor"]
        query["cursor"] = page["newer_cursor"]
    found = texts_of(page) if way == "newer" else []
    while True:
        status, page = desk.call("GET", path, query=query)
        assert status == 200
        texts = texts_of(page)
        found = texts + found if way == "older" else found + texts
        query["cursor"] = page[f"{way}_cursor"]
        if query["cursor"] is None or not texts:
            break
    assert found == ["first", *map(str, range(105))]
    assert max(sizes) < _LAMBDA_BYTES


def test_a_list_of_the_channel_api_can_be_read(desk: DeskInProcess, monkeypatch: pytest.MonkeyPatch) -> None:
    app = Integrator(desk)
    description = "\1" * 256
    monkeypatch.setattr("helpdesk.platform.response_size.MAX_BYTES", 3_000)
    monkeypatch.setattr("helpdesk.platform.response_size._CERTAINLY_FITS", 1_000)
    names = [f"Channel {number:02d}" for number in range(12)]
    for name in names:
        body = {"name": name, "description": description, "webhookUrl": "https://x.example/hook", "capabilities": {}}
        assert app.call("POST", "", body)[0] == 201
    found: list[str] = []
    query: dict[str, str] = {"sort": "name"}
    while True:
        page = app.done("GET", "", query=query)
        assert 0 < len(page["results"]) < 12
        found += [channel["name"] for channel in page["results"]]
        if "paging" not in page:
            break
        query["after"] = page["paging"]["next"]["after"]
    assert found == names
