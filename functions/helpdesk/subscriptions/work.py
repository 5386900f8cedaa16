"""Queue messages of the queue `webhooks`: they contain ids only."""

import json
from collections.abc import Mapping
from typing import Any

from helpdesk.feed.models import Place
from helpdesk.platform.queue_work import NoWork, read_work
from helpdesk.platform.queues import QueueMessage

SUBSCRIPTION, TEST, BY, PLACE, REPLAY = "subscription_id", "test", "by", "place", "replay"
_NAMED_BY = ({SUBSCRIPTION}, {SUBSCRIPTION, TEST, BY}, {SUBSCRIPTION, PLACE})
_LONGEST = 256


def read(body: str) -> Mapping[str, Any]:
    """Raises NoWork."""
    work = read_work(body)
    names = {name: value for name, value in work.items() if name != REPLAY}
    if set(names) not in _NAMED_BY:
        raise NoWork("it names no subscription")
    if not all(isinstance(value, str) and 0 < len(value) <= _LONGEST for value in names.values()):
        raise NoWork("its ids are not strings")
    if PLACE in names and place_of(names) is None:
        raise NoWork("its place is none")
    return work


def place_of(work: Mapping[str, Any]) -> Place | None:
    number, _, changes = work[PLACE].partition(".")
    return Place(int(number), int(changes)) if number.isdecimal() and changes.isdecimal() else None


def run(subscription_id: str, because: str, *, group: str = "") -> QueueMessage:
    """`because`: the same for what is one reason. Only one run of a group is under way."""
    body = json.dumps({SUBSCRIPTION: subscription_id})
    return QueueMessage(body, f"{group}{subscription_id}", f"{subscription_id}-{because}")


def test(subscription_id: str, test_id: str, by: str) -> QueueMessage:
    """In a group of its own: it does not wait for what fails."""
    body = json.dumps({SUBSCRIPTION: subscription_id, TEST: test_id, BY: by})
    return QueueMessage(body, f"test-{subscription_id}", test_id)


def again(subscription_id: str) -> str:
    """The group of what is sent again."""
    return f"again-{subscription_id}"
