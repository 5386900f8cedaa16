"""Whether the receiver of an account's messages works. If several conversations fail by the receiver's fault, the
circuit opens: nothing is sent except a probe, until one gets through. Then what waits is released, in order. Pure."""

from dataclasses import replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Self

from helpdesk.platform.clock import from_text, to_text
from helpdesk.platform.frozen import frozen

CONVERSATIONS = 3
"""So many must have failed since the last success."""
_CAREFUL = timedelta(hours=1)
"""For so long after an outage, a queue may still have a message that should have waited behind others."""
_LOST = timedelta(minutes=15)
"""A probe that is late by so much is lost."""


class CircuitState(StrEnum):
    CLOSED = "closed"
    """Everything is sent."""
    OPEN = "open"
    """Nothing is sent except the probe."""
    DRAINING = "draining"
    """What waits is sent first."""


@frozen
class Circuit:
    version: int = 0
    state: CircuitState = CircuitState.CLOSED
    failing: tuple[str, ...] = ()
    """What has failed since the last success, until it opens: the ids of conversations, and the account's for webhooks
    about itself."""
    failing_since: str | None = None
    opened_at: str | None = None
    """When it opened last."""
    probe_id: str | None = None
    """Of the one that probes. Any other one ends."""
    probes: int = 0
    """Since it opened."""
    next_probe_at: str | None = None
    closed_at: str | None = None

    @property
    def is_open(self) -> bool:
        return self.state is CircuitState.OPEN

    @property
    def is_draining(self) -> bool:
        return self.state is CircuitState.DRAINING

    @property
    def is_closed(self) -> bool:
        return self.state is CircuitState.CLOSED

    def may_overtake(self, now: datetime) -> bool:
        """Whether a message may be handed over before others of its conversation that had to wait."""
        return not self.is_closed or (self.closed_at is not None and from_text(self.closed_at) + _CAREFUL > now)

    def has_lost_its_probe(self, now: datetime) -> bool:
        return self.next_probe_at is not None and from_text(self.next_probe_at) + _LOST < now

    def failed(self, conversation: str, now: datetime, probe_id: str, probe_at: datetime) -> Self | None:
        """After a failure by the receiver's fault; None if it says nothing new. `probe_id` and `probe_at` are of the
        probe, if it opens."""
        if self.is_open or conversation in self.failing:
            return None
        known = self._next(failing=(*self.failing, conversation), failing_since=self.failing_since or to_text(now))
        if len(known.failing) < CONVERSATIONS:
            return known
        return replace(
            known,
            state=CircuitState.OPEN,
            failing=(),
            opened_at=to_text(now),
            probe_id=self.probe_id if self.is_draining else probe_id,
            probes=0,
            next_probe_at=to_text(probe_at),
        )

    def succeeded(self) -> Self | None:
        """After a success; None if it says nothing new."""
        return None if self.is_open or not self.failing else self._still_failing(())

    def without(self, conversation: str) -> Self | None:
        """Nothing of it is tried any more; None if that says nothing new."""
        if self.is_open or conversation not in self.failing:
            return None
        return self._still_failing(tuple(each for each in self.failing if each != conversation))

    def asked(self, probe_id: str, now: datetime) -> Self:
        """Somebody asks for a probe now, which replaces the present one."""
        return self._next(probe_id=probe_id, next_probe_at=to_text(now))

    def probed(self, probe_at: datetime) -> Self:
        """A probe has failed."""
        return self._next(probes=self.probes + 1, next_probe_at=to_text(probe_at))

    def answered(self, now: datetime) -> Self:
        """A probe got through, or what waits shall fail for another reason."""
        return self._next(state=CircuitState.DRAINING, probes=0, next_probe_at=to_text(now))

    def closed(self, now: datetime) -> Self:
        """Nothing waits any more. What still fails is tried by itself."""
        since = self.failing_since if self.failing else None
        return type(self)(self.version + 1, failing=self.failing, failing_since=since, closed_at=to_text(now))

    def _still_failing(self, left: tuple[str, ...]) -> Self:
        since = self.failing_since if left or self.is_draining else None
        return self._next(failing=left, failing_since=since)

    def _next(self, **values: object) -> Self:
        return replace(self, version=self.version + 1, **values)  # type: ignore[arg-type]


class DeliveryState(StrEnum):
    HEALTHY = "healthy"
    FAILING = "failing"


@frozen
class DeliveryHealth:
    """What the desk shows of it."""

    state: DeliveryState
    failing_since: str | None
    next_probe_at: str | None
    waiting_replies: int


def health_of(circuit: Circuit | None, account_id: str, parked_replies: int) -> DeliveryHealth:
    """A receiver that has failed since its last success is not healthy, also while the circuit is closed: then each
    conversation that failed is tried by itself."""
    failing = [each for each in circuit.failing if each != account_id] if circuit else []
    if circuit is None or (circuit.is_closed and not circuit.failing):
        return DeliveryHealth(DeliveryState.HEALTHY, None, None, 0)
    probe_at = circuit.next_probe_at if circuit.is_open else None
    waiting = max(0, parked_replies) + len(failing)
    return DeliveryHealth(DeliveryState.FAILING, circuit.failing_since, probe_at, waiting)
