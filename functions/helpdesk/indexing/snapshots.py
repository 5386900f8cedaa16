"""Snapshots of the index in the object store: immutable files, and a manifest that one writer at a time replaces."""

import hashlib
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Protocol

from helpdesk.index.port import Index
from helpdesk.indexing.manifest import CURRENT, Manifest, SnapshotUnusable, StoredFile, said
from helpdesk.platform.clock import Clock, to_text
from helpdesk.platform.frozen import frozen
from helpdesk.platform.ids import NewId
from helpdesk.platform.kept_objects import KeptObjects, Refused
from helpdesk.platform.parallel import Parallel, in_threads


class Files(Protocol):
    @property
    def names(self) -> tuple[str, ...]:
        """Of files that are never changed."""

    @property
    def meta(self) -> str:
        """What the engine says of them."""


class Stored(Index, Protocol):
    """An index in a folder."""

    def files(self) -> Files:
        """When the engine changes none of them any more."""


class Engine(Protocol):
    name: str
    """With its version."""

    def create(self, folder: Path) -> Stored: ...

    def open(self, folder: Path, meta: str) -> Stored: ...


class Outrun(Exception):
    """Somebody else has published since this index was loaded."""


@dataclass(slots=True)
class Opened:
    """An index that was loaded from a snapshot, or begun without one."""

    index: Stored
    folder: Path
    manifest: Manifest | None
    etag: str | None

    @property
    def generation(self) -> int:
        return self.manifest.generation if self.manifest else 0


@frozen
class Known:
    """What is published, without its files."""

    etag: str
    said: Mapping[str, Any]
    """As its manifest says; empty if that is not whole."""

    @property
    def building(self) -> Mapping[str, Any]:
        building: Mapping[str, Any] = self.said.get("building", {})
        return building


class Snapshots:
    def __init__(
        self,
        objects: KeptObjects,
        engine: Engine,
        folder: Path,
        *,
        now: Clock,
        new_id: NewId,
        key: str = CURRENT,
        parallel: Parallel = in_threads,
    ) -> None:
        """`folder`: of this process alone. `key`: of the manifest."""
        self._objects = objects
        self._engine = engine
        self._store = folder / "files"
        self._folders = folder / "indexes"
        self._now = now
        self._new_id = new_id
        self._key = key
        self._parallel = parallel

    def begin(self) -> Opened:
        """A new index, without anything in it."""
        folder = self._new_folder()
        return Opened(self._engine.create(folder), folder, None, None)

    def load(self, known: str | None = None) -> Opened | None:
        """The newest snapshot, of which only what is not here is fetched; None if there is none. Raises Unchanged if
        its manifest has the ETag `known`; SnapshotUnusable and SnapshotNewer."""
        found = self._objects.read(self._key, known)
        if found is None:
            return None
        manifest = Manifest.read(found.content, self._engine.name)
        self._fetch(manifest)
        folder = self._new_folder()
        try:
            for name, file in manifest.files.items():
                (folder / name).hardlink_to(self._store / file.id)
            return Opened(self._engine.open(folder, manifest.meta), folder, manifest, found.etag)
        except BaseException:
            # Readers try again with each request, and what is linked from a folder keeps its space.
            shutil.rmtree(folder, ignore_errors=True)
            raise

    def publish(self, opened: Opened, building: Mapping[str, Any] | None = None) -> Opened:
        """First the files that are new, then the manifest, if nobody has published since `opened` was loaded. Raises
        Outrun. `building`: what the manifest says about it."""
        files = opened.index.files()
        before = opened.manifest.files if opened.manifest else {}
        new = [name for name in files.names if name not in before]
        uploaded = dict(zip(new, self._parallel(self._upload, [opened.folder / name for name in new]), strict=True))
        manifest = Manifest(
            id=self._new_id(),
            engine=self._engine.name,
            generation=opened.generation + 1,
            position=opened.index.position,
            published_at=to_text(self._now()),
            meta=files.meta,
            files={name: uploaded.get(name) or before[name] for name in files.names},
            build=(building or {}).get("id") or (opened.manifest.build if opened.manifest else ""),
            building=building or {},
        )
        return replace(opened, manifest=manifest, etag=self._put(manifest, opened.etag))

    def succeed(self, known: Known | None, opened: Opened) -> None:
        """An index that was published elsewhere follows this one, or is the first one. Raises Outrun."""
        assert opened.manifest, "it was published elsewhere"
        generation = known.said.get("generation", 0) if known else 0
        successor = replace(
            opened.manifest,
            id=self._new_id(),
            generation=max(generation, opened.generation) + 1,
            published_at=to_text(self._now()),
            building={},
        )
        self._put(successor, known.etag if known else None)

    def look(self) -> Known | None:
        """What is published, without loading it; None if nothing is. It may be unusable."""
        found = self._objects.read(self._key)
        return Known(found.etag, said(found.content)) if found else None

    def end(self) -> None:
        """Nothing is published here any more."""
        self._objects.delete([self._key])

    def forget(self, opened: Opened) -> None:
        """Its folder is not needed any more. Files that other snapshots name stay."""
        shutil.rmtree(opened.folder, ignore_errors=True)

    def forget_all(self) -> None:
        """Nothing that is here is used any more."""
        for folder in (self._folders, self._store):
            shutil.rmtree(folder, ignore_errors=True)

    def _put(self, manifest: Manifest, etag: str | None) -> str:
        content = manifest.written()
        try:
            return self._objects.write(self._key, content, etag)
        except Refused as refused:
            found = self._objects.read(self._key)
            if found and found.content == content:  # the answer to an earlier attempt was lost
                return found.etag
            raise Outrun from refused

    def _upload(self, path: Path) -> StoredFile:
        with path.open("rb") as content:
            file = StoredFile(self._new_id(), path.stat().st_size, hashlib.file_digest(content, "sha256").hexdigest())
        self._objects.upload(file.key, path)
        return file

    def _fetch(self, manifest: Manifest) -> None:
        self._store.mkdir(parents=True, exist_ok=True)
        here = {path.name for path in self._store.iterdir()}
        wanted = {file.id: file for file in manifest.files.values()}
        for _ in self._parallel(self._download, [file for file in wanted.values() if file.id not in here]):
            pass
        for name in here - wanted.keys():
            (self._store / name).unlink()

    def _download(self, file: StoredFile) -> None:
        unfinished = self._store / f"{file.id}.unfinished"
        if not self._objects.download(file.key, unfinished):
            raise SnapshotUnusable(f"The file {file.id} of the index is missing.")
        with unfinished.open("rb") as content:
            same = unfinished.stat().st_size == file.size
            if not same or hashlib.file_digest(content, "sha256").hexdigest() != file.sha256:
                raise SnapshotUnusable(f"The file {file.id} of the index is damaged.")
        unfinished.rename(self._store / file.id)

    def _new_folder(self) -> Path:
        folder = self._folders / self._new_id()
        folder.mkdir(parents=True)
        return folder
