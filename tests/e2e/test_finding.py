"""M14, M15, M16: what is written is found, lists are right, and their counts follow, on the deployed stack."""

import time
import uuid
from typing import Any
from urllib.parse import quote

import pytest

from tests.support.deployed_client import Desk, eventually

SOON = 10.0
"""Seconds, on a machine that runs all functions at once. What it took is printed; docs/live.md has figures."""


def done(desk: Desk, method: str, path: str, body: Any = None) -> Any:
    answer = desk.call(method, path, body)
    assert answer.status in {200, 201, 204}, answer
    return answer.body


def hits(desk: Desk, words: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = done(desk, "GET", f"/search?q={quote(words)}")["hits"]
    return found


def counts(desk: Desk) -> dict[str, int]:
    return {each["view_id"]: each["count"] for each in done(desk, "GET", "/view-counts")["counts"]}


def ids(desk: Desk, view_id: str) -> list[str]:
    return [each["id"] for each in done(desk, "GET", f"/views/{view_id}/tickets")["tickets"]]


@pytest.fixture(scope="module", autouse=True)
def warm(desk: Desk) -> None:
    """The first call loads the index."""
    eventually(lambda: desk.call("GET", "/view-counts").status == 200, seconds=60)


def test_a_message_is_found_at_once_and_a_deleted_note_never_again_m14(desk: Desk) -> None:
    word = f"wort{uuid.uuid4().hex[:12]}"
    desk.open_conversation(f"Where is my {word.upper()}?")
    began = time.monotonic()
    [hit] = eventually(lambda: [each for each in hits(desk, word[:-2]) if each["type"] == "message"], seconds=SOON)
    print(f"found after {time.monotonic() - began:.1f} s")  # noqa: T201 - for whoever measures
    assert [piece["text"] for piece in hit["excerpt"] if piece["marked"]] == [word.upper()]
    assert hit["ticket"]["channel"]["custom"] is True
    path = f"/conversations/{hit['ticket']['conversation_id']}/notes"
    note = done(desk, "POST", path, {"text": f"The {word} was seen in Ghent"})
    eventually(lambda: [each for each in hits(desk, f"{word} ghent") if each["note_id"] == note["id"]], seconds=SOON)
    done(desk, "DELETE", f"{path}/{note['id']}")
    assert hits(desk, f"{word} ghent") == [], "from the next request on"


def test_a_view_of_ones_own_has_its_tickets_and_leaves_others_out_m15(desk: Desk) -> None:
    mark = uuid.uuid4().hex[:10]
    ticket = desk.open_conversation(f"Order {mark}")["ticket_id"]
    filters = [{"property": "name", "operator": "contains", "value": mark}]
    view = done(desk, "POST", "/views", {"name": f"About {mark}", "filters": filters})
    eventually(lambda: ids(desk, view["id"]) == [ticket], seconds=SOON)
    filters.append({"property": "priority", "operator": "is", "value": "urgent"})
    query = {"filters": filters}
    assert done(desk, "POST", "/tickets/query", query)["count"] == 0
    done(desk, "PATCH", f"/tickets/{ticket}", {"priority": "urgent"})
    eventually(lambda: done(desk, "POST", "/tickets/query", query)["count"] == 1, seconds=SOON)


def test_counts_are_right_within_moments_of_a_change_m16(desk: Desk) -> None:
    mark = uuid.uuid4().hex[:10]
    ticket = desk.open_conversation(f"Order {mark}")["ticket_id"]
    view = done(
        desk,
        "POST",
        "/views",
        {
            "name": f"Open {mark}",
            "filters": [
                {"property": "name", "operator": "contains", "value": mark},
                {"property": "status", "operator": "is", "value": "open"},
            ],
        },
    )
    eventually(lambda: counts(desk)[view["id"]] == 1, seconds=SOON)
    done(desk, "PUT", f"/tickets/{ticket}/status", {"status": "closed"})
    began = time.monotonic()
    eventually(lambda: counts(desk)[view["id"]] == 0, seconds=SOON)
    print(f"counted after {time.monotonic() - began:.1f} s")  # noqa: T201 - for whoever measures
    assert ticket in ids(desk, "closed")
