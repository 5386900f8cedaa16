"""What clients of the live connection send: all of it is answered, nothing is trusted."""

import json

import pytest

from helpdesk.live.models import MOST_TOPICS, Topic, TopicKind
from helpdesk.live.service import MOST_MESSAGES
from tests.support.desk import DeskInProcess
from tests.support.live import Live, topic

AT = "a" * 26
"""A thread."""


@pytest.fixture
def live(desk: DeskInProcess) -> Live:
    return Live(desk)


@pytest.fixture
def name(desk: DeskInProcess) -> str:
    return topic(desk)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "invalid_message"),
        ("{", "invalid_message"),
        ("[" * 2000, "invalid_message"),
        ("[]", "invalid_message"),
        ('"ping"', "invalid_message"),
        ('{"action": NaN}', "invalid_message"),
        ('{"action": "' + "x" * 2100 + '"}', "message_too_large"),
        ('{"action": "é' + "é" * 1100 + '"}', "message_too_large"),
        ('{"action": ["ping"]}', "unknown_action"),
        ('{"action": "shout"}', "unknown_action"),
        ('{"action": "ping", "x": 1}', "invalid_request"),
        ('{"action": "subscribe"}', "unknown_topic"),
        ('{"action": "subscribe", "topic": 1}', "unknown_topic"),
        ('{"action": "subscribe", "topic": "view:../x"}', "unknown_topic"),
        ('{"action": "subscribe", "topic": "ticket:x"}', "ticket_not_found"),
        (r'{"action": "subscribe", "topic": "ticket:\ud800"}', "ticket_not_found"),
        ('{"action": "subscribe", "topic": "' + "t" * 101 + '"}', "unknown_topic"),
        ('{"action": "presence", "topic": "notifications", "state": "typing"}', "unknown_topic"),
        ('{"action": "presence", "topic": "notifications", "state": {}}', "unknown_state"),
        ('{"action": "presence", "topic": "notifications", "state": "asleep"}', "unknown_state"),
    ],
)
def test_what_a_client_sends_is_refused_with_a_reason(live: Live, text: str, code: str) -> None:
    mine = live.connected()
    [answer] = mine.say(text)
    assert (answer["type"], answer["code"]) == ("error", code)
    assert answer["message"]
    assert mine.ask("ping") == {"type": "pong"}


def test_bytes_are_no_message(live: Live) -> None:
    mine = live.connected()
    live.happens(mine.id, "MESSAGE", body="AAAA", isBase64Encoded=True)
    assert mine.frames[-1]["code"] == "invalid_message"


def test_presence_takes_a_subscription(live: Live, name: str) -> None:
    mine = live.connected()
    refused = mine.ask("presence", name, state="typing")
    assert (refused["code"], refused["topic"]) == ("not_subscribed", name)


@pytest.mark.both_backends
def test_a_connection_watches_so_much_and_no_more(live: Live, name: str) -> None:
    mine = live.connected()
    for number in range(MOST_TOPICS):
        live.repository.watch(mine.id, Topic(TopicKind.TICKET, f"tkt_{AT}_{number + 1}"))
    assert mine.ask("subscribe", name)["code"] == "too_many_subscriptions"
    live.repository.stop_watching(mine.id, Topic(TopicKind.TICKET, f"tkt_{AT}_1"))
    mine.watch(name)
    mine.leave()
    assert live.stored() == set()


def test_a_connection_that_sends_too_much_is_closed(live: Live) -> None:
    mine, other = live.connected(), live.connected()
    for _ in range(MOST_MESSAGES):
        assert mine.say(json.dumps({"action": "ping"})) == [{"type": "pong"}]
    [last] = mine.say("{")
    assert last["code"] == "too_many_messages"
    assert live.sockets.closed == [mine.id]
    assert live.stored() == {(f"connection#{other.id}", "connection")}
