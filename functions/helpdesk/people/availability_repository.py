"""Plans of availability and their history, in the table `directory`.

`availability#{user}` / `now`                     the plan, and what holds
`availability#{user}` / `availability#{turn}`     an entry of the history, for 90 days
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

from helpdesk.people.availability import Availability, Turn
from helpdesk.platform.attributes import Key
from helpdesk.platform.clock import from_text
from helpdesk.platform.dynamodb import NEW, Table, Write
from helpdesk.platform.optimistic import write_all
from helpdesk.platform.records import dump, load

TURN = "availability#"
READERS = {TURN: lambda item: load(Turn, item)}
_KEPT = timedelta(days=90)
_FIRST = Availability("").version


class AvailabilityRepository:
    def __init__(self, directory: Table) -> None:
        self._table = directory

    def get(self, user_id: str) -> Availability:
        """Somebody for whom nothing was planned is available."""
        item = self._table.get(_now(user_id), consistent=True)
        return load(Availability, item) if item else Availability(user_id)

    def many(self, user_ids: Iterable[str]) -> Mapping[str, Availability]:
        """By person. One call per 100."""
        planned = dict.fromkeys(user_ids)
        found = self._table.batch_get([_now(user_id) for user_id in planned], consistent=True)
        by_id = {each.user_id: each for each in (load(Availability, item) for item in found)}
        return {user_id: by_id.get(user_id) or Availability(user_id) for user_id in planned}

    def replacing(self, before: Availability, after: Availability) -> Write:
        """It fails if the plan has changed since `before` was read."""
        item = dump(replace(after, version=before.version + 1))
        if before.version == _FIRST:
            return self._table.putting(_now(after.user_id), item, NEW)
        return self._table.putting(_now(after.user_id), item, "#version = :known", {"known": before.version})

    def recording(self, turn: Turn) -> Write:
        ends = {"purge_at": int((from_text(turn.at) + _KEPT).timestamp())}
        return self._table.putting(Key(_partition(turn.user_id), f"{TURN}{turn.id}"), dump(turn) | ends)

    def history(self, user_id: str, *, before: str | None, limit: int) -> tuple[list[Turn], bool]:
        """Newest first, starting before the entry with that id; and whether there are more."""
        # `~` sorts after every character of an id; one more entry than requested shows whether there are more.
        values = {"pk": _partition(user_id), "first": TURN, "last": f"{TURN}{before or '~'}"}
        condition = "#pk = :pk AND #sk BETWEEN :first AND :last"
        page = self._table.query(condition, values, limit=limit + 2, consistent=True, newest_first=True)
        items = [item for item in page.items if item["sk"] != values["last"]]
        return [load(Turn, item) for item in items[:limit]], page.more or len(items) > limit

    def write(self, writes: Sequence[Write]) -> None:
        """Raises TransactionFailed."""
        write_all(self._table, writes)


def _now(user_id: str) -> Key:
    return Key(_partition(user_id), "now")


def _partition(user_id: str) -> str:
    return f"availability#{user_id}"
