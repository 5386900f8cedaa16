"""What Paper Plane sends to the desk: exactly once in effect, in order, with retries."""

import time

import pytest

from examples.paper_plane.outbox import RETRY_FOR_SECONDS, wait_seconds


@pytest.fixture(autouse=True)
def no_jitter(monkeypatch):
    monkeypatch.setattr("random.uniform", lambda low, _high: low)


@pytest.fixture
def now():
    return time.time() + 1


@pytest.fixture
def state_of(chats):
    return lambda key: [message["state"] for message in chats.messages("bakery", key)]


def test_a_message_is_published_with_its_thread_and_key(chats, outbox, scripted, state_of, now):
    key = chats.write("bakery", "", "Cleo", "Hello <b>")
    [written] = chats.messages("bakery", key)
    assert state_of(key) == ["sending"]
    scripted.will_respond(201, {"id": "msg_1"})
    assert outbox.step(now)
    assert not outbox.step(now)
    [request] = scripted.requests
    assert (request.method, request.authorization) == ("POST", "Bearer kan_token")
    assert request.path == "/conversations/custom-channels/2026-03/5/messages"
    assert request.body == {
        "channelAccountId": "77",
        "messageDirection": "INCOMING",
        "integrationThreadId": written["chat"],
        "integrationIdempotencyId": written["id"],
        "timestamp": written["sent_at"],
        "senders": [
            {
                "deliveryIdentifier": {"type": "CHANNEL_SPECIFIC_OPAQUE_ID", "value": written["chat"]},
                "name": "Cleo",
            }
        ],
        "recipients": [{"deliveryIdentifier": {"type": "CHANNEL_SPECIFIC_OPAQUE_ID", "value": "bakery"}}],
        "text": "Hello <b>",
        "attachments": [],
    }
    assert state_of(key) == ["sent"]
    assert key not in str(request)


@pytest.mark.parametrize("status", [429, 500, 503, 401, 403, 408])
def test_it_is_retried_with_the_same_key_after_retry_after(chats, outbox, scripted, state_of, status, now):
    key = chats.write("bakery", "", "Cleo", "Hello")
    scripted.will_respond(status, {"message": "not now"}, retry_after="30")
    scripted.will_respond(201)
    assert outbox.step(now)
    assert not outbox.step(now + 29)
    assert state_of(key) == ["sending"]
    assert outbox.step(now + 31)
    first, second = scripted.requests
    assert first == second
    assert state_of(key) == ["sent"]


def test_an_unreachable_desk_is_a_temporary_failure(chats, outbox, scripted, now):
    chats.write("bakery", "", "Cleo", "Hello")
    scripted.__exit__(None, None, None)
    assert outbox.step(now)
    assert not outbox.step(now)


def test_a_rejected_message_is_shown_to_the_customer_and_not_retried(chats, outbox, scripted, state_of, now):
    key = chats.write("bakery", "", "Cleo", "Hello")
    scripted.will_respond(400, {"message": "text: too long"})
    assert outbox.step(now)
    assert not outbox.step(now + 9999)
    assert state_of(key) == ["not sent: text: too long"]


def test_after_a_day_it_is_no_longer_retried(chats, outbox, scripted, state_of, now):
    key = chats.write("bakery", "", "Cleo", "Hello")
    scripted.will_respond(503, {"message": "down"})
    outbox.step(now + RETRY_FOR_SECONDS)
    assert state_of(key) == ["not sent: 503: down"]


def test_a_chat_keeps_its_order_and_does_not_block_other_chats(chats, outbox, scripted, state_of, now):
    key = chats.write("bakery", "", "Cleo", "first")
    assert chats.write("bakery", key, "Cleo", "second") == key
    other = chats.write("bakery", "", "Dan", "elsewhere")
    scripted.will_respond(503)
    scripted.will_respond(201)
    while outbox.step(now):
        pass
    assert (state_of(key), state_of(other)) == (["sending", "sending"], ["sent"])
    scripted.will_respond(201)
    scripted.will_respond(201)
    while outbox.step(now + 99):
        pass
    assert [request.body["text"] for request in scripted.requests] == ["first", "elsewhere", "first", "second"]


def test_a_message_to_a_disconnected_shop_fails_with_the_reason(chats, outbox, store, state_of, now):
    key = chats.write("bakery", "", "Cleo", "Hello")
    with store.transaction() as state:
        state.delete_account("77")
    assert outbox.step(now)
    assert state_of(key) == ["not sent: This shop is no longer connected."]


def test_waits_grow_to_a_minute_and_follow_retry_after():
    assert [wait_seconds(attempts, None) for attempts in (0, 1, 2, 5, 6, 99)] == [1, 2, 4, 32, 60, 60]
    assert wait_seconds(99, 7) == 7
