"""What can become of one attempt to send. Pure."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sent:
    external_id: str | None


@dataclass(frozen=True, slots=True)
class Trouble:
    """This try failed; another may not."""

    code: str
    reason: str
    retry_after_seconds: int | None = None


@dataclass(frozen=True, slots=True)
class Refused:
    """It failed for good: another try would not change it, or could deliver twice."""

    code: str
    reason: str


Outcome = Sent | Trouble | Refused
