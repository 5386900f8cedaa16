"""Changing an existing account: on the version that was read, in one transaction with the audit event."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from helpdesk.accounts.actions import actions
from helpdesk.accounts.models import DELETED, ChannelAccount, Connection, ConnectionState
from helpdesk.accounts.repository import AccountRepository
from helpdesk.audit.models import AuditType, Change, Subject
from helpdesk.audit.recording import AuditRecorder
from helpdesk.people.actors import Actor
from helpdesk.platform.clock import Clock, to_text
from helpdesk.platform.dynamodb import Write
from helpdesk.platform.errors import Conflict, NotFound
from helpdesk.platform.optimistic import until_written

Notes = Mapping[AuditType, Mapping[str, Change]]


def deleted() -> Conflict:
    return Conflict("This channel account was deleted. It can be read, but not changed.", code=DELETED)


class AccountChanger:
    def __init__(self, repository: AccountRepository, audit: AuditRecorder, now: Clock) -> None:
        self._repository = repository
        self._audit = audit
        self._now = now

    def change(
        self,
        account_id: str,
        actor: Actor,
        decide: Callable[[ChannelAccount], ChannelAccount],
        *,
        also: Callable[[ChannelAccount], Sequence[Write]] = lambda _: (),
        notes: Notes | None = None,
    ) -> ChannelAccount:
        """`decide` may be called again with the account as others changed it. If it changes nothing, nothing is
        written. A change of what its service is asked for makes the account's `connection` pending, in the same write:
        if whoever asks the service is interrupted, the account says so. `also`: additional writes that belong to the
        change; `notes`: details of the event in addition to the changed fields. Raises NotFound, and Conflict for a
        deleted account."""

        def attempt() -> ChannelAccount:
            before = self._existing(account_id)
            after = self._pending(before, decide(before))
            done = actions(before, after)
            if not done:
                return before
            writes = [*self._repository.changing(before, after), *self._recording(done, after, actor, notes or {})]
            self._repository.transact(after.id, [*writes, *also(before)])
            return replace(after, version=before.version + 1)

        return until_written(attempt, "this account")

    def _pending(self, before: ChannelAccount, after: ChannelAccount) -> ChannelAccount:
        same = after.asked_for == before.asked_for or after.connection != before.connection
        if after.connection is None or same:
            return after
        pending = Connection(ConnectionState.PENDING, to_text(self._now()), asking=after.connection.asking)
        return replace(after, connection=pending)

    def _existing(self, account_id: str) -> ChannelAccount:
        account = self._repository.get(account_id, consistent=True)
        if account is None:
            raise NotFound(f"There is no channel account {account_id!r}.", code="account_not_found")
        if account.archived_at is not None:
            raise deleted()
        return account

    def _recording(self, done: Notes, account: ChannelAccount, actor: Actor, notes: Notes) -> list[Write]:
        subject = Subject.account(account.id)
        return [
            write
            for kind, details in done.items()
            for write in self._audit.recording(
                kind, actor, subject, channel_id=account.channel_id, details={**details, **notes.get(kind, {})}
            )
        ]
