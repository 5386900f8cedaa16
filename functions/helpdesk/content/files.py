"""Files as a reply refers to them. Pure."""

from collections.abc import Mapping, Sequence
from typing import Protocol


class AttachedFile(Protocol):
    @property
    def id(self) -> str: ...

    @property
    def name(self) -> str: ...

    @property
    def content_type(self) -> str:
        """As detected, not as declared."""

    @property
    def size(self) -> int | None:
        """Bytes; set for every complete file."""

    @property
    def usage(self) -> str: ...


class Files(Protocol):
    def usable(self, ids: Sequence[str]) -> Mapping[str, AttachedFile]:
        """The files that are complete and may be sent; others are left out."""
