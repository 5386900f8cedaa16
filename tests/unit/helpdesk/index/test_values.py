"""What a value is in the index."""

from datetime import UTC, datetime

from helpdesk.index.values import milliseconds


def test_the_last_moment_of_a_day_is_of_that_day() -> None:
    last, next_day = datetime(2026, 11, 27, 23, 59, 59, 999_900, UTC), datetime(2026, 11, 28, tzinfo=UTC)
    assert milliseconds(last) + 1 == milliseconds(next_day)
