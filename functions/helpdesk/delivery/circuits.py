"""Opens and closes the circuits of accounts. A successful delivery writes nothing, unless others failed before it."""

from contextlib import suppress
from datetime import timedelta

from helpdesk.accounts.circuit import Circuit
from helpdesk.accounts.models import ChannelAccount
from helpdesk.accounts.repository import AccountRepository
from helpdesk.delivery.parked import ParkedRepository, Probe
from helpdesk.platform.clock import Clock
from helpdesk.platform.dynamodb import TransactionFailed, Write
from helpdesk.platform.errors import Unavailable
from helpdesk.platform.ids import NewId
from helpdesk.platform.retrying import RetryPolicy

_RACES = 5


class Circuits:
    def __init__(self, accounts: AccountRepository, parked: ParkedRepository, now: Clock, new_id: NewId) -> None:
        self._accounts = accounts
        self._parked = parked
        self._now = now
        self._new_id = new_id

    def note(self, account: ChannelAccount, conversation: str, *, failed: bool, retrying: RetryPolicy) -> None:
        """A delivery of the conversation was made; `failed`: by the receiver's fault. Best effort: the next one says
        the same. What is sent for an account that is disabled or deleted says nothing about replies."""
        if account.suspended:
            return
        with suppress(Unavailable):
            known: ChannelAccount | None = account
            for _ in range(_RACES):
                if known is None or self._noted(known, conversation, failed=failed, retrying=retrying):
                    return
                known = self._accounts.get(account.id, consistent=True)

    def forget(self, account: ChannelAccount, conversation: str) -> None:
        """Nothing of the conversation is tried any more. Best effort: the next success says the same."""
        with suppress(Unavailable):
            known: ChannelAccount | None = account
            for _ in range(_RACES):
                after = known.circuit.without(conversation) if known and known.circuit else None
                if known is None or after is None or self.change(known, after):
                    return
                known = self._accounts.get(account.id, consistent=True)

    def asking(self, account: ChannelAccount) -> list[Write]:
        """For a probe now, which replaces the present one. Nothing if the circuit is closed."""
        if account.circuit is None or account.circuit.is_closed:
            return []
        now, probe = self._now(), Probe(account.id, self._new_id())
        after = account.circuit.asked(probe.id, now)
        return [self._accounts.circuit_changing(account.id, account.circuit, after), self._parked.asking(probe, now)]

    def ask(self, account: ChannelAccount) -> None:
        """Best effort."""
        if writes := self.asking(account):
            with suppress(TransactionFailed, Unavailable):
                self._accounts.transact(account.id, writes)

    def change(self, account: ChannelAccount, after: Circuit) -> bool:
        """False if somebody was faster, or it shall close and something waits."""
        try:
            self._accounts.transact(account.id, [self._accounts.circuit_changing(account.id, account.circuit, after)])
        except TransactionFailed:
            return False
        return True

    def _noted(self, account: ChannelAccount, conversation: str, *, failed: bool, retrying: RetryPolicy) -> bool:
        before = account.circuit or Circuit()
        if not failed:
            recovered = before.succeeded()
            return recovered is None or self.change(account, recovered)
        now, probe = self._now(), Probe(account.id, self._new_id())
        probe_at = now + timedelta(seconds=retrying.probe_seconds(0))
        after = before.failed(conversation, now, probe.id, probe_at)
        if after is None:
            return True
        opens = before.is_closed and after.is_open
        writes = [self._accounts.circuit_changing(account.id, account.circuit, after)]
        try:
            self._accounts.transact(account.id, [*writes, *([self._parked.asking(probe, now)] if opens else [])])
        except TransactionFailed:
            return False
        return True
