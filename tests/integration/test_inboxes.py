"""Inboxes: the help desk is built in, others can be created, and each account is in one."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.support.desk import DeskInProcess
from tests.support.integrator import Integrator

pytestmark = pytest.mark.both_backends


def make(desk: DeskInProcess, name: str) -> Any:
    status, inbox = desk.call("POST", "/v1/inboxes", {"name": name})
    assert status == 201, inbox
    return inbox


def test_the_help_desk_always_exists_and_others_are_created(desk: DeskInProcess) -> None:
    help_desk = {"id": "1", "name": "Help desk", "created_at": None, "team_ids": []}
    assert desk.call("GET", "/v1/inboxes")[1] == {"inboxes": [help_desk], "next_cursor": None}
    created = make(desk, "Returns")
    assert 0 < int(created["id"]) < 2**53
    assert desk.call("GET", "/v1/inboxes")[1]["inboxes"] == [help_desk, created]


@pytest.mark.parametrize("name", ["Returns", "returns", "  RETURNS ", "Re turns"])
def test_one_name_is_one_inbox(desk: DeskInProcess, name: str) -> None:
    first = make(desk, "Returns")
    assert (make(desk, name)["id"] == first["id"]) is (" " not in name.strip())
    assert make(desk, "help  DESK")["id"] == "1"


def test_ten_concurrent_creations_get_one_inbox(desk: DeskInProcess) -> None:
    with ThreadPoolExecutor(10) as pool:
        created = list(pool.map(lambda _: desk.use_cases.inboxes.make("Returns").id, range(10)))
    assert len(set(created)) == 1


@pytest.mark.parametrize("limit", ["1", "2", "3"])
def test_the_list_pages_without_loss(desk: DeskInProcess, limit: str) -> None:
    created = {make(desk, f"Inbox {number}")["id"] for number in range(4)}
    seen: list[str] = []
    query = {"limit": limit}
    while True:
        status, page = desk.call("GET", "/v1/inboxes", query=query)
        assert status == 200
        assert len(page["inboxes"]) <= int(limit)
        seen += [inbox["id"] for inbox in page["inboxes"]]
        if page["next_cursor"] is None:
            break
        query["cursor"] = page["next_cursor"]
    assert seen[0] == "1"
    assert sorted(seen) == sorted({"1", *created})


@pytest.mark.parametrize("body", [{}, {"name": ""}, {"name": "  "}, {"name": "x" * 101}, {"x": 1}])
def test_an_invalid_name_is_rejected(desk: DeskInProcess, body: Any) -> None:
    assert desk.call("POST", "/v1/inboxes", body)[0] == 400


def test_an_app_connects_to_an_existing_inbox(desk: DeskInProcess) -> None:
    app = Integrator(desk)
    channel, inbox = app.register(), make(desk, "Returns")
    account = app.connect(channel, inboxId=inbox["id"])
    assert app.done("GET", f"/{channel}/channel-accounts/{account}")["inboxId"] == inbox["id"]
    for unknown in ("2", "0", "x" * 128, "-1"):
        body = {"inboxId": unknown, "name": "x", "authorized": True}
        status, error = app.call("POST", f"/{channel}/channel-accounts", body)
        assert (status, error["errors"][0]["in"]) == (400, "inboxId")
