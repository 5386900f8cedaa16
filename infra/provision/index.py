"""The index: where it is, and building it again from the tables, beside a running desk."""

import sys
import time
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from helpdesk.indexing.building import SEGMENTS
from helpdesk.indexing.manifest import BUILDING, CURRENT, SERVED, said
from helpdesk.indexing.work import of_rebuild
from helpdesk.platform.ids import new_ulid
from helpdesk.platform.kept_objects import KeptObjects
from helpdesk.platform.queues import Queue, SqsQueue
from infra.provision.command import Command
from infra.provision.stage import Stage

_LOOKS_EVERY = 2.0
_WIDTH = 40
_STUCK_AFTER = 3 * 3600
_STUCK = "There was no progress for three hours. Read the log of indexer; `index status` says how far it is."


class IndexOfStage:
    def __init__(
        self,
        objects: KeptObjects,
        queue: Queue,
        sleep: Callable[[float], None] = time.sleep,
        looks_every: float = _LOOKS_EVERY,
    ) -> None:
        self._objects = objects
        self._queue = queue
        self._sleep = sleep
        self._looks_every = looks_every

    @classmethod
    def of(cls, stage: Stage, *, looks_every: float = _LOOKS_EVERY) -> "IndexOfStage":
        objects = KeptObjects(lambda: stage.client("s3"), stage.outputs["FilesBucket"])
        return cls(
            objects, SqsQueue(lambda: stage.client("sqs"), stage.outputs["IndexQueueUrl"]), looks_every=looks_every
        )

    @property
    def exists(self) -> bool:
        return bool(self._said(CURRENT))

    def status(self) -> Iterator[str]:
        """Lines for people."""
        current, building = self._said(CURRENT), self._said(BUILDING).get("building")
        if current:
            size = sum(file["size"] for file in current["files"].values()) / 1_000_000
            # On a server, it has no files, but a name.
            what = current["meta"] if str(current.get("meta")).startswith(SERVED) else f"{size:.1f} MB"
            yield f"index        generation {current['generation']}, {what}, {current['engine']}"
            yield f"published    {current['published_at']}, up to entry {current['position']} of the change feed"
        else:
            yield "index        there is none"
        if building:
            yield f"being built  {_bar(building)}"

    def rebuild(self, build_id: str) -> Iterator[str]:
        """Lines that show how far it is, until it is done. Raises SystemExit if nothing moves any more."""
        self._queue.send([of_rebuild(build_id)])
        seen: Mapping[str, Any] = {}
        waits = 0.0
        while self._said(CURRENT).get("build") != build_id:
            building = self._said(BUILDING).get("building", {})
            waits = waits + self._looks_every if building == seen else 0.0
            if waits > _STUCK_AFTER:
                raise SystemExit(_STUCK)
            seen = building
            yield _bar(building if building.get("id") == build_id else {})
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
            print(line, flush=True)
        last = line
    print("\nThe index is built, and follows the change feed." if sys.stdout.isatty() else "The index is built.")


COMMAND = Command("index", "show the index of views and search, or build it again", _arguments, _perform)
