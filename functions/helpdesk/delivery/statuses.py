"""The attributes of a message that say how its delivery stands. Pure."""

from helpdesk.conversations.models import DeliveryStatus, Failure
from helpdesk.platform.attributes import Item
from helpdesk.platform.records import dump


def status_attributes(status: DeliveryStatus, now: str, failure: Failure | None = None) -> Item:
    """It replaces the results of earlier attempts."""
    return {
        "status": status.value,
        "status_rank": status.rank,
        "status_at": now,
        "failure": dump(failure) if failure else None,
        "attempt_began": None,
        "next_attempt_at": None,
        "queue_handle": None,
        "waits_for_receiver": None,
        "exhausted": None,
    }
