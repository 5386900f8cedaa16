"""Files as a reply refers to them. Pure."""

from collections.abc import Mapping, Sequence
from typing import Protocol


class CarriedFile(Protocol):
    @property
    def id(self) -> str: ...

    @property
    def name(self) -> str: ...

    @property
    def content_type(self) -> str:
        """As it was found to be, not as it was said."""

    @property
    def size(self) -> int | None:
        """Bytes; known of every file that is there whole."""

    @property
    def usage(self) -> str: ...


class Files(Protocol):
    def usable(self, ids: Sequence[str]) -> Mapping[str, CarriedFile]:
        """Those that are there whole and may be sent; any other is left out."""
