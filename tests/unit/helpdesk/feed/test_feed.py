"""The feed has each change once, without a gap, in the order of its shard, whatever is delivered again."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from helpdesk.conversations.references import ConversationReference
from helpdesk.feed.models import Change, ChangeType, Place, Recorded
from helpdesk.feed.repository import FeedRepository, FeedWriter
from helpdesk.platform.dynamodb import Database
from infra.workbench.tables import FEED
from tests.support.memory import Memory

BEGIN = datetime(2026, 11, 27, 9, tzinfo=UTC)


def record(shard: int, number: int) -> Recorded:
    reference = ConversationReference(f"{'abcd'[shard]}" * 26)
    change = Change(ChangeType.MESSAGE_RECEIVED, "2026-11-27T09:00:00.000000Z", "system:desk", reference, number)
    return Recorded(f"{shard}/{number}", change, BEGIN.timestamp() + number)


class Turns:
    """A clock that goes on by a while with each look."""

    def __init__(self) -> None:
        self.moment = BEGIN + timedelta(minutes=10)

    def __call__(self) -> datetime:
        self.moment += timedelta(seconds=7)
        return self.moment


def followed(feed: FeedRepository, limit: int) -> list[Change]:
    """All of it, in pages."""
    place, found = Place(0), list[Change]()
    while True:
        page, _ = feed.after(place, limit=limit)
        if not page:
            return found
        found += [change for _, change in page]
        place = page[-1][0]


batches = st.lists(
    st.tuples(st.integers(0, 3), st.integers(1, 4), st.integers(0, 2), st.integers(0, 2)), min_size=1, max_size=25
)
"""The shard, how many of its next records are appended, which writer does it, and how many of them come again."""


@given(batches, st.integers(1, 7))
def test_each_change_is_there_once_and_in_the_order_of_its_shard(
    turns: Sequence[tuple[int, int, int, int]], limit: int
) -> None:
    memory: Any = Memory()
    table = Database(memory, lambda _: None).table(FEED)
    clock = Turns()
    writers = [FeedWriter(table, clock) for _ in range(3)]
    reached = dict.fromkeys(range(4), 0)
    for shard, many, writer, again in turns:
        begin = max(0, reached[shard] - again)
        writers[writer].append([record(shard, number) for number in range(begin, reached[shard] + many)])
        reached[shard] += many
    found = followed(FeedRepository(table), limit)
    for shard in reached:
        of_shard = [change.sequence for change in found if change.conversation == record(shard, 0).change.conversation]
        assert of_shard == list(range(reached[shard]))


def test_a_new_process_recognises_what_another_has_appended_long_ago() -> None:
    memory: Any = Memory()
    table, clock = Database(memory, lambda _: None).table(FEED), Turns()
    writer = FeedWriter(table, clock)
    for number in range(250):
        writer.append([record(0, number)])
    assert FeedWriter(table, clock).append([record(0, number) for number in range(3, 8)]) == 0
    assert FeedWriter(table, clock).append([record(0, 249), record(0, 250)]) == 1
