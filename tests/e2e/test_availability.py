"""M9, availability by choice and by working hours: on the deployed stack, with its real stream, scheduler and queue."""

import uuid
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.support.deployed_client import Desk, eventually

_LATE_SECONDS = 120
"""The local scheduler looks every ten seconds, that of AWS once a minute. The first message finds cold functions."""
_ZONE = "Asia/Kathmandu"


def _somebody(desk: Desk) -> tuple[str, Desk]:
    """A person of this test's own, whom no other test needs meanwhile: their id, and the desk as they call it."""
    made = desk.call("POST", "/users", {"email": f"nia-{uuid.uuid4().hex[:8]}@desk.example", "name": "Nia"})
    assert made.status == 201, made
    user_id = made.body["id"]
    token = desk.call("POST", "/api-tokens", {"name": "Nia's", "scopes": ["tickets.write"], "owner_id": user_id})
    assert token.status == 201, token
    return user_id, Desk({**desk.description, "token": token.body["token"]})


def _own(desk: Desk, method: str, what: str, body: object = None) -> dict[str, Any]:
    response = desk.call(method, f"/me/{what}", body)
    assert response.status == 200, response
    found: dict[str, Any] = response.body
    return found


def _came_with_time(desk: Desk, user_id: str) -> list[dict[str, Any]]:
    """What the router has written, newest first."""
    changes: list[dict[str, Any]] = desk.call("GET", f"/users/{user_id}/availability/history").body["changes"]
    return [change for change in changes if change["by"] is None]


@pytest.mark.waits
def test_m9_availability_follows_working_hours_and_choices_by_itself(desk: Desk) -> None:
    user_id, own = _somebody(desk)
    opens = (datetime.now(UTC) + timedelta(seconds=90)).replace(second=0, microsecond=0)
    local = opens.astimezone(ZoneInfo(_ZONE))
    start, end = (at.strftime("%H:%M") for at in (local, local + timedelta(hours=2)))
    hours = {"time_zone": _ZONE, "periods": [{"day": local.strftime("%A").lower(), "start": start, "end": end}]}
    away = _own(own, "PUT", "working-hours", hours)
    assert (away["state"], away["reason"]) == ("away", "working_hours")
    assert datetime.fromisoformat(away["until"]) == opens
    [begun] = eventually(lambda: _came_with_time(desk, user_id), seconds=_LATE_SECONDS)
    assert (begun["state"], begun["reason"]) == ("available", None)
    assert datetime.fromisoformat(begun["at"]) >= opens

    until = (datetime.now(UTC) + timedelta(seconds=5)).isoformat().replace("+00:00", "Z")
    assert _own(own, "PUT", "availability", {"state": "away", "until": until})["reason"] == "chosen"
    back, _ = eventually(lambda: _came_with_time(desk, user_id)[1:] and _came_with_time(desk, user_id), seconds=120)
    assert (back["state"], datetime.fromisoformat(back["at"]) >= datetime.fromisoformat(until)) == ("available", True)
    assert _own(own, "DELETE", "working-hours")["reason"] is None
