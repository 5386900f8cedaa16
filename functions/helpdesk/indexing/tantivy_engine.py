"""The engine of the snapshots: tantivy, in a folder."""

from pathlib import Path

import tantivy

from helpdesk.index.embedded import BrokenIndexError, Embedded
from helpdesk.indexing.manifest import SnapshotUnusable

_META = "meta.json"


def _format(version: str) -> str:
    """Of the files: `7` of `tantivy v0.26.0, index_format v7`."""
    return version.rpartition("index_format v")[2].split(",")[0]


class Tantivy:
    name = f"tantivy, format {_format(str(vars(tantivy)['__version__']))}"

    def create(self, folder: Path) -> Embedded:
        return Embedded.create(folder)

    def open(self, folder: Path, meta: str) -> Embedded:
        """Raises SnapshotUnusable."""
        (folder / _META).write_text(meta)
        try:
            return Embedded.open(folder)
        except BrokenIndexError as error:
            raise SnapshotUnusable("The files of the index do not fit together.") from error
