"""Many calls at once give what they give one after the other."""

from threading import Barrier, current_thread, main_thread

import pytest

from helpdesk.platform.parallel import in_threads


def test_results_are_in_the_order_of_what_they_are_of() -> None:
    together = Barrier(3, timeout=5)

    def double(number: int) -> int:
        together.wait()
        return 2 * number

    assert in_threads(double, [3, 1, 2]) == [6, 2, 4]


def test_one_call_alone_needs_no_thread() -> None:
    assert in_threads(lambda _: current_thread(), ["only"]) == [main_thread()]
    assert in_threads(current_thread, []) == []


def test_what_a_call_raises_is_raised() -> None:
    with pytest.raises(ZeroDivisionError):
        in_threads(lambda number: 1 // number, [1, 0])
