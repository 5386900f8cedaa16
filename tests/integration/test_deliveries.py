"""The delivery log, and replays of webhooks."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from helpdesk.delivery.log import KEPT
from helpdesk.platform.attributes import Key
from helpdesk.platform.errors import Unavailable
from helpdesk.platform.outbound_http import HttpResponse, NotReached
from infra.workbench.tables import CONVERSATIONS
from tests.support.desk import DeskInProcess, queue_event
from tests.support.integrator import Integrator

STATUS = "CHANNEL_THREAD_STATUS_CHANGED"


@pytest.fixture
def app(desk: DeskInProcess) -> Integrator:
    desk.clock.now = datetime.now(UTC)  # the reference library uses the real clock
    return Integrator(desk)


@pytest.fixture
def thread(app: Integrator) -> tuple[str, str]:
    """A channel, and a thread started by a customer; the event of the connected account has been received."""
    channel_id, account_id = app.ready(eventSubscriptions=[STATUS])
    thread_id = app.publish(channel_id, account_id)["conversationsThreadId"]
    app.events()
    return channel_id, thread_id


def _reply(app: Integrator, thread_id: str, text: str = "Hi Cleo") -> str:
    status, response = app.desk.call("POST", f"/v1/conversations/{thread_id}/replies", {"text": text})
    assert status == 201, response
    message_id: str = response["id"]
    return message_id


def _log(app: Integrator, channel_id: str, **query: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = app.done("GET", f"/{channel_id}/deliveries", query=query)["results"]
    return found


def _sent(app: Integrator) -> dict[str, Any]:
    """The sender's result for the only message in the queue, which stays there."""
    app.desk.fanout(app.desk.backend.stream.batch())
    return app.desk.sender(queue_event(app.desk.outbound_queue.messages[0].body))


def _tried_for_three_days(app: Integrator, thread_id: str) -> str:
    """A reply whose next attempt is the last one."""
    app.desk.clock.forward(hours=-72)
    message_id = _reply(app, thread_id)
    app.desk.http.responses = [HttpResponse(503, {}, b"") for _ in range(5)]
    for _ in range(4):
        _sent(app)
    app.desk.clock.forward(hours=72)
    return message_id


def _message(app: Integrator, channel_id: str, message_id: str) -> Any:
    return app.done("GET", f"/{channel_id}/messages/{message_id}")["status"]


def _exhausted_reply(app: Integrator, thread_id: str) -> str:
    message_id = _tried_for_three_days(app, thread_id)
    _sent(app)
    app.desk.outbound_queue.messages.clear()
    app.desk.http.posted.clear()
    return message_id


def test_each_attempt_is_in_the_log_with_its_result(app: Integrator, thread: tuple[str, str]) -> None:
    channel_id, thread_id = thread
    message_id = _reply(app, thread_id)
    app.desk.http.responses = [HttpResponse(503, {}, b""), NotReached()]
    for _ in range(3):
        _sent(app)
    sent, not_reached, rejected = [entry for entry in _log(app, channel_id) if entry["eventId"] == message_id]
    assert sent == {
        "id": sent["id"],
        "eventId": message_id,
        "type": "OUTGOING_CHANNEL_MESSAGE_CREATED",
        "channelAccountId": sent["channelAccountId"],
        "result": "SENT",
        "attempt": 3,
        "replay": False,
        "attemptedAt": sent["attemptedAt"],
        "durationMs": sent["durationMs"],
    }
    assert sent["durationMs"] > 0
    assert [
        (entry["result"], entry["attempt"], entry["failureDetails"]["code"]) for entry in (not_reached, rejected)
    ] == [
        ("RETRYING", 2, "not_reached"),
        ("RETRYING", 1, "status_503"),
    ]
    waits = datetime.fromisoformat(not_reached["nextAttemptAt"]) - datetime.fromisoformat(not_reached["attemptedAt"])
    assert timedelta(seconds=8) <= waits <= timedelta(seconds=13)
    assert app.done("GET", f"/{channel_id}/deliveries/{sent['id']}") == sent


def test_events_of_accounts_and_threads_are_in_the_log_too(app: Integrator, thread: tuple[str, str]) -> None:
    channel_id, thread_id = thread
    app.desk.call("PUT", f"/v1/tickets/{thread_id.replace('cnv_', 'tkt_')}/status", {"status": "closed"})
    [event] = app.events()
    assert [(entry["type"], entry["result"]) for entry in _log(app, channel_id)] == [
        (STATUS, "SENT"),
        ("CHANNEL_ACCOUNT_CREATED", "SENT"),
    ]
    assert _log(app, channel_id)[0]["eventId"] == event["eventId"]


