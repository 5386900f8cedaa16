"""Attendances in the table `live`.

`connections#{user}` / `person`, or the id of the program's token     which connections are open
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from helpdesk.live.models import MOST_CONNECTIONS, Attendance, Client
from helpdesk.platform.attributes import Key
from helpdesk.platform.clock import to_text
from helpdesk.platform.dynamodb import NEW, ConditionFailed, Table, Write
from helpdesk.platform.optimistic import until_written
from helpdesk.platform.records import dump, load

_KEPT = timedelta(days=1)
_SAME = "#version = :known"


class AttendanceRepository:
    def __init__(self, table: Table) -> None:
        self._table = table

    def get(self, client: Client) -> Attendance | None:
        """None: there was no connection for a day. Strongly consistent."""
        item = self._table.get(_key(client), consistent=True)
        return load(Attendance, item, client=client) if item else None

    def join(self, client: Client, connection_id: str, ends_at: datetime, now: datetime) -> Sequence[str]:
        """Returns the oldest ones, which are not counted any more: there are too many."""

        def attempt() -> Sequence[str] | None:
            known = self.get(client)
            others = known.open_at(now) if known else {}
            oldest_first = sorted(set(others) - {connection_id}, key=lambda each: (others[each], each))
            excess = oldest_first[: max(0, len(oldest_first) + 1 - MOST_CONNECTIONS)]
            stay = {each: others[each] for each in oldest_first if each not in excess}
            opened = stay | {connection_id: int(ends_at.timestamp())}
            return excess if self._replace(known, Attendance(client, opened), now) else None

        return until_written(attempt, "these connections")

    def leave(self, client: Client, connection_id: str, now: datetime, grace: timedelta) -> bool:
        """Whether none is open any more."""

        def attempt() -> bool | None:
            known = self.get(client)
            if known is None or connection_id not in known.open:
                return known is not None and not known.open_at(now)
            others = {each: ends for each, ends in known.open_at(now).items() if each != connection_id}
            left = Attendance(client, others)
            if not others:
                left = replace(left, left_at=to_text(now), away_from=to_text(now + grace))
            return not others if self._replace(known, left, now) else None

        return until_written(attempt, "these connections")

    def unchanged(self, client: Client, known: Attendance | None) -> Write:
        """It fails the transaction if something has changed since."""
        if known is None:
            return self._table.checking(_key(client), NEW)
        return self._table.checking(_key(client), _SAME, {"known": known.version})

    def _replace(self, known: Attendance | None, after: Attendance, now: datetime) -> bool:
        version = known.version + 1 if known else 1
        becomes = dump(replace(after, version=version), "client")
        becomes["expires_at"] = int((now + _KEPT).timestamp())
        condition, values = (_SAME, {"known": known.version}) if known else (NEW, {})
        try:
            self._table.write(self._table.changing(_key(after.client), condition, becomes, values))
        except ConditionFailed:
            return False
        return True


def _key(client: Client) -> Key:
    return Key(f"connections#{client.user_id}", client.token_id or "person")
