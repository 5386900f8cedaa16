"""Webhook events of threads, for channels that subscribe to them."""

from datetime import UTC, datetime
from typing import Any

import pytest

from helpdesk.channels.apps import AppSecrets
from helpdesk.platform.attributes import Item, Key
from tests.support.desk import DeskInProcess, queue_event
from tests.support.integrator import Integrator, party

Ready = tuple[Integrator, str, str]
STATUS, ASSIGNEE = "CHANNEL_THREAD_STATUS_CHANGED", "CHANNEL_THREAD_ASSIGNEE_CHANGED"


@pytest.fixture
def app(desk: DeskInProcess) -> Integrator:
    desk.clock.now = datetime.now(UTC)  # the reference library uses the real clock
    return Integrator(desk)


def _opened(app: Integrator, **more: Any) -> tuple[str, str, str]:
    """A channel, its account and a thread with one message; all its events have been received."""
    channel_id, account_id = app.ready(**more)
    thread_id = app.publish(channel_id, account_id)["conversationsThreadId"]
    app.events()
    return channel_id, account_id, thread_id


def _change(app: Integrator, thread_id: str, what: str, body: object) -> None:
    ticket_id = thread_id.replace("cnv_", "tkt_")
    status, response = app.desk.call("PUT", f"/v1/tickets/{ticket_id}/{what}", body)
    assert status == 200, response


def _close(app: Integrator, thread_id: str) -> None:
    _change(app, thread_id, "status", {"status": "closed"})


def test_a_channel_without_a_subscription_gets_no_events(app: Integrator) -> None:
    _, _, thread_id = _opened(app)
    _close(app, thread_id)
    _change(app, thread_id, "owner", {"owner_id": "agent-1"})
    assert app.events() == []


def test_closing_notifies_a_subscribed_channel(app: Integrator) -> None:
    channel_id, account_id, thread_id = _opened(app, eventSubscriptions=[STATUS])
    _close(app, thread_id)
    [event] = app.events()
    assert datetime.fromisoformat(event.pop("eventTimestamp")).tzinfo is not None
    assert len(event.pop("eventId")) == 26
    assert event == {
        "type": STATUS,
        "portalId": 1,
        "channelId": channel_id,
        "channelAccountId": account_id,
        "conversationsThreadId": thread_id,
        "channelIntegrationThreadIds": ["t1"],
        "actor": {"actorId": "A-agent-1", "name": "Ada"},
        "status": {"from": "OPEN", "to": "CLOSED"},
    }


def test_a_returning_customers_message_reopens_the_thread_and_names_them(app: Integrator) -> None:
    channel_id, account_id, thread_id = _opened(app, eventSubscriptions=[STATUS])
    _close(app, thread_id)
    app.events()
    app.publish(channel_id, account_id, "One thing more")
    app.desk.settle()
    [event] = app.events()
    assert event["status"] == {"from": "CLOSED", "to": "OPEN"}
    assert event["actor"]["actorId"].startswith("V-con_")
    assert event["actor"]["name"] == "Cleo"


def test_assigning_and_unassigning_sends_events_in_order(app: Integrator) -> None:
    _, _, thread_id = _opened(app, eventSubscriptions=[ASSIGNEE])
    _change(app, thread_id, "owner", {"owner_id": "agent-1"})
    _change(app, thread_id, "owner", {"owner_id": None})
    _close(app, thread_id)
    assert [event["assignedTo"] for event in app.events()] == [
        {"from": None, "to": "A-agent-1"},
        {"from": "A-agent-1", "to": None},
    ]


def test_threads_by_their_addresses_have_no_id_of_the_app(app: Integrator) -> None:
    capabilities = {"threadingModel": "DELIVERY_IDENTIFIER"}
    _, _, thread_id = _opened(app, capabilities=capabilities, eventSubscriptions=[STATUS, ASSIGNEE])
    _close(app, thread_id)
    assert [event["channelIntegrationThreadIds"] for event in app.events()] == [[]]


def test_a_repeated_stream_batch_sends_no_new_event(app: Integrator) -> None:
    _, _, thread_id = _opened(app, eventSubscriptions=[STATUS])
    _close(app, thread_id)
    records = app.desk.backend.stream.batch()
    for _ in range(2):
        app.desk.fanout(records)
    assert len({message.deduplication for message in app.desk.outbound_queue.messages}) == 1
    assert len(app.events()) == 1


