"""The delivery status of a webhook event, stored on the item of the event itself. Pure."""

from enum import StrEnum
from typing import Any

from helpdesk.platform.frozen import frozen
from helpdesk.platform.records import dump


class WebhookStatus(StrEnum):
    QUEUED = "QUEUED"
    SENT = "SENT"
    FAILED = "FAILED"


@frozen
class WebhookDelivery:
    status: WebhookStatus = WebhookStatus.QUEUED
    attempts: int = 0
    at: str | None = None
    failure_code: str | None = None
    failure_reason: str | None = None
    exhausted: bool = False
    """It failed because its time was over."""
    waits: bool = False
    """Its receiver fails: nothing is tried until it works again."""

    def following(self, before: "WebhookDelivery") -> dict[str, Any]:
        """The condition, changes and values of a write that succeeds if the status is unchanged since `before` was
        read."""
        unchanged = "#webhook.#status = :before"
        if before.status is WebhookStatus.QUEUED:
            unchanged = f"(attribute_not_exists(#webhook) OR {unchanged})"
        return {
            "condition": f"attribute_exists(#pk) AND {unchanged}",
            "becomes": {"webhook": dump(self)},
            "values": {"before": before.status.value},
        }


NOT_SENT = WebhookDelivery()
