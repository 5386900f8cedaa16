"""M9, availability by choice and by working hours: on the deployed stack, with its real stream, scheduler and queue."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from tests.support.deployed_client import Desk, eventually

_LATE_SECONDS = 120
"""The local scheduler looks every ten seconds, that of AWS once a minute. The first message finds cold functions."""
_ZONE = "Asia/Kathmandu"


def _own(desk: Desk, method: str, what: str, body: object = None) -> dict[str, Any]:
    response = desk.call(method, f"/me/{what}", body)
    assert response.status == 200, response
    found: dict[str, Any] = response.body
    return found


def _came_with_time(desk: Desk, user_id: str) -> list[dict[str, Any]]:
    """What the router has written, newest first."""
    changes: list[dict[str, Any]] = desk.call("GET", f"/users/{user_id}/availability/history").body["changes"]
    return [change for change in changes if change["by"] is None]


def test_m9_availability_follows_working_hours_and_choices_by_itself(desk: Desk) -> None:
    user_id = desk.call("GET", "/me").body["id"]
    opens = (datetime.now(UTC) + timedelta(seconds=70)).replace(second=0, microsecond=0)
    local = opens.astimezone(ZoneInfo(_ZONE))
    start, end = (at.strftime("%H:%M") for at in (local, local + timedelta(hours=2)))
    hours = {"time_zone": _ZONE, "periods": [{"day": local.strftime("%A").lower(), "start": start, "end": end}]}
    away = _own(desk, "PUT", "working-hours", hours)
    assert (away["state"], away["reason"]) == ("away", "working_hours")
    assert datetime.fromisoformat(away["until"]) == opens
    [begun] = eventually(lambda: _came_with_time(desk, user_id), seconds=_LATE_SECONDS)
    assert (begun["state"], begun["reason"]) == ("available", None)
    assert datetime.fromisoformat(begun["at"]) >= opens

    until = (datetime.now(UTC) + timedelta(seconds=5)).isoformat().replace("+00:00", "Z")
    assert _own(desk, "PUT", "availability", {"state": "away", "until": until})["reason"] == "chosen"
    back, _ = eventually(lambda: _came_with_time(desk, user_id)[1:] and _came_with_time(desk, user_id), seconds=120)
    assert (back["state"], datetime.fromisoformat(back["at"]) >= datetime.fromisoformat(until)) == ("available", True)
    assert _own(desk, "DELETE", "working-hours")["reason"] is None
