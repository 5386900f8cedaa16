"""B20, replies that leave later, are cancelled, or are sent again: on the deployed stack, with its real queue and
scheduler."""

import uuid
from collections import deque
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.support.deployed_client import Desk, eventually
from tests.support.messaging_service import MessagingService

_LATE_SECONDS = 90
"""The local scheduler looks every ten seconds, that of AWS once a minute. The first message finds cold functions."""


def _reply(desk: Desk, conversation_id: str, **body: Any) -> Any:
    response = desk.call("POST", f"/conversations/{conversation_id}/replies", body)
    assert response.status == 201, response
    return response.body


def _in(**by: float) -> str:
    return (datetime.now(UTC) + timedelta(**by)).isoformat().replace("+00:00", "Z")


@pytest.mark.waits
def test_b20_scheduled_replies_leave_when_they_are_due_or_are_cancelled(desk: Desk, service: MessagingService) -> None:
    conversation_id = desk.open_conversation("Can you remind me?")["conversation_id"]
    scheduled, dropped, soon, now = (f"{name} {uuid.uuid4()}" for name in ("scheduled", "dropped", "soon", "now"))
    later = _reply(desk, conversation_id, text=scheduled, send_after=_in(seconds=75))
    other = _reply(desk, conversation_id, text=dropped, send_after=_in(hours=1))
    assert (later["status"], later["can_be_cancelled"]) == ("QUEUED", True)
    _reply(desk, conversation_id, text=now)
    eventually(lambda: service.with_text(now), seconds=_LATE_SECONDS)
    cancelled = desk.call("DELETE", f"/messages/{other['id']}")
    assert (cancelled.status, cancelled.body["status"]) == (200, "CANCELLED")
    held = _reply(desk, conversation_id, text=soon, send_after=_in(seconds=3))
    eventually(lambda: service.with_text(soon), seconds=_LATE_SECONDS)
    assert datetime.now(UTC) >= datetime.fromisoformat(held["due_at"])
    eventually(lambda: service.with_text(scheduled), seconds=_LATE_SECONDS)
    assert datetime.now(UTC) >= datetime.fromisoformat(later["due_at"])
    eventually(lambda: desk.message(later["id"])["status"] == "SENT")
    refused = desk.call("DELETE", f"/messages/{later['id']}")
    assert (refused.status, refused.body["code"]) == (409, "already_sent")
    assert service.with_text(dropped) == []
    assert desk.message(other["id"])["status"] == "CANCELLED"


def test_b1_a_failed_reply_is_sent_again(desk: Desk, service: MessagingService) -> None:
    accepted = desk.open_conversation("Did you get it?")
    text = f"again {uuid.uuid4()}"
    service.failures[text] = deque([410])
    message = _reply(desk, accepted["conversation_id"], text=text)
    eventually(lambda: desk.message(message["id"])["status"] == "FAILED")
    retried = desk.call("POST", f"/messages/{message['id']}/retries", {})
    assert (retried.status, retried.body["id"]) == (200, message["id"])
    eventually(lambda: desk.message(message["id"])["status"] == "SENT")
    assert len(service.with_text(text)) == 2
    ticket = desk.call("GET", f"/tickets/{accepted['ticket_id']}").body
    assert ticket["reply_state"] == "none"
    again = desk.call("POST", f"/messages/{message['id']}/retries", {})
    assert (again.status, again.body["code"]) == (409, "not_failed")
