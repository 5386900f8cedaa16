"""Changing an account that stands: on the version that was read, in one transaction with what tells of it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from helpdesk.accounts.acts import acts
from helpdesk.accounts.models import DELETED, ChannelAccount
from helpdesk.accounts.repository import AccountRepository
from helpdesk.audit.models import AuditType, Change
from helpdesk.audit.recording import AuditRecording
from helpdesk.people.actors import Actor
from helpdesk.platform.dynamodb import TransactionFailed, Write
from helpdesk.platform.errors import Busy, Conflict, NotFound

_TRIES = 5
Notes = Mapping[AuditType, Mapping[str, Change]]


def deleted() -> Conflict:
    return Conflict("This channel account was deleted: it can be read, not changed.", code=DELETED)


class AccountChanging:
    def __init__(self, repository: AccountRepository, audit: AuditRecording) -> None:
        self._repository = repository
        self._audit = audit

    def change(
        self,
        account_id: str,
        actor: Actor,
        decide: Callable[[ChannelAccount], ChannelAccount],
        *,
        also: Callable[[ChannelAccount], Sequence[Write]] = lambda _: (),
        notes: Notes | None = None,
    ) -> ChannelAccount:
        """`decide` may be asked again, of the account as others left it; what changes nothing writes nothing. `also`:
        writes that belong to the change; `notes`: what an act is told with beside the fields that it changed. Raises
        NotFound, and Conflict for a deleted account."""
        for _ in range(_TRIES):
            before = self._standing(account_id)
            after = decide(before)
            done = acts(before, after)
            if not done:
                return before
            writes = [self._repository.changing(before, after), *self._told(done, after, actor, notes or {})]
            try:
                self._repository.transact(after.id, [*writes, *also(before)])
            except TransactionFailed:
                continue
            return replace(after, version=before.version + 1)
        raise Busy("Others are changing this account at the same time. Send the same request again.")

    def _standing(self, account_id: str) -> ChannelAccount:
        account = self._repository.get(account_id, consistent=True)
        if account is None:
            raise NotFound(f"There is no channel account {account_id!r}.", code="account_not_found")
        if account.archived_at is not None:
            raise deleted()
        return account

    def _told(self, done: Notes, account: ChannelAccount, actor: Actor, notes: Notes) -> list[Write]:
        told: list[Write] = []
        for kind, details in done.items():
            told += self._audit.record(
                kind,
                actor,
                account_id=account.id,
                channel_id=account.channel_id,
                details={**details, **notes.get(kind, {})},
            )
        return told
