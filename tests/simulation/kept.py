"""S3 as the index is kept there: each write has a condition, and a manifest names only what there is."""

import hashlib
import io
import json
from pathlib import Path
from typing import Any

from botocore.response import StreamingBody

from helpdesk.index.models import Batch
from helpdesk.indexing.manifest import BUILDING, CURRENT, FOLDER
from tests.simulation.faults import error
from tests.simulation.world import World
from tests.support.logged_index import Files, LoggedIndex, LoggingEngine


class WholeIndex(LoggedIndex):
    """In one file: reading several takes a third of a run's time."""

    def files(self) -> Files:
        for name in self._names:
            (self._folder / name).unlink()
        self._names = []
        whole = Batch(self.position, tuple(self.documents.values()))
        self.apply(whole)
        return super().files()


class Engine(LoggingEngine):
    def create(self, folder: Path) -> LoggedIndex:
        return WholeIndex(folder, [])

    def open(self, folder: Path, meta: str) -> LoggedIndex:
        return WholeIndex(folder, json.loads(meta))


class IndexBucket:
    def __init__(self, world: World) -> None:
        self._world = world
        self.stored: dict[str, bytes] = {}

    def get_object(self, **request: Any) -> Any:
        def perform() -> Any:
            content = self.stored.get(request["Key"])
            if content is None:
                raise error("NoSuchKey", "There is no such object.", 404, "GetObject")
            if _etag(content) == request.get("IfNoneMatch"):
                raise error("304", "Not Modified", 304, "GetObject")
            return {"Body": StreamingBody(io.BytesIO(content), len(content)), "ETag": _etag(content)}

        return self._world.call("s3", "GetObject", request, perform)

    def put_object(self, **request: Any) -> Any:
        body = request["Body"]
        content = body if isinstance(body, bytes) else body.read()

        def perform() -> Any:
            key, stored = request["Key"], self.stored.get(request["Key"])
            known = _etag(stored) if stored is not None else None
            if known != request.get("IfMatch") if "IfMatch" in request else known is not None:
                raise error("PreconditionFailed", "The condition does not hold.", 412, "PutObject")
            self.stored[key] = content
            self._world.violations += self.lacking()
            return {"ETag": _etag(content)}

        return self._world.call("s3", "PutObject", request, perform)

    def list_objects_v2(self, **request: Any) -> Any:
        def perform() -> Any:
            now = self._world.clock.at
            keys = sorted(key for key in self.stored if key.startswith(request["Prefix"]))
            return {"Contents": [{"Key": key, "LastModified": now} for key in keys]}

        return self._world.call("s3", "ListObjectsV2", request, perform)

    def delete_objects(self, **request: Any) -> Any:
        def perform() -> Any:
            for each in request["Delete"]["Objects"]:
                self.stored.pop(each["Key"], None)
            self._world.violations += self.lacking()
            return {}

        return self._world.call("s3", "DeleteObjects", request, perform)

    def named(self) -> set[str]:
        """The files of the index, and of the one that is being built."""
        manifests = [json.loads(self.stored[key]) for key in (CURRENT, BUILDING) if key in self.stored]
        return {f"{FOLDER}f/{file['id']}" for found in manifests for file in found["files"].values()}

    def lacking(self) -> list[str]:
        """What a manifest names, and is not there."""
        return [f"the index names {key}, which is not there" for key in sorted(self.named() - self.stored.keys())]


def _etag(content: bytes) -> str:
    return f'"{hashlib.md5(content).hexdigest()}"'
