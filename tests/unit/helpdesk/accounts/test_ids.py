import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.accounts.ids import AccountIds
from helpdesk.platform.desk_key import DeskKey

IDS = AccountIds(DeskKey("a key"))


def test_account_ids_are_numbers_that_a_browser_reads_exactly():
    ids = {IDS.new() for _ in range(1000)}
    assert len(ids) == 1000
    assert all(10**15 <= int(number) < 2**53 for number in ids)


@given(st.binary(min_size=8, max_size=8))
def test_only_the_own_desk_makes_ids_that_it_accepts(random):
    made = IDS.new(lambda _: random)
    assert IDS.may_exist(made)
    assert not AccountIds(DeskKey("another key")).may_exist(made)


def test_an_id_that_a_stranger_makes_up_is_not_accepted():
    assert sum(IDS.may_exist(f"1234567890{number:06d}") for number in range(10**6)) == 1


@pytest.mark.parametrize(
    "text", ["", "1", "a" * 16, "\u0661" * 16, " 1234567890123456", "0" * 16, "9" * 16, "1234567890123456\n", "1" * 17]
)
def test_text_that_is_no_id_is_not_accepted(text):
    assert not IDS.may_exist(text)
