"""M9: what somebody has chosen or planned, and the loss of their connection."""

from datetime import timedelta

import pytest

from helpdesk.live.absence import Absences
from helpdesk.live.attendance_repository import AttendanceRepository
from helpdesk.live.models import Attendance, Client
from helpdesk.people.availability import Reason, State
from helpdesk.people.presence import Presence
from helpdesk.people.principals import Principal
from infra.workbench.tables import CONVERSATIONS, DIRECTORY, LIVE
from tests.support.desk import AWAY_AFTER, DeskInProcess
from tests.support.live import Live, someone

HOURS = {"time_zone": "UTC", "periods": [{"day": "monday", "start": "09:00", "end": "17:00"}]}

DAY = timedelta(days=1)


@pytest.fixture
def live(desk: DeskInProcess) -> Live:
    return Live(desk)


@pytest.fixture
def bob(desk: DeskInProcess) -> Principal:
    return someone(desk, "Bob")


def choose(desk: DeskInProcess, person: Principal, state: str) -> None:
    assert desk.call("PUT", "/v1/me/availability", {"state": state}, principal=person)[0] == 200


def reason(desk: DeskInProcess, person: Principal, **later: float) -> str | None:
    """After so long, and with what came into the router's queue."""
    desk.clock.forward(**(later or {"seconds": 0}))
    desk.settle()
    found: str | None = desk.call("GET", "/v1/me/availability", principal=person)[1]["reason"]
    return found


def test_a_choice_before_gives_way_and_holds_again_when_they_are_back(
    desk: DeskInProcess, live: Live, bob: Principal
) -> None:
    mine = live.connected(bob)
    choose(desk, bob, "available")
    mine.leave()
    assert reason(desk, bob, seconds=AWAY_AFTER) == "disconnected"
    live.connected(bob)
    assert reason(desk, bob) == "chosen"


@pytest.mark.parametrize("seconds", [5, AWAY_AFTER])
def test_whoever_chooses_to_be_available_without_a_connection_is(
    desk: DeskInProcess, live: Live, bob: Principal, seconds: int
) -> None:
    live.connected(bob).leave()
    if seconds == AWAY_AFTER:
        assert reason(desk, bob, seconds=seconds) == "disconnected"
    desk.clock.forward(seconds=1)
    choose(desk, bob, "available")
    assert reason(desk, bob, seconds=AWAY_AFTER) == "chosen"
    live.connected(bob).leave()
    assert reason(desk, bob, seconds=AWAY_AFTER) == "disconnected", "each time anew"


def test_whoever_is_away_anyway_stays_so_for_the_same_reason(desk: DeskInProcess, live: Live, bob: Principal) -> None:
    mine = live.connected(bob)
    choose(desk, bob, "away")
    mine.leave()
    assert reason(desk, bob, seconds=AWAY_AFTER) == "chosen"
    live.connected(bob)
    assert reason(desk, bob) == "chosen"


def test_working_hours_do_not_begin_for_somebody_who_is_not_there(
    desk: DeskInProcess, live: Live, bob: Principal
) -> None:
    monday = desk.clock.now.replace(hour=8, minute=0) + (7 - desk.clock.now.weekday()) * DAY
    desk.clock.now = monday
    assert desk.call("PUT", "/v1/me/working-hours", HOURS, principal=bob)[0] == 200
    live.connected(bob).leave()
    assert reason(desk, bob, seconds=AWAY_AFTER) == "working_hours"
    presence = Presence.on(desk.database.table(DIRECTORY), desk.database.table(CONVERSATIONS), desk.clock)
    assert presence.many_at([bob.id], monday + DAY / 12)[bob.id].state is State.AVAILABLE, "as planned"
    assert reason(desk, bob, hours=2) == "disconnected"
    assert presence.many_at([bob.id], desk.clock.now)[bob.id].reason is Reason.DISCONNECTED
    live.connected(bob)
    assert reason(desk, bob) is None


def test_nobody_is_away_who_comes_back_while_it_is_written(desk: DeskInProcess, live: Live, bob: Principal) -> None:
    directory, conversations = desk.database.table(DIRECTORY), desk.database.table(CONVERSATIONS)

    class Raced(AttendanceRepository):
        reads = 0

        def get(self, client: Client) -> Attendance | None:
            found = super().get(client)
            self.reads += 1
            if self.reads == 1:
                live.connected(bob)
            return found

    live.connected(bob).leave()
    desk.clock.forward(seconds=AWAY_AFTER)
    raced = Raced(desk.database.table(LIVE))
    found = Absences(raced, Presence.on(directory, conversations, desk.clock), desk.clock).read(bob.id)
    assert (found.state, raced.reads) == (State.AVAILABLE, 2)
