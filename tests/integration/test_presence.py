"""Availability follows its plan: what routing reads, the history, and schedules."""

import json
from datetime import timedelta

import pytest

from helpdesk.people.availability import Choice, Effective, Plan, Reason, State
from helpdesk.people.load_repository import LoadRepository
from helpdesk.people.presence import Presence
from helpdesk.people.working_hours import Period, Weekday, WorkingHours
from helpdesk.platform.clock import to_text
from infra.workbench.tables import CONVERSATIONS, DIRECTORY
from tests.support.desk import DeskInProcess, queue_event

USER = "agent-1"
OFFICE = WorkingHours("Europe/Amsterdam", tuple(Period(day, "09:00", "17:00") for day in Weekday))


@pytest.fixture
def presence(desk: DeskInProcess) -> Presence:
    return Presence.on(desk.database.table(DIRECTORY), desk.database.table(CONVERSATIONS), desk.clock)


def is_away(desk: DeskInProcess) -> bool:
    return LoadRepository(desk.database.table(CONVERSATIONS)).read().is_away(USER)


def in_hours(desk: DeskInProcess, hours: float) -> str:
    return to_text(desk.clock.now + timedelta(hours=hours))


def choose(presence: Presence, state: State, at: str, until: str | None = None) -> Effective:
    return presence.change(USER, lambda known: Plan(Choice(state, at, until=until), known.plan.working_hours)).effective


def come_due(desk: DeskInProcess) -> list[str]:
    """Bodies of what the scheduler puts into the routing queue by now, after the router has worked on them."""
    bodies = [message.body for message in desk.schedules.due(desk.clock.now, "routing")]
    for body in bodies:
        assert not desk.router(queue_event(body))["batchItemFailures"]
    desk.settle()
    return bodies


@pytest.mark.both_backends
def test_routing_follows_a_choice_until_it_ends_by_itself(desk: DeskInProcess, presence: Presence) -> None:
    assert not is_away(desk)
    until = in_hours(desk, 2)
    assert choose(presence, State.AWAY, in_hours(desk, 0), until) == Effective(State.AWAY, Reason.CHOSEN, until)
    assert is_away(desk)
    desk.settle()
    [schedule] = desk.schedules.waiting.values()
    assert schedule["Target"]["Arn"] == "routing"
    assert "SqsParameters" not in schedule["Target"]
    desk.clock.forward(seconds=7200)
    assert presence.get(USER).effective == Effective(), "whoever looks sees it before the schedule"
    assert come_due(desk) == [], "a schedule comes a moment later, so that the router's clock shows the time"
    desk.clock.forward(seconds=2)
    assert come_due(desk) == [json.dumps({"availability": USER})]
    assert not is_away(desk)
    newest, oldest = presence.history(USER, before=None, limit=10).turns
    assert (newest.state, newest.was, newest.reason, newest.by) == (State.AVAILABLE, State.AWAY, None, None)
    assert (oldest.state, oldest.was, oldest.until) == (State.AWAY, State.AVAILABLE, until)
    assert desk.schedules.waiting == {}


def test_working_hours_go_on_day_after_day(desk: DeskInProcess, presence: Presence) -> None:
    presence.change(USER, lambda _: Plan(working_hours=OFFICE))
    desk.settle()
    states = []
    for _ in range(8):
        desk.clock.forward(seconds=6 * 3600)
        come_due(desk)
        states.append(is_away(desk))
        assert states[-1] is (presence.get(USER).effective.state is State.AWAY)
        assert len(desk.schedules.waiting) == 1
    assert set(states) == {True, False}


def test_a_message_that_comes_twice_or_for_an_earlier_plan_changes_nothing(
    desk: DeskInProcess, presence: Presence
) -> None:
    choose(presence, State.AWAY, in_hours(desk, 0), in_hours(desk, 1))
    later = choose(presence, State.AWAY, in_hours(desk, 0), in_hours(desk, 3))
    desk.settle()
    assert len(desk.schedules.waiting) == 2
    desk.clock.forward(seconds=2 * 3600)
    version = presence.get(USER).version
    [body] = come_due(desk)
    assert (presence.get(USER).effective, presence.get(USER).version) == (later, version)
    desk.clock.forward(seconds=2 * 3600)
    desk.router(queue_event(body))
    version = presence.get(USER).version
    assert come_due(desk) == [body]
    assert (is_away(desk), presence.get(USER).version) == (False, version)


def test_a_batch_that_is_delivered_again_schedules_nothing_new(desk: DeskInProcess, presence: Presence) -> None:
    choose(presence, State.AWAY, in_hours(desk, 0), in_hours(desk, 1))
    batch = desk.backend.directory_stream.batch()
    desk.clock.forward(seconds=7200)
    for _ in range(2):
        desk.fanout(batch)
    [schedule] = desk.schedules.waiting.values()
    assert schedule["ScheduleExpression"][3:-1] > to_text(desk.clock.now)[:19], "nothing is scheduled for the past"


def test_of_two_changes_at_once_both_are_made(desk: DeskInProcess, presence: Presence) -> None:
    interrupted = False

    def change(known: object) -> Plan:
        nonlocal interrupted
        if not interrupted:
            interrupted = True
            presence.change(USER, lambda _: Plan(working_hours=OFFICE))
        plan: Plan = known.plan  # type: ignore[attr-defined]
        return Plan(Choice(State.AWAY, in_hours(desk, 0), until=in_hours(desk, 1)), plan.working_hours)

    after = presence.change(USER, change)
    assert after.plan.working_hours == OFFICE
    assert (after.version, presence.get(USER)) == (3, after)


def test_what_is_so_already_is_not_written(desk: DeskInProcess, presence: Presence) -> None:
    presence.change(USER, lambda _: Plan(working_hours=OFFICE))
    assert presence.change(USER, lambda _: Plan(working_hours=OFFICE)).version == 2
    assert presence.refresh("nobody").version == 1


def test_the_history_is_read_in_pages_and_ends_after_90_days(desk: DeskInProcess, presence: Presence) -> None:
    for at in range(4):
        choose(presence, list(State)[1 - at % 2], in_hours(desk, 0))
        desk.clock.forward(seconds=1)
    first = presence.history(USER, before=None, limit=3)
    second = presence.history(USER, before=first.turns[-1].id, limit=3)
    assert ([turn.state for turn in first.turns], first.more) == ([State.AVAILABLE, State.AWAY, State.AVAILABLE], True)
    assert ([turn.state for turn in second.turns], second.more) == ([State.AWAY], False)
    [item] = (
        desk.database.table(DIRECTORY)
        .query("#pk = :pk AND #sk > :sk", {"pk": f"availability#{USER}", "sk": "availability#"}, limit=1)
        .items
    )
    assert item["purge_at"] // 86400 - int(desk.clock.now.timestamp()) // 86400 in (89, 90)


def test_availability_of_many_people_is_one_call(desk: DeskInProcess, presence: Presence) -> None:
    choose(presence, State.AWAY, in_hours(desk, 0))
    assert presence.many([USER, "agent-2", USER]) == {
        USER: Effective(State.AWAY, Reason.CHOSEN),
        "agent-2": Effective(),
    }
