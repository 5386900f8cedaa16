"""What waits for a receiver that fails, in the table `conversations`. It costs nothing while it waits: its queue
message is deleted, and sent anew when it is its turn.

`parked#{account}` / `{since}#{id}`   a delivery, in the order in which they were stored
`probe#{account}` / `{probe}`         that a probe was asked for: the fan-out queues it
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Annotated, Any

from helpdesk.delivery.work import PROBE
from helpdesk.platform.attributes import Item, Key
from helpdesk.platform.clock import from_text
from helpdesk.platform.dynamodb import Table, Write
from helpdesk.platform.frozen import frozen
from helpdesk.platform.optimistic import write_with
from helpdesk.platform.records import AS_TEXT, dump, load

_KEPT = timedelta(days=30)


@frozen
class Parked:
    account_id: str
    event_id: str
    """Of a reply, the message's id."""
    since: str
    """Since when it is tried."""
    work: Annotated[Mapping[str, Any], AS_TEXT]
    group: str
    token: str
    """Of this time that it was parked."""
    is_reply: bool = False

    def deadline(self, retry_hours: int) -> datetime:
        return from_text(self.since) + timedelta(hours=retry_hours)


@frozen
class Probe:
    account_id: str
    id: str


class ParkedRepository:
    def __init__(self, table: Table) -> None:
        self._table = table

    def putting(self, parked: Parked) -> Write:
        """Succeeds if it is not there yet."""
        return self._table.putting(_key(parked), dump(parked) | {"kind": "parked"})

    def renewing(self, parked: Parked) -> Write:
        """Succeeds if it is there: whoever was about to release it sees that it was parked again."""
        return self._table.changing(_key(parked), "attribute_exists(#pk)", {"token": parked.token})

    def removing(self, parked: Parked) -> Write:
        """Succeeds unless it was parked again."""
        return self._table.deleting(_key(parked), "#token = :token", {"token": parked.token})

    def forgetting(self, account_id: str, since: str, event_id: str) -> Write:
        """It needs not be sent any more. Succeeds if it is there."""
        return self._table.deleting(Key(_partition(account_id), f"{since}#{event_id}"), "attribute_exists(#pk)")

    def first(self, account_id: str, limit: int) -> list[Parked]:
        """The oldest ones."""
        values: Item = {"pk": _partition(account_id)}
        page = self._table.query("#pk = :pk", values, limit=limit, consistent=True)
        return [load(Parked, item) for item in page.items]

    def asking(self, probe: Probe, now: datetime) -> Write:
        expiry = int((now + _KEPT).timestamp())
        key = Key(f"probe#{probe.account_id}", probe.id)
        return self._table.putting(key, dump(probe) | {"kind": PROBE, "expires_at": expiry})

    def transact(self, writes: Sequence[Write], *shown: Write) -> None:
        """With the first of `shown` that succeeds. Raises TransactionFailed."""
        write_with(self._table, writes, *shown)

    def write(self, write: Write) -> None:
        """Raises ConditionFailed."""
        self._table.write(write)


def _partition(account_id: str) -> str:
    return f"parked#{account_id}"


def _key(parked: Parked) -> Key:
    return Key(_partition(parked.account_id), f"{parked.since}#{parked.event_id}")


def probe_from(item: Item) -> Probe:
    return load(Probe, item)


READERS = {PROBE: probe_from}