@pytest.mark.both_backends
def test_the_log_is_read_newest_first_page_by_page_and_by_result(app: Integrator, thread: tuple[str, str]) -> None:
    channel_id, thread_id = thread
    replies = [_reply(app, thread_id, f"Reply {at}") for at in range(5)]
    app.desk.http.responses = [
        HttpResponse(200, {}, b""),
        HttpResponse(410, {}, b""),
        HttpResponse(200, {}, b""),
        HttpResponse(410, {}, b""),
    ]
    app.desk.settle()
    everything = _log(app, channel_id)
    assert sorted(entry["eventId"] for entry in everything[:5]) == sorted(replies)
    assert [entry["id"] for entry in everything] == sorted((entry["id"] for entry in everything), reverse=True)
    pages, after = [], None
    while after or not pages:
        query = {"limit": "2"} | ({"after": after} if after else {})
        page = app.done("GET", f"/{channel_id}/deliveries", query=query)
        pages.append([result["id"] for result in page["results"]])
        after = page.get("paging", {}).get("next", {}).get("after")
    assert [len(page) for page in pages] == [2, 2, 2]
    assert [delivery_id for page in pages for delivery_id in page] == [entry["id"] for entry in everything]
    failed = _log(app, channel_id, result="FAILED")
    assert {entry["eventId"] for entry in failed} == {replies[1], replies[3]}
    assert {entry["failureDetails"]["code"] for entry in failed} == {"gone"}
    assert _log(app, channel_id, result="RETRYING") == []


def test_an_exhausted_reply_arrives_after_a_replay(app: Integrator, thread: tuple[str, str]) -> None:
    channel_id, thread_id = thread
    message_id = _exhausted_reply(app, thread_id)
    assert _message(app, channel_id, message_id)["statusType"] == "FAILED"
    [failed] = _log(app, channel_id, result="FAILED")
    assert app.done("POST", f"/{channel_id}/deliveries/{failed['id']}/replay") == failed
    [event] = app.events()
    assert (event["eventId"], event["message"]["text"]) == (message_id, "Hi Cleo")
    assert _message(app, channel_id, message_id) == {"statusType": "SENT"}
    newest = _log(app, channel_id)[0]
    assert (newest["eventId"], newest["result"], newest["attempt"], newest["replay"]) == (message_id, "SENT", 1, True)


@pytest.mark.both_backends
def test_a_replay_is_attempted_once_and_its_log_entry_can_be_replayed_again(
    app: Integrator, thread: tuple[str, str]
) -> None:
    channel_id, thread_id = thread
    message_id = _exhausted_reply(app, thread_id)
    for _ in range(2):
        newest = _log(app, channel_id, result="FAILED")[0]
        app.done("POST", f"/{channel_id}/deliveries/{newest['id']}/replay")
        app.desk.http.responses = [HttpResponse(503, {}, b"")]
        assert len(app.events()) == 1
    failed = _log(app, channel_id, result="FAILED")
    assert [(entry["replay"], entry["attempt"]) for entry in failed] == [(True, 1), (True, 1), (False, 5)]
    assert _message(app, channel_id, message_id)["statusType"] == "FAILED"


def test_the_body_is_the_same_on_every_attempt_and_replay(app: Integrator, thread: tuple[str, str]) -> None:
    channel_id, thread_id = thread
    message_id = _reply(app, thread_id)
    app.desk.http.responses = [HttpResponse(503, {}, b""), NotReached(), HttpResponse(410, {}, b"")]
    for _ in range(3):
        app.desk.clock.forward(seconds=7)
        _sent(app)
    app.desk.outbound_queue.messages.clear()
    for report in (None, {"statusType": "FAILED", "errorMessage": "No such customer"}, {"statusType": "READ"}):
        if report:
            app.done("PATCH", f"/{channel_id}/messages/{message_id}", report)
        app.done("POST", f"/{channel_id}/deliveries/{_log(app, channel_id)[0]['id']}/replay")
        app.desk.settle()
        app.desk.clock.forward(minutes=6)
    assert len(app.desk.http.posted) == 6
    [body] = {body for _, _, body in app.desk.http.posted}
    assert "updatedAt" not in json.loads(body)["message"]


