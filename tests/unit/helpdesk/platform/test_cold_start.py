import gc

import pytest

from helpdesk.platform.cold_start import cold_start


@pytest.fixture(autouse=True)
def _thawed():
    yield
    gc.unfreeze()
    gc.enable()


def test_garbage_is_searched_for_when_the_start_is_over():
    with cold_start():
        assert not gc.isenabled()
    assert gc.isenabled()


def test_what_a_start_has_created_is_not_searched_any_more():
    with cold_start():
        created = [[] for _ in range(100)]
    assert gc.get_freeze_count() >= len(created)
