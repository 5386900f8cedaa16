"""Holds back deliveries to a receiver that fails, and those that would overtake what waits for it."""

import json
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import timedelta

from helpdesk.accounts.models import ChannelAccount
from helpdesk.accounts.repository import AccountRepository
from helpdesk.delivery.circuits import Circuits
from helpdesk.delivery.models import DeliveryTask, Held, Queued
from helpdesk.delivery.parked import Parked, ParkedRepository
from helpdesk.delivery.work import released
from helpdesk.messaging.outcomes import TemporaryFailure
from helpdesk.platform.clock import Clock, from_text
from helpdesk.platform.dynamodb import ConditionFailed, TransactionFailed, Write
from helpdesk.platform.errors import Busy
from helpdesk.platform.ids import NewId
from helpdesk.platform.queues import Queue, QueueMessage

_RACES = 5
_TIMES_BEHIND = 5
"""Afterwards it is sent although an earlier one waits: for something else, or for ever."""


class Outages:
    def __init__(
        self,
        accounts: AccountRepository,
        parked: ParkedRepository,
        circuits: Circuits,
        queue: Queue,
        now: Clock,
        new_id: NewId,
    ) -> None:
        self._accounts = accounts
        self._parked = parked
        self._circuits = circuits
        self._queue = queue
        self._now = now
        self._new_id = new_id

    def held(
        self,
        account: ChannelAccount,
        task: DeliveryTask,
        since: str,
        how: Queued,
        *,
        waits_behind: Callable[[], bool],
        shown: Write,
        listed: Sequence[Write] = (),
        is_reply: bool = False,
    ) -> Held | TemporaryFailure | None:
        """None if it may be sent now; a failure if it has waited for its whole time. Otherwise it waits elsewhere, and
        its queue message is done. `account`: strongly consistent; `waits_behind`: whether an earlier one of its
        conversation waits; `shown`: what it shows of that itself, if it is still to be sent; `listed`: what its ticket
        shows then, of which the first that succeeds is written. Raises Busy."""
        known: ChannelAccount | None = account
        for _ in range(_RACES):
            circuit, now = known.circuit if known else None, self._now()
            if known is None or circuit is None or not circuit.may_overtake(now):
                return None
            if circuit.is_open and now >= from_text(since) + timedelta(hours=known.retry_hours):
                return _over(known.retry_hours)
            if circuit.is_closed or (circuit.is_draining and how.is_released):
                return self._behind(task, how, shown, listed) if waits_behind() else None
            if circuit.has_lost_its_probe(now):
                self._circuits.ask(known)
            parked = Parked(known.id, task.event_id, since, task.work, task.group, self._new_id(), is_reply)
            if self._park(parked, shown, listed):
                return Held()
            known = self._accounts.get(account.id, consistent=True)
        raise Busy("Others are changing this account's state. Retry.")

    def _park(self, parked: Parked, shown: Write, listed: Sequence[Write]) -> bool:
        """False if the circuit is closed, or it was released at this moment."""
        counted = self._accounts.parking(parked.account_id, is_reply=parked.is_reply)
        try:
            self._parked.transact([counted, self._parked.putting(parked), shown], *listed)
        except TransactionFailed as failure:
            if 2 in failure.failed:  # it needs not be sent any more
                return True
            return 1 in failure.failed and self._renewed(parked)
        return True

    def _renewed(self, parked: Parked) -> bool:
        try:
            self._parked.write(self._parked.renewing(parked))
        except ConditionFailed:
            return False
        return True

    def _behind(self, task: DeliveryTask, how: Queued, shown: Write, listed: Sequence[Write]) -> Held | None:
        if how.times_behind >= _TIMES_BEHIND:
            return None
        with suppress(TransactionFailed):  # whoever receives it sees that it needs not be sent
            self._parked.transact([shown], *listed)
        work = json.dumps(released(task.work, how.times_behind + 1))
        self._queue.send([QueueMessage(work, task.group, f"behind-{self._new_id()}")])
        return Held()


def _over(hours: int) -> TemporaryFailure:
    return TemporaryFailure(
        "receiver_unavailable", f"The receiver could not be reached for {hours} hours.", is_of_receiver=True
    )
