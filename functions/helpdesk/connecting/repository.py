"""Connections in progress, in the table `directory`."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta

from helpdesk.connecting.models import Flow
from helpdesk.messaging.addresses import DeliveryIdentifier
from helpdesk.platform.attributes import Item, Key
from helpdesk.platform.dynamodb import ConditionFailed, Table, Write
from helpdesk.platform.records import dump, load

# For how long a retry of the last call returns the first response.
_KEPT = timedelta(days=30)
_PENDING = "attribute_exists(#pk) AND attribute_not_exists(#account_id)"


class FlowRepository:
    def __init__(self, table: Table) -> None:
        self._table = table

    def get(self, flow_id: str) -> Flow | None:
        item = self._table.get(_key(flow_id), consistent=True)
        return load(Flow, item) if item else None

    def create(self, flow: Flow, now: datetime) -> None:
        purge_at = int((now + _KEPT).timestamp())
        self._table.write(self._table.putting(_key(flow.id), dump(flow) | {"purge_at": purge_at}))

    def finishing(self, flow: Flow, account_id: str, name: str, identifier: DeliveryIdentifier | None) -> Write:
        """Marks the token as used; succeeds once."""
        named: Item = {"delivery_identifier": dump(identifier)} if identifier else {}
        becomes = {"account_id": account_id, "account_name": name, **named}
        return self._table.changing(_key(flow.id), _PENDING, becomes)

    def found_existing(self, flow: Flow, account_id: str) -> None:
        """Records which account has the identifier; the token stays valid for another one."""
        with suppress(ConditionFailed):  # it ended in the meantime: that result takes precedence
            self._table.write(self._table.changing(_key(flow.id), _PENDING, {"existing_account_id": account_id}))

    def transact(self, writes: Sequence[Write]) -> None:
        self._table.transact(writes)


def _key(flow_id: str) -> Key:
    return Key(f"connection#{flow_id}", "connection")
