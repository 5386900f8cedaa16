"""The engine of the snapshots: tantivy, in a folder."""

import re
from pathlib import Path

import tantivy

from helpdesk.index.embedded import BrokenIndexError, Embedded, Files
from helpdesk.search.manifest import SnapshotUnusable

_META = "meta.json"


class Stored(Embedded):
    def files(self) -> Files:
        """Those of its segments alone: the engine does not know that files which it was given are its own, and never
        deletes them."""
        files = super().files()
        segments = {found.replace("-", "") for found in re.findall(r'"segment_id":\s*"([0-9a-f-]+)"', files.meta)}
        return Files(tuple(name for name in files.names if name.partition(".")[0] in segments), files.meta)


def _format(version: str) -> str:
    """Of the files: `7` of `tantivy v0.26.0, index_format v7`."""
    return version.rpartition("index_format v")[2].split(",")[0]


class Tantivy:
    name = f"tantivy, format {_format(str(vars(tantivy)['__version__']))}"

    def create(self, folder: Path) -> Stored:
        made = Stored.create(folder)
        assert isinstance(made, Stored)
        return made

    def open(self, folder: Path, meta: str) -> Stored:
        """Raises SnapshotUnusable."""
        (folder / _META).write_text(meta)
        try:
            opened = Stored.open(folder)
        except BrokenIndexError as error:
            raise SnapshotUnusable("The files of the index do not fit together.") from error
        assert isinstance(opened, Stored)
        return opened
