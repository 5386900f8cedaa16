"""The manifest of a snapshot: which files of the object store are the index, and what it knows. Pure.

index/v{schema}/manifest.json   names the snapshot that readers load; replaced as a whole
index/v{schema}/building.json   the same of an index that is being built beside it
index/v{schema}/f/{id}          a file of the index, never changed
index/unnamed.json              since when nobody has named which files
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, field
from typing import Any, Self

from helpdesk.platform.errors import Unavailable
from helpdesk.platform.frozen import frozen

SCHEMA = 3
"""Of the documents. Whoever changes what a document has, how words are made of its texts, or the version of the engine,
raises it: a deployment then builds another index beside this one."""
ROOT = "index/"
UNNAMED = f"{ROOT}unnamed.json"
FOLDER = f"{ROOT}v{SCHEMA}/"
CURRENT, BUILDING = f"{FOLDER}manifest.json", f"{FOLDER}building.json"

_CHECKSUM = "sha256"
SERVED = "desk-v"
"""How the names of indexes begin that are on a server."""


class SnapshotUnusable(Unavailable):
    """It has to be built again, from the tables."""

    code = "index_unusable"


class SnapshotNewer(Unavailable):
    """A newer version has written it: this one must not touch it."""

    code = "index_newer"

    def __init__(self, found: str) -> None:
        super().__init__(f"The index was written by a newer version ({found}). Deploy that version again.")


@frozen
class StoredFile:
    id: str
    """Of its object."""
    size: int
    sha256: str

    @property
    def key(self) -> str:
        return f"{FOLDER}f/{self.id}"


@frozen
class Manifest:
    id: str
    """Of this manifest: whoever wrote it recognises it."""
    engine: str
    """With its version."""
    generation: int
    position: int
    """The feed's entry up to which the index knows everything."""
    published_at: str
    meta: str
    """What the engine says of its files. It is in here, so that it fits to them."""
    files: Mapping[str, StoredFile]
    """By their names in the engine's folder."""
    build: str = ""
    """By which it was built from the tables; it has followed the feed since."""
    schema: int = SCHEMA
    building: Mapping[str, Any] = field(default_factory=dict)
    """Of an index that is being built: how far that is."""

    @property
    def size(self) -> int:
        return sum(file.size for file in self.files.values())

    def written(self) -> bytes:
        """With its own checksum: it has what the engine says of its files, and the engine trusts that."""
        said = asdict(self)
        return _text({**said, _CHECKSUM: _checksum(said)})

    @classmethod
    def read(cls, content: bytes, engine: str) -> Self:
        """`engine`: this function's. Raises SnapshotUnusable and SnapshotNewer."""
        try:
            found = json.loads(content)
            is_whole = found.pop(_CHECKSUM, None) == _checksum(found)
            schema, by = found["schema"], str(found["engine"])
            if schema > SCHEMA or (schema == SCHEMA and _is_newer(by, engine)):
                raise SnapshotNewer(f"schema {schema}, {by}")
            files = {name: StoredFile(**stored) for name, stored in found["files"].items()}
            manifest = cls(**{**found, "files": files})
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise SnapshotUnusable("The manifest of the index is not whole.") from error
        if by != engine or schema != SCHEMA:
            raise SnapshotUnusable(f"The index was written by {by}, and this is {engine}.")
        if not is_whole:
            raise SnapshotUnusable("The manifest of the index is damaged.")
        return manifest


def said(content: bytes) -> Mapping[str, Any]:
    """What a manifest says, whoever wrote it; nothing if it is not whole."""
    try:
        found = json.loads(content)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _text(said: Mapping[str, Any]) -> bytes:
    return json.dumps(said, separators=(",", ":"), ensure_ascii=False).encode()


def _checksum(said: Mapping[str, Any]) -> str:
    return hashlib.sha256(_text(said)).hexdigest()


def _is_newer(engine: str, other: str) -> bool:
    """Another engine is neither newer nor older: who changes the setting has it built again."""
    return engine.rpartition(" ")[0] == other.rpartition(" ")[0] and _version(engine) > _version(other)


def _version(engine: str) -> tuple[int, ...]:
    """`tantivy 0.27.1` → 0, 27, 1"""
    return tuple(int(part) for part in engine.rpartition(" ")[2].split("."))


def schema_of(key: str) -> int | None:
    """The schema to which an object belongs; None if it is none of an index."""
    version = key.removeprefix(ROOT).split("/", 1)[0]
    return int(version[1:]) if version[:1] == "v" and version[1:].isdecimal() else None
