"""Webhook events of accounts: one per change, signed, with the actor, retried, and with a visible failure."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from helpdesk.platform.outbound_http import HttpResponse, NotReached
from tests.support.desk import DeskInProcess, queue_event
from tests.support.integrator import OPAQUE, Integrator

Ready = tuple[Integrator, str, str]


@pytest.fixture
def ready(desk: DeskInProcess) -> Ready:
    desk.clock.now = datetime.now(UTC)  # the reference library uses the real clock
    app = Integrator(desk)
    return app, *app.ready()


def _manage(app: Integrator, method: str, account_id: str, body: object = None, **query: str) -> Any:
    status, response = app.desk.call(method, f"/v1/channel-accounts/{account_id}", body, query=query)
    assert status == 200, response
    return response


def test_connecting_sends_an_event_in_the_contracts_envelope(ready: Ready) -> None:
    app, channel_id, account_id = ready
    [event] = app.events()
    moment = datetime.fromisoformat(event.pop("eventTimestamp"))
    assert moment.tzinfo is not None
    assert len(event.pop("eventId")) == 26
    assert event == {
        "type": "CHANNEL_ACCOUNT_CREATED",
        "portalId": 1,
        "channelId": channel_id,
        "channelAccountId": account_id,
        "channelAccountDeliveryIdentifier": {"type": OPAQUE, "value": "acme-line"},
        "changeType": "connected",
        "actor": {"actorId": "I-token-acme", "name": "Acme bot"},
        "changes": {},
    }


def test_the_event_of_an_account_without_an_identifier_has_none(ready: Ready) -> None:
    app, channel_id, _ = ready
    app.connect(channel_id, None)
    events = app.events()
    assert sorted("channelAccountDeliveryIdentifier" in event for event in events) == [False, True]


def test_a_repeated_connection_sends_one_event(ready: Ready) -> None:
    app, channel_id, account_id = ready
    assert app.connect(channel_id) == account_id
    assert len(app.events()) == 1


def test_an_app_recognises_its_own_echo_by_the_actor(ready: Ready) -> None:
    app, channel_id, account_id = ready
    app.events()
    path = f"/{channel_id}/channel-accounts/{account_id}"
    app.done("PATCH", path, {"name": "Our line", "authorized": False})
    app.done("PATCH", path, {"name": "Our line"})
    [own] = app.events()
    assert own["actor"] == {"actorId": "I-token-acme", "name": "Acme bot"}
    assert own["changes"] == {
        "name": {"from": "Acme line", "to": "Our line"},
        "authorized": {"from": True, "to": False},
    }
    _manage(app, "PATCH", account_id, {"name": "Support line"})
    [other] = app.events()
    assert other["type"] == "CHANNEL_ACCOUNT_UPDATED"
    assert other["actor"] == {"actorId": "A-agent-1", "name": "Ada"}


@pytest.mark.parametrize(
    ("body", "change_type", "changes"),
    [
        ({"active": False}, "switched_off", {"active": {"from": True, "to": False}}),
        ({"when_off": "stop"}, "updated", {"whenOff": {"from": "retry", "to": "stop"}}),
        ({"name": "New"}, "updated", {"name": {"from": "Acme line", "to": "New"}}),
    ],
)
def test_each_change_by_an_administrator_sends_an_event(
    ready: Ready, body: object, change_type: str, changes: object
) -> None:
    app, _, account_id = ready
    app.events()
    _manage(app, "PATCH", account_id, body)
    [event] = app.events()
    assert (event["type"], event["changeType"]) == ("CHANNEL_ACCOUNT_UPDATED", change_type)
    assert event["changes"] == changes


def test_deleting_sends_purged_and_the_identifier_can_be_connected_again(ready: Ready) -> None:
    app, channel_id, account_id = ready
    app.events()
    _manage(app, "DELETE", account_id, confirm="Acme line")
    [event] = app.events()
    assert (event["type"], event["channelAccountId"]) == ("CHANNEL_ACCOUNT_PURGED", account_id)
    assert app.call("GET", f"/{channel_id}/channel-accounts/{account_id}")[0] == 404
    archived = app.done("GET", f"/{channel_id}/channel-accounts/{account_id}", query={"archived": "true"})
    assert archived["archived"] is True
    again = app.connect(channel_id)
    assert again != account_id
    assert [event["type"] for event in app.events()] == ["CHANNEL_ACCOUNT_CREATED"]


def test_an_account_of_a_built_in_channel_notifies_nobody(ready: Ready) -> None:
    app, _, _ = ready
    app.events()
    _manage(app, "PATCH", app.desk.custom.id, {"name": "Chat 2"})
    assert app.events() == []
    _, trail = app.desk.call("GET", "/v1/audit", query={"account_id": app.desk.custom.id})
    assert trail["events"][0]["webhook"] is None


def _webhook(app: Integrator, account_id: str) -> Any:
    _, trail = app.desk.call("GET", "/v1/audit", query={"account_id": account_id})
    return trail["events"][0]["webhook"]


def _deliver(app: Integrator) -> dict[str, Any]:
    """The same message of the queue again."""
    app.desk.fanout(app.desk.backend.directory_stream.batch())
    app.queued = getattr(app, "queued", None) or app.desk.outbound_queue.messages.pop().body  # type: ignore[attr-defined]
    return app.desk.sender(queue_event(app.queued))  # type: ignore[attr-defined]


def test_a_failed_attempt_is_retried_with_the_same_id_and_shown_in_the_audit_trail(ready: Ready) -> None:
    app, _, account_id = ready
    assert _webhook(app, account_id) == {
        "status": "QUEUED",
        "attempts": 0,
        "at": None,
        "failure_code": None,
        "failure_reason": None,
    }
    app.desk.http.responses = [HttpResponse(500, {}, b""), NotReached()]
    assert _deliver(app)["batchItemFailures"]
    assert _webhook(app, account_id)["failure_code"] == "status_500"
    assert _deliver(app)["batchItemFailures"]
    assert _deliver(app) == {"batchItemFailures": []}
    webhook = _webhook(app, account_id)
    assert (webhook["status"], webhook["attempts"], webhook["failure_code"]) == ("SENT", 3, None)
    assert len({headers["webhook-id"] for _, headers, _ in app.desk.http.posted}) == 1
    assert len({body for _, _, body in app.desk.http.posted}) == 1
    assert _deliver(app) == {"batchItemFailures": []}
    assert len(app.desk.http.posted) == 3


def test_after_its_time_it_goes_to_the_dead_letter_queue(ready: Ready) -> None:
    app, _, account_id = ready
    app.desk.http.responses = [HttpResponse(500, {}, b"") for _ in range(5)]
    for _ in range(4):
        assert _deliver(app)["batchItemFailures"]
    app.desk.clock.forward(hours=72)
    assert _deliver(app) == {"batchItemFailures": []}
    assert _webhook(app, account_id)["status"] == "FAILED"
    assert len(app.desk.dead_letters.messages) == 1
    assert _deliver(app) == {"batchItemFailures": []}
    assert len(app.desk.http.posted) == 5


def test_a_permanent_failure_fails_immediately(ready: Ready) -> None:
    app, channel_id, account_id = ready
    app.desk.http.responses = [HttpResponse(410, {}, b"")]
    app.events()
    assert (_webhook(app, account_id)["status"], _webhook(app, account_id)["failure_code"]) == ("FAILED", "gone")
    app.done("PATCH", f"/{channel_id}", {"webhookUrl": None})
    _manage(app, "PATCH", account_id, {"active": False})
    assert app.events() == []
    assert _webhook(app, account_id)["failure_code"] == "no_webhook_url"
    app.done("DELETE", f"/{channel_id}")
    _manage(app, "PATCH", account_id, {"active": True})
    assert app.events() == []
    assert _webhook(app, account_id)["failure_code"] == "channel_gone"


def test_a_repeated_stream_batch_sends_the_event_with_the_same_id(ready: Ready) -> None:
    app, _, _ = ready
    batch = app.desk.backend.directory_stream.batch()
    app.desk.fanout(batch)
    app.desk.fanout(batch)
    first, second = app.desk.outbound_queue.messages
    assert first == second
    assert json.loads(first.body).keys() == {"account_id", "event_id"}
