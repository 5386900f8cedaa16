"""How telling somebody else of an event goes: kept on the event's own item. Pure."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any


class TellingStatus(StrEnum):
    QUEUED = "QUEUED"
    SENT = "SENT"
    FAILED = "FAILED"


@dataclass(frozen=True, slots=True)
class Telling:
    status: TellingStatus = TellingStatus.QUEUED
    attempts: int = 0
    at: str | None = None
    failure_code: str | None = None
    failure_reason: str | None = None

    @classmethod
    def of(cls, item: Mapping[str, Any]) -> "Telling":
        """Of an event, as it lies in the table."""
        stored = item.get("telling", {})
        return cls(**{**stored, "status": TellingStatus(stored.get("status", TellingStatus.QUEUED))})

    def following(self, before: "Telling") -> dict[str, Any]:
        """The condition, update and values of a write, which holds while the event stands as it was told before."""
        standing = "#telling.#status = :standing"
        if before.status is TellingStatus.QUEUED:
            standing = f"(attribute_not_exists(#telling) OR {standing})"
        return {
            "condition": f"attribute_exists(#pk) AND {standing}",
            "update": "SET #telling = :telling",
            "values": {"telling": asdict(self), "standing": before.status.value},
        }


UNTOLD = Telling()