def test_a_delivered_webhook_is_replayed_and_keeps_its_status(app: Integrator, thread: tuple[str, str]) -> None:
    channel_id, thread_id = thread
    message_id = _reply(app, thread_id)
    [first] = app.events()
    app.done("PATCH", f"/{channel_id}/messages/{message_id}", {"statusType": "READ"})
    app.done("POST", f"/{channel_id}/deliveries/{_log(app, channel_id)[0]['id']}/replay")
    [again] = app.events()
    assert again["eventId"] == first["eventId"]
    assert _message(app, channel_id, message_id) == {"statusType": "READ"}


def test_events_of_accounts_and_threads_are_replayed(app: Integrator, thread: tuple[str, str]) -> None:
    channel_id, thread_id = thread
    app.desk.http.responses = [HttpResponse(410, {}, b"")]
    app.desk.call("PUT", f"/v1/tickets/{thread_id.replace('cnv_', 'tkt_')}/status", {"status": "closed"})
    first_events = app.events()
    log = _log(app, channel_id)
    for entry in log:
        app.done("POST", f"/{channel_id}/deliveries/{entry['id']}/replay")
    again = app.events()
    assert [event["type"] for event in again] == [STATUS, "CHANNEL_ACCOUNT_CREATED"]
    assert again[0] == first_events[0]
    assert [entry["result"] for entry in _log(app, channel_id)] == ["SENT", "SENT", "FAILED", "SENT"]
    # The event is settled, so another receive is a no-op.
    app.desk.sender(queue_event(json.dumps({"conversation_id": thread_id, "position": "00001#0000000009#nothing"})))
    assert app.events() == []


@pytest.mark.both_backends
def test_a_replay_of_a_queued_message_is_its_next_attempt(app: Integrator, thread: tuple[str, str]) -> None:
    channel_id, thread_id = thread
    message_id = _reply(app, thread_id)
    app.desk.http.responses = [HttpResponse(503, {}, b"")]
    _sent(app)
    first = app.desk.outbound_queue.messages.pop()
    [retrying] = _log(app, channel_id, result="RETRYING")
    app.done("POST", f"/{channel_id}/deliveries/{retrying['id']}/replay")
    replay = app.desk.outbound_queue.messages.pop()
    assert (replay.deduplication, replay.group) == (f"replay-{retrying['id']}", thread_id)
    assert app.desk.sender(queue_event(replay.body)) == {"batchItemFailures": []}
    assert _message(app, channel_id, message_id) == {"statusType": "SENT"}
    app.desk.sender(queue_event(first.body))
    assert len(app.desk.http.posted) == 2


def test_a_queued_event_gets_its_next_attempt_too(app: Integrator, thread: tuple[str, str]) -> None:
    channel_id, thread_id = thread
    app.desk.call("PUT", f"/v1/tickets/{thread_id.replace('cnv_', 'tkt_')}/status", {"status": "closed"})
    app.desk.http.responses = [HttpResponse(503, {}, b"")]
    _sent(app)
    app.desk.outbound_queue.messages.clear()
    [retrying] = _log(app, channel_id, result="RETRYING")
    app.done("POST", f"/{channel_id}/deliveries/{retrying['id']}/replay")
    assert [event["type"] for event in app.events()] == [STATUS, STATUS]
    assert [(entry["result"], entry["attempt"]) for entry in _log(app, channel_id)[:2]] == [
        ("SENT", 2),
        ("RETRYING", 1),
    ]


def _reported(app: Integrator, channel_id: str, message_id: str) -> None:
    report = {"statusType": "FAILED", "errorMessage": "number unknown"}
    app.done("PATCH", f"/{channel_id}/messages/{message_id}", report)


@pytest.mark.both_backends
def test_a_failure_reported_by_the_app_is_not_reverted_by_a_replay(app: Integrator, thread: tuple[str, str]) -> None:
    channel_id, thread_id = thread
    message_id = _reply(app, thread_id)
    app.events()
    _reported(app, channel_id, message_id)
    app.done("POST", f"/{channel_id}/deliveries/{_log(app, channel_id)[0]['id']}/replay")
    assert len(app.events()) == 1
    assert _message(app, channel_id, message_id)["failureDetails"]["errorMessage"] == "number unknown"


