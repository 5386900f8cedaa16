"""Results of a delivery attempt. Pure."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sent:
    external_id: str | None


@dataclass(frozen=True, slots=True)
class Trouble:
    """This attempt failed; a retry may succeed."""

    code: str
    reason: str
    retry_after_seconds: int | None = None


@dataclass(frozen=True, slots=True)
class Refused:
    """A permanent failure: a retry would fail too, or could deliver a duplicate."""

    code: str
    reason: str


Outcome = Sent | Trouble | Refused
