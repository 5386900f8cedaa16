"""Frames are below what API Gateway takes, and have everything, in order."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.live import frames
from helpdesk.live.models import Topic
from helpdesk.platform.errors import HelpdeskError, NotFound

_EVENTS = st.lists(
    st.fixed_dictionaries({"cursor": st.text(max_size=3), "data": st.integers(0, 20_000).map("x".__mul__)}), max_size=12
)


@given(_EVENTS)
def test_events_are_split_into_frames_in_their_order(events: list[dict[str, str]]) -> None:
    made = frames.events(events)
    assert [event for frame in made for event in json.loads(frame)["events"]] == events
    assert all(len(frame.encode()) < 32 * 1024 for frame in made)
    assert bool(made) == bool(events)


@given(st.text(max_size=3_000))
def test_any_text_is_a_request_or_refused(text: str) -> None:
    """The topic of a message that is refused is only named if it is a short text."""
    try:
        frames.read(text)
    except frames.InvalidRequest as error:
        refusal = json.loads(frames.refusal(error, frames.named(text)))
        assert refusal["type"] == "error"
        assert len(refusal.get("topic", "")) <= 100


def test_a_refusal_names_the_topic() -> None:
    named = frames.named('{"action": "subscribe", "topic": "ticket:x"}')
    assert json.loads(frames.refusal(NotFound("No.", code="ticket_not_found"), named)) == {
        "type": "error",
        "code": "ticket_not_found",
        "message": "No.",
        "topic": "ticket:x",
    }
    assert frames.named('{"topic": 1}') is None


@pytest.mark.parametrize(
    "text",
    [
        r'{"action": "subscribe", "topic": "ticket:\ud800"}',
        r'{"action": "presence", "topic": "\udfff\ud800", "state": "typing"}',
        r'{"action": "ping", "\ud800": 1}',
        '{"action": "ping", "\ud800": 1}',
    ],
)
def test_half_a_surrogate_pair_can_be_answered(text: str) -> None:
    with pytest.raises(HelpdeskError) as refused:
        Topic.read(getattr(frames.read(text), "topic", ""), "ann")
    answer = frames.refusal(refused.value, frames.named(text))
    assert "\N{REPLACEMENT CHARACTER}" in answer
    answer.encode()
