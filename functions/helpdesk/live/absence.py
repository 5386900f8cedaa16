"""Whoever is not connected any more is away, until they are connected again. Whoever never was is not."""

from collections.abc import Sequence

from helpdesk.live.attendance_repository import AttendanceRepository
from helpdesk.live.models import Attendance, Client
from helpdesk.people.availability import Availability, Effective, Plan
from helpdesk.people.presence import Presence
from helpdesk.platform.clock import Clock
from helpdesk.platform.dynamodb import Write


class Absences:
    def __init__(self, attendances: AttendanceRepository, presence: Presence, now: Clock) -> None:
        self._attendances = attendances
        self._presence = presence
        self._now = now

    def read(self, user_id: str) -> Effective:
        """Writes what follows from their connections, if these are still the same then. Idempotent."""
        client, seen = Client(user_id), list[Attendance | None]()

        def change(known: Availability) -> Plan:
            seen.append(self._attendances.get(client))
            return self._plan(known.plan, seen[-1])

        def checking(_before: Plan, _after: Plan) -> Sequence[Write]:
            return [self._attendances.unchanged(client, seen[-1])]

        return self._presence.change(user_id, change, recording=checking).effective

    def _plan(self, plan: Plan, found: Attendance | None) -> Plan:
        if found is None:
            return plan
        now = self._now()
        if found.open_at(now):
            return plan.connected()
        lost_at = found.lost_at(now)
        return plan.disconnected(lost_at) if lost_at else plan
