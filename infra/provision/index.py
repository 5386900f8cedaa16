"""The index: where it is, and building it again from the tables, beside a running desk."""

import sys
import time
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from helpdesk.indexing.building import SEGMENTS
from helpdesk.indexing.manifest import BUILDING, CURRENT, SERVED, said
from helpdesk.indexing.opensearch_engine import OpenSearchEngine
from helpdesk.indexing.tantivy_engine import Tantivy
from helpdesk.indexing.work import of_rebuild
from helpdesk.platform.clock import Clock, from_text, utc_now
from helpdesk.platform.ids import new_ulid
from helpdesk.platform.kept_objects import KeptObjects
from helpdesk.platform.queues import Queue, SqsQueue
from infra.deployment import EMBEDDED, OPENSEARCH
from infra.provision.command import Command
from infra.provision.index_health import Waiting, duration, trouble
from infra.provision.stage import Stage

_LOOKS_EVERY = 2.0
_WIDTH = 40
_SHOWN = {"files", "generation", "engine", "published_at", "position"}
_INDENT = " " * 13
_BUILD = "The indexer builds one by itself; `index rebuild` asks for it now, and shows how far it is."
_LATE_AFTER = 20
_STUCK_AFTER = 3 * 3600
_ENGINES = {EMBEDDED: Tantivy.name, OPENSEARCH: OpenSearchEngine.name}
_STUCK = "There was no progress for three hours. Read the log of indexer; `index status` says how far it is."


class IndexOfStage:
    def __init__(
        self,
        objects: KeptObjects,
        queue: Queue,
        waiting: Callable[[], Waiting],
        *,
        engine: str = Tantivy.name,
        now: Clock = utc_now,
        sleep: Callable[[float], None] = time.sleep,
        looks_every: float = _LOOKS_EVERY,
    ) -> None:
        """`waiting`: what is in the queue. `engine`: of the stage's functions."""
        self._objects = objects
        self._queue = queue
        self._waiting = waiting
        self._engine = engine
        self._now = now
        self._sleep = sleep
        self._looks_every = looks_every

    @classmethod
    def of(cls, stage: Stage, *, looks_every: float = _LOOKS_EVERY) -> "IndexOfStage":
        url = stage.outputs["IndexQueueUrl"]
        return cls(
            KeptObjects(lambda: stage.client("s3"), stage.outputs["FilesBucket"]),
            SqsQueue(lambda: stage.client("sqs"), url),
            lambda: Waiting.of(stage.client("sqs"), url),
            engine=_ENGINES[stage.outputs.get("SearchEngine", EMBEDDED)],
            looks_every=looks_every,
        )

    @property
    def exists(self) -> bool:
        return bool(self._said(CURRENT))

    def status(self) -> Iterator[str]:
        """Lines for people."""
        yield from self._published()
        waiting, building = self._waiting(), self._said(BUILDING)
        if progress := building.get("building"):
            still = (self._now() - from_text(building["published_at"])).total_seconds()
            yield f"being built  {_bar(progress)}, last moved {duration(still)} ago, at {building['published_at']}"
            if still > waiting.hidden_seconds:
                yield f"{_INDENT}It does not move. Read the log of indexer; `index rebuild` begins a new one."
        yield f"queue        {waiting}"
        if waiting.in_flight:
            yield f"{_INDENT}What is in flight {waiting.comes_again} if its indexer died; the others wait for it."

    def _published(self) -> Iterator[str]:
        found = self._objects.read(CURRENT)
        if found is None:
            yield "index        there is none of this version"
            yield f"usable       NO: lists, counts and search answer 503. {_BUILD}"
            return
        current = said(found.content)
        if _SHOWN.issubset(current):
            size = sum(file["size"] for file in current["files"].values()) / 1_000_000
            # On a server, it has no files, but a name.
            what = current["meta"] if str(current.get("meta")).startswith(SERVED) else f"{size:.1f} MB"
            yield f"index        generation {current['generation']}, {what}, {current['engine']}"
            yield f"published    {current['published_at']}, up to entry {current['position']} of the change feed"
        reason = trouble(self._objects, found.content, self._engine)
        yield f"usable       {f'NO: {reason}' if reason else 'yes'}"

    def rebuild(self, build_id: str) -> Iterator[str]:
        """Lines that show how far it is, until it is done; one that stays ends with a line feed. Raises SystemExit if
        nothing moves any more."""
        self._queue.send([of_rebuild(build_id)])
        seen: Mapping[str, Any] = {}
        waits, waited = 0.0, 0.0
        while self._said(CURRENT).get("build") != build_id:
            building = self._said(BUILDING).get("building", {})
            waits = waits + self._looks_every if building == seen else 0.0
            if waits > _STUCK_AFTER:
                raise SystemExit(_STUCK)
            seen = building
            has_begun = building.get("id") == build_id
            yield _bar(building if has_begun else {})
            if not has_begun and waited < _LATE_AFTER <= waited + self._looks_every:
                yield f"{self._waiting().why_not_begun}\n"
            waited += self._looks_every
            self._sleep(self._looks_every)
        yield _bar({"segment": SEGMENTS, "documents": seen.get("documents", 0)} if seen else {"segment": SEGMENTS})

    def _said(self, key: str) -> Mapping[str, Any]:
        found = self._objects.read(key)
        return said(found.content) if found else {}


def _bar(building: Mapping[str, Any]) -> str:
    done = building.get("segment", 0) / SEGMENTS
    documents = f", {building['documents']:,} documents" if building.get("documents") else ""
    return f"{'█' * int(done * _WIDTH):░<{_WIDTH}} {done:4.0%}{documents}"


def _arguments(parser: ArgumentParser) -> None:
    parser.add_argument("action", choices=("status", "rebuild"))


def _perform(stage: Stage, options: Namespace) -> None:
    index = IndexOfStage.of(stage)
    if options.action == "status":
        print("\n".join(index.status()))
        return
    last = ""
    for line in index.rebuild(new_ulid()):
        # A terminal shows one line that grows, a file only what has changed.
        if sys.stdout.isatty():
            print(f"\r\033[K{line}", end="", flush=True)
        elif line != last:
            print(line.rstrip(), flush=True)
        last = line
    print("\nThe index is built, and follows the change feed." if sys.stdout.isatty() else "The index is built.")


COMMAND = Command("index", "show the index of views and search, or build it again", _arguments, _perform)
