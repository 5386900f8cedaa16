"""A desk of any size, with all that follows the feed: the index, those who watch, and subscriptions."""

import json
from collections.abc import Iterator, Mapping
from functools import cached_property, partial
from itertools import chain, groupby
from pathlib import Path
from typing import Any

import find.root
import indexer.root
import indexer.settings
import pusher.root
import pusher.settings
from find.settings import Settings as FindSettings
from helpdesk.live.models import KEPT, Client, Connection, Topic
from helpdesk.live.repository import ConnectionRepository
from helpdesk.platform.clock import utc_now
from infra.workbench.aws import MeteredAws
from infra.workbench.desk import Desk, Functions
from infra.workbench.environment import INDEX_QUEUE, WEBHOOKS_QUEUE
from infra.workbench.events import queue_event
from infra.workbench.seeded import Seeded, SeededTables
from infra.workbench.stream import TableChanges, images
from infra.workbench.tables import FEED, LIVE


class SizedDesk(Desk):
    def __init__(self, endpoint: str, receiver_url: str, seeded: Seeded, folder: Path) -> None:
        """`folder`: where its functions have the index, which is loaded when one needs it."""
        self._seeded, self._bucket, self._folder = seeded, seeded.bucket(), folder
        super().__init__(endpoint, receiver_url)
        self._entries = TableChanges(self.backend.client, FEED, self.backend.writes)

    def _built(self) -> Functions:
        return {
            **super()._built(),
            "find": (partial(find.root.build_for_lambda, folder=self._folder / "find"), FindSettings),
            "indexer": (
                partial(indexer.root.build_for_lambda, folder=self._folder / "indexer"),
                indexer.settings.Settings,
            ),
            "pusher": (pusher.root.build_for_lambda, pusher.settings.Settings),
        }

    def _aws(self) -> MeteredAws:
        return MeteredAws(self._endpoint, self.access_key, self._bucket, self._tables.prepare)

    @cached_property
    def _tables(self) -> SeededTables:
        return SeededTables(self.backend.client, self._seeded.desk, self.custom.id)

    def _happened(self, record: Mapping[str, Any]) -> bool:
        return not self._tables.has(_partition(record))

    def write_feed(self, together: int) -> Iterator[int]:
        """As if so many conversations at a time had changed within a second: how many have, after each second."""
        for stream in self._feed_streams:
            records = list(filter(self._happened, stream.batch(utc_now())["Records"]))
            changed = [list(each) for _, each in groupby(records, _partition)]
            for at in range(0, len(changed), together):
                some = changed[at : at + together]
                self._functions["feed"]({"Records": [*chain.from_iterable(some)]})
                yield len(some)

    def index(self) -> int:
        """What the feed has announced since: how many times the indexer ran."""
        before = self._functions["indexer"].aws.usage.invocations
        self._consume(INDEX_QUEUE, "indexer", batch_size=1, sender="feed")
        return self._functions["indexer"].aws.usage.invocations - before

    def index_now(self) -> None:
        """As if the feed had announced it."""
        answer = self._functions["indexer"](queue_event([json.dumps({"feed": 1})]))
        assert not answer["batchItemFailures"], "the indexer failed"

    def tell(self) -> None:
        """What is new in the feed, to those who watch, and to subscriptions."""
        new = [images(FEED, None, after, "", utc_now()) for before, after in self._entries.read() if after != before]
        if new:
            for name in ("pusher", "notifier"):
                self._functions[name]({"Records": new})
            self._consume(WEBHOOKS_QUEUE, "notifier", batch_size=1, sender="notifier")

    def watch(self, topic: Topic, people: int) -> None:
        """Each of them with a connection of their own."""
        connections = ConnectionRepository(self.backend.database.table(LIVE))
        until = int((utc_now() + KEPT).timestamp())
        for number in range(people):
            client = Client(self.employ(f"watcher-{number:03d}"))
            connections.open(Connection(f"connection-{number:03d}=", client, until))
            connections.watch(f"connection-{number:03d}=", topic)


def _partition(record: Mapping[str, Any]) -> str:
    partition: str = record["dynamodb"]["Keys"]["pk"]["S"]
    return partition
