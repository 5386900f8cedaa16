import re
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from helpdesk.platform.ids import digest, new_ulid, number_of

parts = st.lists(st.text(), min_size=1, max_size=4)


@given(parts)
def test_the_same_parts_have_the_same_digest_of_26_characters(some):
    assert digest(*some) == digest(*some)
    assert re.fullmatch(r"[a-z2-7]{26}", digest(*some))


@given(parts, parts)
def test_other_parts_have_another_digest(some, others):
    assert (digest(*some) == digest(*others)) == (some == others)


def test_moving_a_character_from_one_part_to_the_next_makes_another_digest():
    assert len({digest("a", "bc"), digest("ab", "c"), digest("abc"), digest("abc", ""), digest("", "abc")}) == 5


def test_the_digest_never_changes_between_releases():
    """Contacts, threads and claims have ids from this function: after a change, none would be found."""
    assert digest("account", "thread") == "x3k4l7ifylgha3xza47xmyhyiq"


def test_a_ulid_has_26_characters_of_crockfords_alphabet():
    assert re.fullmatch(r"[0-7][0-9a-hjkmnp-tv-z]{25}", new_ulid())


def test_the_first_ten_characters_are_the_time():
    """The example of the ULID specification."""
    assert new_ulid(datetime.fromtimestamp(1469918176.385, UTC))[:10] == "01aryz6s41"


@given(st.datetimes(datetime(1970, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001
def test_ulids_sort_by_the_millisecond_they_were_made_in(moment):
    assert new_ulid(moment) < new_ulid(moment + timedelta(milliseconds=2))


def test_two_ulids_of_one_millisecond_differ():
    moment = datetime(2026, 11, 22, tzinfo=UTC)
    assert len({new_ulid(moment) for _ in range(1000)}) == 1000


@given(st.text())
def test_a_number_that_stands_for_an_id_has_32_bits_and_never_changes(known):
    assert 0 < number_of(known) == number_of(known) < 2**31


def test_an_id_that_is_such_a_number_stands_for_itself():
    assert [number_of(known) for known in ("1", "2147483647")] == [1, 2147483647]
    assert number_of("demo") == 175770462
    for other in ("0", "007", "2147483648", "1" * 40, "\u0663", "-1"):
        assert str(number_of(other)) != other
