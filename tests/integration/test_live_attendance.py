"""How many connections a person may have, and what is known of them when two change at once."""

from datetime import timedelta

import pytest

from helpdesk.live.attendance_repository import AttendanceRepository
from helpdesk.live.models import MOST_CONNECTIONS, Attendance, Client
from helpdesk.platform.clock import to_text
from helpdesk.platform.dynamodb import TransactionFailed
from infra.workbench.tables import LIVE
from tests.support.desk import DeskInProcess
from tests.support.live import Connected, Live, someone

BOB = Client("bob")
GRACE = timedelta(minutes=3)


@pytest.fixture
def live(desk: DeskInProcess) -> Live:
    return Live(desk)


@pytest.mark.both_backends
def test_the_oldest_of_too_many_connections_is_ended_with_the_reason(desk: DeskInProcess, live: Live) -> None:
    others = live.connected(someone(desk, "Bob"))
    mine = list[Connected]()
    for _ in range(MOST_CONNECTIONS):
        mine.append(live.connected())
        desk.clock.forward(seconds=1)
    assert live.sockets.closed == []
    newest = live.connected()
    [told] = mine[0].frames
    assert (told["type"], told["code"]) == ("error", "too_many_connections")
    assert live.sockets.closed == [mine[0].id]
    assert {key for key in live.stored() if mine[0].id in "".join(key)} == set()
    for each in (others, newest, *mine[1:]):
        assert each.ask("ping") == {"type": "pong"}


def test_whoever_leaves_makes_room(desk: DeskInProcess, live: Live) -> None:
    mine = [live.connected() for _ in range(MOST_CONNECTIONS)]
    mine[7].leave()
    live.connected()
    assert live.sockets.closed == []
    desk.clock.forward(hours=2, seconds=61)
    live.connected(), live.connected()
    assert live.sockets.closed == [], "what must have ended does not count"


def test_two_that_connect_at_once_are_both_counted(desk: DeskInProcess) -> None:
    class Raced(AttendanceRepository):
        raced = False

        def get(self, client: Client) -> Attendance | None:
            found = super().get(client)
            if not self.raced:
                self.raced = True
                calm.join(BOB, "other", ends, now)
            return found

    table, now = desk.database.table(LIVE), desk.clock()
    ends = now + timedelta(hours=2)
    calm = AttendanceRepository(table)
    Raced(table).join(BOB, "mine", ends, now)
    found = calm.get(BOB)
    assert found
    assert sorted(found.open) == ["mine", "other"]
    raced = Raced(table)
    raced.join(BOB, "third", ends, now)
    assert not Raced(table).leave(BOB, "mine", now, GRACE)
    assert not calm.leave(BOB, "mine", now, GRACE), "again"
    assert not calm.leave(BOB, "third", now, GRACE)
    assert calm.leave(BOB, "other", now, GRACE)
    assert calm.leave(BOB, "other", now, GRACE), "who repeats it hears the same"
    left = calm.get(BOB)
    assert left
    assert (left.open, left.left_at, left.lost_at(now)) == ({}, to_text(now), None)
    assert left.lost_at(now + GRACE) == to_text(now)


def test_what_follows_is_written_only_if_nothing_has_changed(desk: DeskInProcess) -> None:
    table, now = desk.database.table(LIVE), desk.clock()
    attendances = AttendanceRepository(table)
    assert not attendances.leave(BOB, "c1", now, GRACE), "nobody was there"
    nobody = attendances.unchanged(BOB, None)
    table.transact([nobody])
    attendances.join(BOB, "c1", now + timedelta(hours=2), now)
    with pytest.raises(TransactionFailed):
        table.transact([nobody])
    known = attendances.unchanged(BOB, attendances.get(BOB))
    table.transact([known])
    attendances.leave(BOB, "c1", now, GRACE)
    with pytest.raises(TransactionFailed):
        table.transact([known])
