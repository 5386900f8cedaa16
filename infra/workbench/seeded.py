"""A desk of any size: its whole index is in the object store, and its tables have of it what is asked for.

A page shows fifty tickets of a million. They are put into the table the moment a function asks for them the first time,
and that request is not measured. So nobody waits for a million writes, and a page reads what it would read.
"""

import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from helpdesk.conversations.items import message_item, message_key, ticket_key
from helpdesk.index.embedded import Embedded
from helpdesk.index.models import Batch
from helpdesk.indexing.manifest import SCHEMA
from helpdesk.indexing.snapshots import Snapshots
from helpdesk.indexing.tantivy_engine import Tantivy
from helpdesk.platform.attributes import to_attributes
from helpdesk.platform.clock import utc_now
from helpdesk.platform.ids import new_ulid
from helpdesk.platform.kept_objects import KeptObjects
from helpdesk.platform.records import dump
from helpdesk.tickets.repository import TICKET
from infra.workbench.bucket import Bucket
from infra.workbench.made_up import MadeUpDesk
from infra.workbench.tables import CONVERSATIONS, DIRECTORY

_VERSION = 1
"""Of what is made up: another one is built anew."""
_AT_ONCE = 50_000
_MEMORY = 300_000_000
_DONE = "done"
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Seeded:
    desk: MadeUpDesk
    folder: Path

    @property
    def is_built(self) -> bool:
        return (self.folder / _DONE).is_file()

    @property
    def megabytes(self) -> float:
        return sum(path.stat().st_size for path in self.folder.rglob("*") if path.is_file()) / 1e6

    def bucket(self) -> Bucket:
        """What is written to it is forgotten."""
        return Bucket(self.folder)

    def build(self, progress: Progress) -> None:
        """As the indexer publishes it; with more memory, which makes it faster."""
        shutil.rmtree(self.folder, ignore_errors=True)
        bucket, documents, of = self.bucket(), self.desk.documents(), 2 * self.desk.size
        objects: Any = bucket
        with TemporaryDirectory() as folder:
            snapshots = Snapshots(
                KeptObjects(lambda: objects, ""), _Loader(), Path(folder), now=utc_now, new_id=new_ulid
            )
            opened, done = snapshots.begin(), 0
            while some := tuple(islice(documents, _AT_ONCE)):
                opened.index.apply(Batch(0, some))
                done += len(some)
                progress(done, of)
            snapshots.publish(opened)
        bucket.save()
        (self.folder / _DONE).touch()


def seeded(folder: Path, desk: MadeUpDesk) -> Seeded:
    """In its place among those that are kept in this folder."""
    return Seeded(desk, folder / f"{desk.size}-of-{desk.accounts}-accounts-{SCHEMA}.{_VERSION}")


class _Loader(Tantivy):
    def create(self, folder: Path) -> Embedded:
        return Embedded.create(folder, memory=_MEMORY)


class SeededTables:
    def __init__(self, client: Any, desk: MadeUpDesk, account: str) -> None:
        """`account`: all accounts are as this one."""
        self._client = client
        self._desk = desk
        self._account = account
        self._there: set[str] = set()

    def has(self, partition: str) -> bool:
        """Whether what is in this partition was put here, and nothing has happened."""
        return partition in self._there

    def prepare(self, asked: Mapping[str, Any]) -> None:
        """Somebody is about to read these items, by table."""
        for table, wanted in asked.items():
            for key in wanted["Keys"]:
                self._put(table, key["pk"]["S"])

    def _put(self, table: str, partition: str) -> None:
        if partition in self._there:
            return
        account_id = partition.removeprefix("account#")
        if table == DIRECTORY and self._desk.has_account(account_id):
            key = {"pk": {"S": f"account#{self._account}"}, "sk": {"S": "account"}}
            pattern = self._client.get_item(TableName=DIRECTORY, Key=key)["Item"]
            items = [{**pattern, "pk": {"S": partition}, "id": {"S": account_id}}]
        elif table == CONVERSATIONS and (number := self._desk.number_of(partition)) is not None:
            ticket, message = self._desk.ticket(number), self._desk.message(number)
            of_ticket = dump(ticket, "reference") | {"kind": TICKET} | ticket_key(ticket.reference).attributes()
            of_message = message_item(message) | message_key(message.reference, message.sequence).attributes()
            items = [to_attributes(of_ticket), to_attributes(of_message)]
        else:
            return
        self._there.add(partition)
        for item in items:
            self._client.put_item(TableName=table, Item=item)
