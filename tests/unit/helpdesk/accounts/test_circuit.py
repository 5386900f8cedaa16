from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.accounts.circuit import CONVERSATIONS, Circuit, CircuitState, DeliveryState, health_of
from helpdesk.platform.clock import to_text

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
SOON = NOW + timedelta(seconds=30)


def failed(circuit: Circuit, *conversations: str) -> Circuit:
    for conversation in conversations:
        circuit = circuit.failed(conversation, NOW, "probe-1", SOON) or circuit
    return circuit


def test_it_opens_after_failures_of_three_conversations():
    assert failed(Circuit(), "a", "b").is_closed
    opened = failed(Circuit(), "a", "b", "c")
    assert (opened.is_open, opened.failing_since, opened.next_probe_at) == (True, to_text(NOW), to_text(SOON))
    assert (opened.probe_id, opened.failing) == ("probe-1", ())


@given(st.lists(st.sampled_from(["a", "b"]), max_size=50))
def test_one_or_two_conversations_never_open_it(conversations):
    assert failed(Circuit(), *conversations).is_closed


@given(st.lists(st.sampled_from(["a", "b", "c", "d", None]), max_size=50))
def test_it_opens_exactly_when_three_have_failed_since_the_last_success(steps):
    circuit, known = Circuit(), set[str]()
    for step in steps:
        if step is None:
            circuit, known = circuit.succeeded() or circuit, set()
        else:
            circuit = failed(circuit, step)
            known.add(step)
        assert circuit.is_open is (len(known) >= CONVERSATIONS)
        if circuit.is_open:
            return


def test_what_says_nothing_new_changes_nothing():
    once = failed(Circuit(), "a")
    assert once.failed("a", NOW, "probe-2", SOON) is None
    assert Circuit().succeeded() is None
    opened = failed(Circuit(), "a", "b", "c")
    assert opened.failed("d", NOW, "probe-2", SOON) is None
    assert opened.succeeded() is None


def test_while_it_drains_one_that_always_fails_does_not_open_it_again():
    draining = failed(Circuit(), "a", "b", "c").answered(NOW)
    once = failed(draining, "a", "a")
    assert (once.is_draining, once.failing) == (True, ("a",))
    again = once.succeeded()
    assert (again.is_draining, again.failing, again.failing_since) == (True, (), draining.failing_since)
    assert (once.closed(NOW).failing, once.closed(NOW).failing_since) == (("a",), draining.failing_since)


def test_three_failures_while_it_drains_open_it_again_with_the_same_probe():
    draining = failed(Circuit(), "a", "b", "c").answered(NOW)
    again = draining
    for conversation in ("a", "b", "c"):
        again = again.failed(conversation, NOW, "probe-2", SOON)
    assert (again.is_open, again.probe_id, again.failing_since) == (True, "probe-1", draining.failing_since)


def test_each_change_is_a_new_version():
    circuit = Circuit()
    for after in (failed(circuit, "a"), circuit.asked("p", NOW), circuit.probed(SOON), circuit.answered(NOW)):
        assert after.version == circuit.version + 1
    assert failed(Circuit(), "a", "b", "c").closed(NOW) == Circuit(4, closed_at=to_text(NOW))


def test_others_may_be_overtaken_for_an_hour_after_it():
    assert not Circuit().may_overtake(NOW)
    assert failed(Circuit(), "a", "b", "c").may_overtake(NOW)
    closed = Circuit().closed(NOW)
    assert closed.may_overtake(NOW + timedelta(minutes=59))
    assert not closed.may_overtake(NOW + timedelta(minutes=61))


def test_a_probe_that_is_late_by_a_quarter_of_an_hour_is_lost():
    opened = failed(Circuit(), "a", "b", "c")
    assert not opened.has_lost_its_probe(SOON + timedelta(minutes=14))
    assert opened.has_lost_its_probe(SOON + timedelta(minutes=16))
    assert not Circuit().has_lost_its_probe(NOW)


@pytest.mark.parametrize("circuit", [None, Circuit(), failed(Circuit(), "a", "b").succeeded()])
def test_an_account_is_healthy_until_its_receiver_fails(circuit):
    shown = health_of(circuit, "cac_1", 3)
    assert (shown.state, shown.failing_since, shown.waiting_replies) == (DeliveryState.HEALTHY, None, 0)


def test_the_desk_shows_the_next_probe_while_it_is_open():
    opened = failed(Circuit(), "a", "b", "c")
    assert health_of(opened, "cac_1", 3).next_probe_at == to_text(SOON)
    draining = health_of(opened.answered(NOW), "cac_1", 3)
    assert (draining.state, draining.next_probe_at, draining.waiting_replies) == (DeliveryState.FAILING, None, 3)
    assert opened.answered(NOW).state is CircuitState.DRAINING


def test_conversations_that_fail_before_it_opens_are_replies_that_wait():
    shown = health_of(failed(Circuit(), "cnv_1", "cac_1"), "cac_1", 0)
    assert (shown.state, shown.failing_since, shown.waiting_replies) == (DeliveryState.FAILING, to_text(NOW), 1)


def test_what_is_not_tried_any_more_does_not_fail():
    once = failed(Circuit(), "a", "b")
    assert once.without("c") is None
    assert once.without("a").failing == ("b",)
    assert (once.without("a").without("b").failing, once.without("a").without("b").failing_since) == ((), None)
    assert failed(Circuit(), "a", "b", "c").without("a") is None, "the probe decides"
