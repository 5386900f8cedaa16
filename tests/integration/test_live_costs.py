"""What a change costs depends on who watches it, not on who is connected: calls to DynamoDB, and pushes, exactly."""

import pytest

from tests.support.live_machine import LiveWorld

_ONE_QUERY = 1
_FOR_WATCHERS = 3
"""The users, the limits of inboxes, and the ticket. Who the users are does not matter, up to a hundred."""


@pytest.mark.parametrize("connected", [0, 5, 40])
@pytest.mark.parametrize("watching", [0, 1, 30])
def test_a_change_costs_reads_and_pushes_by_who_watches(connected: int, watching: int) -> None:
    world = LiveWorld()
    for number in range(connected):
        world.connect(f"elsewhere-{number}", number % 3)
        world.says(f"elsewhere-{number}", action="subscribe", topic=world.topic(1))
    for number in range(watching):
        world.connect(f"here-{number}", number % 3)
        world.says(f"here-{number}", action="subscribe", topic=world.topic(0))
    cursor, record = world.change(0)
    world.interruptions.calls_left = 1_000_000
    world.push(record)
    calls = 1_000_000 - world.interruptions.calls_left
    assert calls == _ONE_QUERY + (_FOR_WATCHERS if watching else 0)
    assert world.told(cursor) == {f"here-{number}": 1 for number in range(watching)}
