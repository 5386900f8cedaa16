"""Probes the receiver of an account whose circuit is open, with the oldest delivery that waits for it. When one gets
through, what waits is queued again, page by page and at the account's rate. One queue message does all of it."""

import json
import math
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from helpdesk.accounts.circuit import Circuit
from helpdesk.accounts.models import ChannelAccount
from helpdesk.accounts.repository import AccountRepository
from helpdesk.conversations.references import MessageReference
from helpdesk.delivery.circuits import Circuits
from helpdesk.delivery.models import NOT_FIRST, NOT_THERE, SETTLED, WAITING, Attempt, Queued
from helpdesk.delivery.parked import Parked, ParkedRepository
from helpdesk.delivery.work import of_probe, released
from helpdesk.platform.clock import Clock, from_text, to_text
from helpdesk.platform.dynamodb import TransactionFailed
from helpdesk.platform.queue_attempts import Received
from helpdesk.platform.queues import Queue, QueueMessage
from helpdesk.platform.retrying import TURN_SECONDS, Next, RetryPolicy

_MOST_RECEIVES = 500
"""Then it is queued anew: a queue hands over a message 1,000 times."""
_TRIED = 10
_PAGE = 50
_BATCH = 10

_LOST = timedelta(hours=1)
"""What was in the queue when the circuit opened, and is not handed over until then, is lost."""

Try = Callable[[Mapping[str, Any], Queued], Attempt]


class Probes:
    def __init__(
        self,
        accounts: AccountRepository,
        parked: ParkedRepository,
        circuits: Circuits,
        retrying: RetryPolicy,
        queue: Queue,
        attempt: Try,
        now: Clock,
    ) -> None:
        """`attempt`: makes one attempt of some work."""
        self._accounts = accounts
        self._parked = parked
        self._circuits = circuits
        self._retrying = retrying
        self._queue = queue
        self._attempt = attempt
        self._now = now

    def run(self, account_id: str, probe_id: str, received: Received) -> Attempt:
        account = self._accounts.get(account_id, consistent=True)
        circuit = account.circuit if account else None
        if account is None or circuit is None or circuit.probe_id != probe_id:
            return Attempt(probe_id, "superseded", Next.DONE, account_id=account_id)
        if received.count >= _MOST_RECEIVES:
            return self._queued_anew(account_id, probe_id, received)
        if circuit.is_draining:
            return self._drain(account, circuit)
        if account.suspended:  # what waits fails, and says why
            return self._goes_on(account, circuit.answered(self._now()), "draining")
        left = from_text(circuit.next_probe_at or account.created_at) - self._now()
        if left > timedelta():
            return _again(account, "early", math.ceil(left / timedelta(seconds=1)))
        return self._probe(account, circuit)

    def _probe(self, account: ChannelAccount, circuit: Circuit) -> Attempt:
        waiting, now = self._parked.first(account.id, _PAGE), self._now()
        if not waiting:
            return self._close(account, circuit)
        over = [each for each in waiting if each.deadline(account.retry_hours) <= now]
        if over:  # they fail when they are received
            self._release(account, over)
            return _again(account, "released", TURN_SECONDS)
        how = Queued(is_probe=True, may_overtake=from_text(circuit.opened_at or to_text(now)) + _LOST < now)
        settled = False
        for parked in _in_turn(_foremost(waiting), circuit.probes)[:_TRIED]:
            attempt = self._attempt(parked.work, how)
            if attempt.outcome in {SETTLED, NOT_THERE}:
                self._release(account, [parked])
                settled = True
            elif attempt.outcome == WAITING:
                return _again(account, WAITING, max(TURN_SECONDS, attempt.wait_seconds))
            elif attempt.outcome != NOT_FIRST:
                return self._concluded(account, circuit, parked, attempt)
        return _again(account, SETTLED, TURN_SECONDS) if settled else self._later(account, circuit, "undecided")

    def _concluded(self, account: ChannelAccount, circuit: Circuit, parked: Parked, attempt: Attempt) -> Attempt:
        if attempt.next is not Next.RETRY:  # it is settled: whoever receives it sees that, and what follows from it
            self._release(account, [parked])
        if not attempt.is_of_receiver:
            return self._goes_on(account, circuit.answered(self._now()), "through")
        return self._later(account, circuit, attempt.outcome)

    def _later(self, account: ChannelAccount, circuit: Circuit, outcome: str) -> Attempt:
        wait = self._retrying.probe_seconds(circuit.probes + 1)
        return self._goes_on(account, circuit.probed(self._now() + timedelta(seconds=wait)), outcome, wait)

    def _drain(self, account: ChannelAccount, circuit: Circuit) -> Attempt:
        rate = account.sends_per_second
        waiting = self._parked.first(account.id, max(1, min(_PAGE, int(rate))) if rate else _PAGE)
        if not waiting:
            return self._close(account, circuit)
        self._release(account, waiting)
        return _again(account, "released", math.ceil(len(waiting) / rate) if rate else TURN_SECONDS)

    def _close(self, account: ChannelAccount, circuit: Circuit) -> Attempt:
        if self._circuits.change(account, circuit.closed(self._now())):
            return Attempt(str(circuit.probe_id), "closed", Next.DONE, account_id=account.id)
        return _again(account, "changed", TURN_SECONDS)

    def _goes_on(self, account: ChannelAccount, after: Circuit, outcome: str, wait: int = 0) -> Attempt:
        changed = self._circuits.change(account, after)
        return _again(account, outcome if changed else "changed", max(TURN_SECONDS, wait if changed else 0))

    def _release(self, account: ChannelAccount, waiting: Sequence[Parked]) -> None:
        """First the queue: an interruption in between queues them again, and the second time nothing is left to do."""
        ordered = in_order(waiting)
        for at in range(0, len(ordered), _BATCH):
            batch = ordered[at : at + _BATCH]
            self._queue.send([_message(parked) for parked in batch])
            counted = self._accounts.releasing_parked(
                account.id, parked=len(batch), replies=sum(parked.is_reply for parked in batch)
            )
            try:
                self._parked.transact([counted, *map(self._parked.removing, batch)])
            except TransactionFailed:
                return  # some were parked again: the next round looks anew

    def _queued_anew(self, account_id: str, probe_id: str, received: Received) -> Attempt:
        work = json.dumps(of_probe(account_id, probe_id))
        self._queue.send([QueueMessage(work, f"probe-{probe_id}", f"after-{received.message_id}")])
        return Attempt(probe_id, "queued_anew", Next.DONE, account_id=account_id)


