"""Results of a delivery attempt. Pure."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sent:
    external_id: str | None


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
