"""Deletes files of the index, and indexes of a server, that no manifest has named for a day: whoever still loads an
older snapshot needs them."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta

from helpdesk.indexing.manifest import BUILDING, CURRENT, ROOT, SCHEMA, UNNAMED, Manifest, schema_of
from helpdesk.indexing.opensearch_engine import Served, key_of
from helpdesk.platform.clock import Clock, from_text, to_text
from helpdesk.platform.kept_objects import Kept, KeptObjects

_UNNAMED_FOR = timedelta(days=1)


class Sweeper:
    def __init__(self, objects: KeptObjects, engine: str, now: Clock, served: Served | None = None) -> None:
        """`served`: where the index is one of a server."""
        self._objects = objects
        self._engine = engine
        self._now = now
        self._served = served

    def sweep(self) -> int:
        """How many objects and indexes were deleted. A writer names its files after it has stored them; a reader loads
        what a manifest named a while ago. So what is unnamed is noted, and deleted if it still is a day later. Raises
        SnapshotUnusable, Refused."""
        noted = self._objects.read(UNNAMED)
        since = json.loads(noted.content) if noted else {}
        served = {key_of(name): name for name in self._served.names()} if self._served else {}
        listed = {*(each.key for each in self._objects.listed(ROOT)), *served}
        current = self._objects.read(CURRENT)
        if current is None:
            return 0
        named = {CURRENT, BUILDING, UNNAMED, *self._files_of(current), *self._files_of(self._objects.read(BUILDING))}
        now = self._now()
        unnamed = {key: since.get(key, to_text(now)) for key in listed - named if _is_ours(key)}
        due = [key for key, at in unnamed.items() if _is_over(at, now)]
        self._objects.delete([key for key in due if key not in served])
        for name in [served[key] for key in due if key in served]:
            assert self._served, "it has named it"
            self._served.delete(name)
        left = {key: at for key, at in sorted(unnamed.items()) if key not in due}
        if left != since:
            self._objects.write(UNNAMED, json.dumps(left).encode(), noted.etag if noted else None)
        return len(due)

    def _files_of(self, manifest: Kept | None) -> Iterator[str]:
        if manifest:
            found = Manifest.read(manifest.content, self._engine)
            yield from (file.key for file in found.files.values())
            if self._served:
                yield key_of(found.meta)


def _is_ours(key: str) -> bool:
    """Of this version, or of an older one, which this one has replaced; not of a newer one that was rolled back."""
    schema = schema_of(key)
    return schema is not None and schema <= SCHEMA


def _is_over(at: str, now: datetime) -> bool:
    return from_text(at) <= now - _UNNAMED_FOR
