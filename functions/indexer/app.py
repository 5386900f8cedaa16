"""The one writer of the index: follows the feed when it has moved on, and builds the index from the tables where there
is none that can be used, or where somebody asks for it."""

from collections.abc import Mapping
from typing import Any

from aws_lambda_powertools import Logger

from helpdesk.indexing.building import Builder, Progress
from helpdesk.indexing.indexer import Indexed, Indexer, NoIndex
from helpdesk.indexing.manifest import SnapshotUnusable
from helpdesk.indexing.replica import IndexBehind
from helpdesk.indexing.sweeping import Sweeper
from helpdesk.indexing.work import IndexWork, of_turn, work_of
from helpdesk.platform.frozen import frozen
from helpdesk.platform.ids import new_ulid
from helpdesk.platform.queue_attempts import QueueAttempts, Received
from helpdesk.platform.queues import Queue, WorkQueue
from helpdesk.platform.retrying import Next


@frozen
class Attempt:
    """As the log has it."""

    changes: int | None = None
    position: int | None = None
    generation: int | None = None
    deleted: int | None = None
    build: str | None = None
    turn: int | None = None
    documents: int | None = None
    next: Next = Next.DONE
    wait_seconds: int = 0


class IndexerFunction:
    def __init__(
        self,
        indexer: Indexer,
        builder: Builder,
        sweeper: Sweeper,
        queue: WorkQueue,
        dead_letters: Queue,
        log: Logger,
    ) -> None:
        self._indexer = indexer
        self._builder = builder
        self._sweeper = sweeper
        self._queue = queue
        self._log = log
        self._attempts = QueueAttempts(
            "index",
            work_of,
            self._attempt,
            lambda work: {"build": work.build or work.rebuild},
            queue=queue,
            dead_letters=dead_letters,
            log=log,
        )

    def __call__(self, event: Mapping[str, Any], _context: object = None) -> dict[str, Any]:
        return self._attempts(event)

    def _attempt(self, work: IndexWork, _: Received) -> Attempt:
        if work.rebuild:
            return self._started(self._builder.begin(work.rebuild))
        try:
            if work.build:
                return self._went_on(self._builder.go_on(work.build, work.turn))
            if work.is_doubted and (progress := self._builder.under_way()):
                return self._started(progress)
            indexed = self._indexer.index(anew=work.is_doubted)
            return _indexed(indexed, self._sweeper.sweep() if work.is_scheduled else None)
        except (NoIndex, SnapshotUnusable, IndexBehind) as reason:
            # The tables have everything: whatever became of the index, it is built again.
            self._log.error("index rebuilt", reason=reason.message, code=reason.code)
            return self._started(self._builder.begin(new_ulid(), unless_begun=work.build is None))

    def _started(self, progress: Progress) -> Attempt:
        """Also where it has begun before: the message that goes on with it may have been lost."""
        self._queue.send([of_turn(progress.id, progress.turn)])
        return _progress(progress)

    def _went_on(self, progress: Progress | None) -> Attempt:
        if progress is None:
            return Attempt()
        if not progress.is_complete:
            self._queue.send([of_turn(progress.id, progress.turn)])
        return _progress(progress)


def _indexed(indexed: Indexed, deleted: int | None) -> Attempt:
    return Attempt(indexed.changes, indexed.position, indexed.generation, deleted)


def _progress(progress: Progress) -> Attempt:
    return Attempt(build=progress.id, turn=progress.turn, documents=progress.documents)