@pytest.mark.both_backends
def test_a_failure_reported_during_a_replay_remains(
    app: Integrator, thread: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    channel_id, thread_id = thread
    message_id = _exhausted_reply(app, thread_id)
    [failed] = _log(app, channel_id, result="FAILED")
    app.done("POST", f"/{channel_id}/deliveries/{failed['id']}/replay")
    post = app.desk.http.post

    def server(url: str, headers: Mapping[str, str], body: bytes) -> HttpResponse:
        _reported(app, channel_id, message_id)
        return post(url, headers, body)

    monkeypatch.setattr(app.desk.http, "post", server)
    app.desk.settle()
    assert _message(app, channel_id, message_id)["failureDetails"]["errorMessage"] == "number unknown"


def test_a_delivered_reply_that_the_app_reports_as_failed_is_not_a_dead_letter(
    app: Integrator, thread: tuple[str, str]
) -> None:
    channel_id, thread_id = thread
    message_id = _reply(app, thread_id)
    app.desk.http.responses = [HttpResponse(503, {}, b"") for _ in range(4)]
    for _ in range(5):
        _sent(app)
    _reported(app, channel_id, message_id)
    _sent(app)
    assert app.desk.dead_letters.messages == []


@pytest.mark.both_backends
def test_a_reply_that_is_read_during_its_last_attempt_is_not_a_dead_letter(
    app: Integrator, thread: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    channel_id, thread_id = thread
    message_id = _tried_for_three_days(app, thread_id)
    post = app.desk.http.post

    def read_meanwhile(url: str, headers: Mapping[str, str], body: bytes) -> HttpResponse:
        app.done("PATCH", f"/{channel_id}/messages/{message_id}", {"statusType": "READ"})
        return post(url, headers, body)

    monkeypatch.setattr(app.desk.http, "post", read_meanwhile)
    _sent(app)
    assert app.desk.dead_letters.messages == []
    assert app.done("GET", f"/{channel_id}/messages/{message_id}")["status"]["statusType"] == "READ"


def test_another_apps_deliveries_are_404(app: Integrator, thread: tuple[str, str]) -> None:
    channel_id, _ = thread
    [entry] = _log(app, channel_id)
    other = Integrator(app.desk, "other")
    theirs = other.register()
    for path in (f"/{channel_id}/deliveries", f"/{channel_id}/deliveries/{entry['id']}"):
        assert other.call("GET", path)[0] == 404
    assert other.call("GET", f"/{theirs}/deliveries/{entry['id']}")[0] == 404
    assert other.call("POST", f"/{theirs}/deliveries/{entry['id']}/replay")[0] == 404
    assert app.desk.outbound_queue.messages == []


@pytest.mark.parametrize(
    ("query", "field"), [({"result": "LOST"}, "result"), ({"after": "x"}, "after"), ({"limit": "0"}, "limit")]
)
def test_an_invalid_query_parameter_is_named(
    app: Integrator, thread: tuple[str, str], query: dict[str, str], field: str
) -> None:
    status, rejection = app.call("GET", f"/{thread[0]}/deliveries", query=query)
    assert (status, rejection["errors"][0]["in"]) == (400, field)


def test_an_invalid_id_is_404(app: Integrator, thread: tuple[str, str]) -> None:
    for unknown_id in ("x", "0" * 26):
        assert app.call("GET", f"/{thread[0]}/deliveries/{unknown_id}")[0] == 404


def test_the_log_keeps_entries_for_a_month(app: Integrator, thread: tuple[str, str]) -> None:
    [entry] = _log(app, thread[0])
    row = app.desk.database.get(CONVERSATIONS, Key(f"deliveries#{thread[0]}#SENT", entry["id"]))
    assert row is not None
    assert row["expires_at"] == pytest.approx((app.desk.clock.now + KEPT).timestamp(), abs=60)


def test_an_unavailable_log_does_not_stop_delivery(
    app: Integrator, thread: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    channel_id, thread_id = thread
    message_id = _reply(app, thread_id)
    sender = app.desk.databases["sender"]
    write = sender.write

    def failing(requested: Any) -> None:
        if requested.item and requested.item["kind"] == "delivery":
            raise Unavailable("The table is throttling.")
        write(requested)

    monkeypatch.setattr(sender, "write", failing)
    assert _sent(app) == {"batchItemFailures": []}
    assert _message(app, channel_id, message_id) == {"statusType": "SENT"}
    assert [entry["eventId"] for entry in _log(app, channel_id)].count(message_id) == 0