def test_events_are_delivered_in_order_with_the_replies(app: Integrator) -> None:
    _, _, thread_id = _opened(app, eventSubscriptions=[STATUS, ASSIGNEE])
    reply = {"text": "It is open until six."}
    _change(app, thread_id, "owner", {"owner_id": "agent-1"})
    assert app.desk.call("POST", f"/v1/conversations/{thread_id}/replies", reply)[0] == 201
    _close(app, thread_id)
    assert [event["type"] for event in app.events()] == [ASSIGNEE, "OUTGOING_CHANNEL_MESSAGE_CREATED", STATUS]


def test_a_customer_without_a_name_is_sent_without_one(app: Integrator) -> None:
    channel_id, account_id = app.ready(eventSubscriptions=[STATUS])
    thread_id = app.publish(channel_id, account_id, senders=[party()])["conversationsThreadId"]
    _close(app, thread_id)
    app.publish(channel_id, account_id, "Once more", senders=[party()])
    *_, event = app.events()
    assert event["actor"].keys() == {"actorId"}


def test_a_purged_account_sends_no_more_thread_events(app: Integrator) -> None:
    _, account_id, thread_id = _opened(app, eventSubscriptions=[STATUS])
    status, _ = app.desk.call("DELETE", f"/v1/channel-accounts/{account_id}", query={"confirm": "Acme line"})
    assert status == 200
    _close(app, thread_id)
    assert [event["type"] for event in app.events()] == ["CHANNEL_ACCOUNT_PURGED"]


def test_an_object_can_be_read_after_it_was_written(app: Integrator, monkeypatch: pytest.MonkeyPatch) -> None:
    _, _, thread_id = _opened(app, eventSubscriptions=[STATUS])
    _close(app, thread_id)
    database = app.desk.databases["sender"]
    get = database.get

    def stale_read(table: str, key: Key, *, consistent: bool = False) -> Item | None:
        return get(table, key, consistent=consistent) if consistent else None

    app.desk.fanout(app.desk.backend.stream.batch())
    with monkeypatch.context() as patched:
        patched.setattr(database, "get", stale_read)
        patched.setattr(app.desk, "settle", lambda: app.desk.sender(_next_event(app)))
        # Only the app's secret may be cached.
        patched.setattr(AppSecrets, "live", lambda *_: (app.secret,))
        assert len(app.events()) == 1


def _next_event(app: Integrator) -> Any:
    return queue_event(app.desk.outbound_queue.messages.pop().body)


def test_subscriptions_are_read_changed_and_removed(app: Integrator) -> None:
    channel_id = app.register()
    assert "eventSubscriptions" not in app.done("GET", f"/{channel_id}")
    given = app.done("PATCH", f"/{channel_id}", {"eventSubscriptions": [STATUS, STATUS, ASSIGNEE]})
    assert given["eventSubscriptions"] == [STATUS, ASSIGNEE]
    assert app.done("GET", f"/{channel_id}")["eventSubscriptions"] == [STATUS, ASSIGNEE]
    for nothing in (None, []):
        app.done("PATCH", f"/{channel_id}", {"eventSubscriptions": [STATUS]})
        assert "eventSubscriptions" not in app.done("PATCH", f"/{channel_id}", {"eventSubscriptions": nothing})
    status, rejection = app.call("PATCH", f"/{channel_id}", {"eventSubscriptions": ["CHANNEL_THREAD_MOVED"]})
    assert (status, rejection["errors"][0]["in"]) == (400, "eventSubscriptions[0]")


def test_registering_again_reports_different_subscriptions(app: Integrator) -> None:
    channel_id = app.register(eventSubscriptions=[STATUS])
    assert app.register() == channel_id
    assert app.register(eventSubscriptions=None) == channel_id
    body = {"name": "Chat", "capabilities": {}, "eventSubscriptions": [ASSIGNEE]}
    status, rejection = app.call("POST", "/", body)
    assert (status, rejection["context"]["differingFields"]) == (409, ["eventSubscriptions"])


def test_an_agent_who_starts_a_thread_is_sent_as_its_assignee_after_the_message(app: Integrator) -> None:
    can = {"threadingModel": "INTEGRATION_THREAD_ID", "allowConversationStart": True}
    _, account_id = app.ready(capabilities=can, eventSubscriptions=[ASSIGNEE])
    app.events()
    body = {"account_id": account_id, "recipient": party()["deliveryIdentifier"], "text": "Hi"}
    status, response = app.desk.call("POST", "/v1/conversations", body)
    assert status == 201, response
    message, event = app.events()
    assert (message["type"], event["type"]) == ("OUTGOING_CHANNEL_MESSAGE_CREATED", ASSIGNEE)
    assert event["conversationsThreadId"] == response["conversation"]["id"]
    assert event["channelIntegrationThreadIds"] == message["channelIntegrationThreadIds"]
    assert event["assignedTo"] == {"from": None, "to": "A-agent-1"}
