import gc

import pytest

from helpdesk.platform.cold_start import cold_start


@pytest.fixture(autouse=True)
def _thawed():
    yield
    gc.unfreeze()
    gc.enable()


def test_garbage_collection_is_enabled_after_the_start():
    with cold_start():
        assert not gc.isenabled()
    assert gc.isenabled()


def test_objects_created_at_the_start_are_not_collected():
    with cold_start():
        created = [[] for _ in range(100)]
    assert gc.get_freeze_count() >= len(created)
