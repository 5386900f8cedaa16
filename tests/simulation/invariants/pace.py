"""The desk sends as often as Telegram allows."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta

from infra.workbench.tables import DIRECTORY
from tests.simulation.end import End


def a_chat_gets_one_message_a_second(end: End) -> Iterator[str]:
    """In the seconds for which the desk counts them: whatever happens between that and the call, takes time."""
    turns = Counter(call.turn for call in end.calls if call.shows_a_message and call.accepted)
    yield from (f"{turn} has {count} messages" for turn, count in turns.items() if turn is None or count > 1)


def a_pause_that_telegram_asks_for_holds_the_bot(end: End) -> Iterator[str]:
    holds = [
        (change.at, datetime.fromisoformat(change.item["held_until"]["S"]))
        for change in end.desk.streams[DIRECTORY].all
        if "held_until" in change.item
    ]
    world = end.desk.world
    disturbed = {world.calls[at].process for at in world.happened}
    for call in end.calls:
        if call.shows_a_message:
            yield from (
                f"{call.process} sent at {call.at}, and the bot was held until {until}"
                for stored_at, until in holds
                if call.began > stored_at and call.at < until
            )
            ends = call.at + timedelta(seconds=call.pause)
            if call.pause and call.process not in disturbed and all(until < ends for _, until in holds):
                yield f"{call.process} was asked to pause until {ends}"


ALL = (
    a_chat_gets_one_message_a_second,
    a_pause_that_telegram_asks_for_holds_the_bot,
)
