"""Results of a delivery attempt. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self


@dataclass(frozen=True, slots=True)
class Sent:
    external_id: str | None
    further_ids: tuple[str, ...] = ()
    """If it became several messages of the service."""

    @classmethod
    def as_messages(cls, ids: Sequence[str]) -> Self:
        """None if there is nothing that has an id, or the service did not say it."""
        return cls(ids[0] if ids else None, tuple(ids[1:]))

    @property
    def ids(self) -> tuple[str, ...]:
        return (self.external_id, *self.further_ids) if self.external_id else self.further_ids


@dataclass(frozen=True, slots=True)
class TemporaryFailure:
    """This attempt failed; a retry may succeed."""

    code: str
    reason: str
    retry_after_seconds: int | None = None


@dataclass(frozen=True, slots=True)
class PermanentFailure:
    """A permanent failure: a retry would fail too, or could deliver a duplicate."""

    code: str
    reason: str


Outcome = Sent | TemporaryFailure | PermanentFailure
