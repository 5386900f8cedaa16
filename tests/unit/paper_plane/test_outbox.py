"""What Paper Plane tells the desk: once in effect, in order, until it is taken."""

import time

import pytest

from examples.paper_plane.outbox import GIVE_UP_AFTER_SECONDS, pause_seconds


@pytest.fixture(autouse=True)
def even_pauses(monkeypatch):
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
    scripted.will_answer(201, {"id": "msg_1"})
    assert outbox.step(now)
    assert not outbox.step(now)
    [asked] = scripted.asked
    assert (asked.method, asked.authorization) == ("POST", "Bearer kan_token")
    assert asked.path == "/conversations/custom-channels/2026-03/5/messages"
    assert asked.body == {
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
    assert key not in str(asked)


@pytest.mark.parametrize("status", [429, 500, 503, 401, 403, 408])
def test_it_is_tried_again_with_the_same_key_when_the_desk_says_so(chats, outbox, scripted, state_of, status, now):
    key = chats.write("bakery", "", "Cleo", "Hello")
    scripted.will_answer(status, {"message": "not now"}, retry_after="30")
    scripted.will_answer(201)
    assert outbox.step(now)
    assert not outbox.step(now + 29)
    assert state_of(key) == ["sending"]
    assert outbox.step(now + 31)
    first, second = scripted.asked
    assert first == second
    assert state_of(key) == ["sent"]


def test_a_desk_that_is_not_there_is_tried_again(chats, outbox, scripted, now):
    chats.write("bakery", "", "Cleo", "Hello")
    scripted.__exit__(None, None, None)
    assert outbox.step(now)
    assert not outbox.step(now)


def test_what_the_desk_refuses_is_shown_to_the_customer_and_not_tried_again(chats, outbox, scripted, state_of, now):
    key = chats.write("bakery", "", "Cleo", "Hello")
    scripted.will_answer(400, {"message": "text: too long"})
    assert outbox.step(now)
    assert not outbox.step(now + 9999)
    assert state_of(key) == ["not sent: text: too long"]


def test_after_a_day_it_is_given_up(chats, outbox, scripted, state_of, now):
    key = chats.write("bakery", "", "Cleo", "Hello")
    scripted.will_answer(503, {"message": "down"})
    outbox.step(now + GIVE_UP_AFTER_SECONDS)
    assert state_of(key) == ["not sent: 503: down"]


def test_a_chat_keeps_its_order_and_holds_up_no_other(chats, outbox, scripted, state_of, now):
    key = chats.write("bakery", "", "Cleo", "first")
    assert chats.write("bakery", key, "Cleo", "second") == key
    other = chats.write("bakery", "", "Dan", "elsewhere")
    scripted.will_answer(503)
    scripted.will_answer(201)
    while outbox.step(now):
        pass
    assert (state_of(key), state_of(other)) == (["sending", "sending"], ["sent"])
    scripted.will_answer(201)
    scripted.will_answer(201)
    while outbox.step(now + 99):
        pass
    assert [asked.body["text"] for asked in scripted.asked] == ["first", "elsewhere", "first", "second"]


def test_a_shop_that_was_disconnected_meanwhile_says_so(chats, outbox, store, state_of, now):
    key = chats.write("bakery", "", "Cleo", "Hello")
    with store.transaction() as state:
        state.drop_account("77")
    assert outbox.step(now)
    assert state_of(key) == ["not sent: This shop is not connected any more."]


def test_pauses_grow_to_a_minute_and_follow_the_desk():
    assert [pause_seconds(attempts, None) for attempts in (0, 1, 2, 5, 6, 99)] == [1, 2, 4, 32, 60, 60]
    assert pause_seconds(99, 7) == 7