def _foremost(waiting: Sequence[Parked]) -> list[Parked]:
    """One of each conversation: of its replies that were stored at about the same time, the first."""
    found: dict[str, Parked] = {}
    for parked in waiting:
        known = found.setdefault(parked.group, parked)
        if parked.is_reply and known.is_reply and _sequence(parked) < _sequence(known):
            found[parked.group] = parked
    return list(found.values())


def in_order(waiting: Sequence[Parked]) -> list[Parked]:
    """The replies of a conversation in the order of their positions, at the places that they have: of two that were
    written at the same time, the times say nothing."""
    groups: dict[str, list[Parked]] = {}
    for parked in waiting:
        if parked.is_reply:
            groups.setdefault(parked.group, []).append(parked)
    following = {group: iter(sorted(replies, key=_sequence)) for group, replies in groups.items()}
    return [next(following[parked.group]) if parked.is_reply else parked for parked in waiting]


def _in_turn(foremost: Sequence[Parked], probes: int) -> Sequence[Parked]:
    """Each probe begins with another conversation: one whose reply always fails must not keep the others waiting."""
    at = probes % len(foremost)
    return [*foremost[at:], *foremost[:at]]


def _sequence(reply: Parked) -> int:
    return MessageReference.from_message_id(reply.event_id).sequence


def _message(parked: Parked) -> QueueMessage:
    return QueueMessage(json.dumps(released(parked.work)), parked.group, f"released-{parked.token}")


def _again(account: ChannelAccount, outcome: str, seconds: int) -> Attempt:
    probe_id = account.circuit.probe_id if account.circuit else None
    return Attempt(str(probe_id), outcome, Next.RETRY, account_id=account.id, wait_seconds=seconds)
