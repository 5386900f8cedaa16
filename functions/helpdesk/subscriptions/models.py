"""A webhook subscription, and how far it is. Pure."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from enum import StrEnum
from typing import Any, Self

from helpdesk.feed.models import Place
from helpdesk.platform.clock import from_text, to_text
from helpdesk.platform.frozen import frozen
from helpdesk.platform.stored_secret import StoredSecret

MOST = 50
"""Subscriptions of a desk: each costs a read of its item with each entry of the feed."""
DISABLED_AFTER = timedelta(days=3)
"""Less than the feed is kept: whoever enables it again has missed nothing."""
WARNED_AFTER = timedelta(days=1)


class SubscriptionState(StrEnum):
    ACTIVE = "active"
    FAILING = "failing"
    """Nothing has arrived since its last failure."""
    DISABLED = "disabled"


class DisabledReason(StrEnum):
    """Why one is disabled."""

    BY_HAND = "by_hand"
    FAILING = "failing"
    GONE = "gone"
    """Its receiver responded that it does not exist any more."""
    OWNER_LEFT = "owner_left"
    FELL_BEHIND = "fell_behind"
    """So slow that the feed has lost what it should be told next."""


@frozen
class Subscription:
    id: str
    name: str
    url: str
    types: tuple[str, ...]
    """All that its owner may see, if none is named."""
    not_by: tuple[str, ...]
    owner_id: str
    """The user who sees what it is told: it ends with them."""
    scopes: tuple[str, ...]
    """Of whoever created it, as far as reading needs them."""
    secrets: tuple[StoredSecret, ...]
    created_at: str
    placed_at: str
    """When it has come this far in the feed."""
    version: int = 1
    disabled: DisabledReason | None = None
    disabled_at: str | None = None
    entry: int = 0
    within: int = 0
    """With `entry`, its place in the feed."""
    woken: int | None = None
    """A queue message says that there is something to do, from this entry of the feed on."""
    woken_at: str | None = None
    attempts: int = 0
    """For what it should be told next."""
    failing_since: str | None = None
    failure_code: str | None = None
    failure_reason: str | None = None
    warned_at: str | None = None

    @property
    def place(self) -> Place:
        return Place(self.entry, self.within)

    @property
    def state(self) -> SubscriptionState:
        if self.disabled:
            return SubscriptionState.DISABLED
        return SubscriptionState.FAILING if self.failing_since else SubscriptionState.ACTIVE

    @property
    def will_be_disabled_at(self) -> str | None:
        failing = self.state is SubscriptionState.FAILING and self.failing_since
        return to_text(from_text(failing) + DISABLED_AFTER) if failing else None

    @property
    def secret_owner(self) -> str:
        return f"webhook_subscription/{self.id}"

    def at(self, place: Place, now: str) -> Self:
        """It has come this far."""
        return replace(self, entry=place.number, within=place.changes, placed_at=now, attempts=0)

    def well(self) -> Self:
        """Something has arrived."""
        return replace(self, attempts=0, failing_since=None, failure_code=None, failure_reason=None, warned_at=None)

    def failed(self, code: str, reason: str, now: str) -> Self:
        since = self.failing_since or now
        return replace(self, attempts=self.attempts + 1, failing_since=since, failure_code=code, failure_reason=reason)

    def asleep(self) -> Self:
        return replace(self, woken=None, woken_at=None)

    def waits(self, now: str) -> Self:
        """Its queue message is received again."""
        return replace(self, woken_at=now) if self.woken_at else self

    def is_to_be_warned(self, now: str) -> bool:
        """People are told in the audit trail before it is disabled."""
        since = from_text(self.failing_since or now)
        return self.warned_at is None and from_text(now) - since >= WARNED_AFTER

    def has_failed_for_long(self, now: str) -> bool:
        return from_text(now) - from_text(self.failing_since or now) >= DISABLED_AFTER

    def ended(self, reason: DisabledReason, now: str) -> Self:
        return replace(self.asleep(), disabled=reason, disabled_at=now, version=self.version + 1)

    def enabled(self, place: Place, now: str) -> Self:
        return replace(self.well().at(place, now).asleep(), disabled=None, disabled_at=None)


RUNNING = (
    *("entry", "within", "placed_at", "woken", "woken_at", "attempts"),
    *("failing_since", "failure_code", "failure_reason", "warned_at"),
)
"""The fields that deliveries change."""


def changed(before: Subscription, after: Subscription, dumped: Mapping[str, Any]) -> dict[str, Any]:
    """The attributes of `after` that are others than before, None for what it has no longer."""
    names = [name for name in Subscription.__dataclass_fields__ if getattr(before, name) != getattr(after, name)]
    return {name: dumped.get(name) for name in names}
