"""Telling an app what was done to an account of its channel: one try."""

from collections.abc import Callable
from dataclasses import replace

from helpdesk.audit.models import AuditEvent, Telling, TellingStatus
from helpdesk.audit.repository import AuditRepository
from helpdesk.channels.repository import AccountRepository
from helpdesk.channels.service import AccountSecrets
from helpdesk.contract.events import account_event
from helpdesk.delivery.models import Outcome, Refused, Sent
from helpdesk.delivery.service import Attempt, Next
from helpdesk.delivery.signed_post import SignedPost
from helpdesk.platform.clock import Clock, to_text
from helpdesk.platform.retrying import MAX_TRIES, wait_seconds
from helpdesk.registry.repository import ChannelRepository


class AccountEventDelivery:
    def __init__(
        self,
        audit: AuditRepository,
        accounts: AccountRepository,
        channels: ChannelRepository,
        secrets: AccountSecrets,
        post: SignedPost,
        *,
        portal_id: int,
        retry_base_seconds: float,
        now: Clock,
        jitter: Callable[[], float],
    ) -> None:
        self._audit = audit
        self._accounts = accounts
        self._channels = channels
        self._secrets = secrets
        self._post = post
        self._portal_id = portal_id
        self._retry_base_seconds = retry_base_seconds
        self._now = now
        self._jitter = jitter

    def deliver(self, account_id: str, event_id: str) -> Attempt:
        """As DeliveryService.deliver: the same tries, waits and ends."""
        event = self._audit.get(account_id, event_id)
        if event is None or event.telling.status is not TellingStatus.QUEUED:
            given_up = event is not None and event.telling.attempts >= MAX_TRIES and event.telling.failure_code
            return Attempt(event_id, "settled_before", Next.GIVE_UP if given_up else Next.DONE)
        return self._settle(event, self._try(event))

    def _try(self, event: AuditEvent) -> Outcome:
        channel = self._channels.get(event.channel_id) if event.channel_id else None
        account = self._accounts.get(event.account_id, consistent=True)
        if account is None or channel is None or channel.archived_at is not None:
            return Refused("channel_gone", "The account's channel was removed by its app.")
        body = account_event(event, account, self._portal_id)
        secrets = self._secrets.live(account, self._now())
        return self._post(channel.webhook_url, secrets, event.id, body, as_hubspot=True)

    def _settle(self, event: AuditEvent, outcome: Outcome) -> Attempt:
        attempt = event.telling.attempts + 1
        told = Telling(TellingStatus.SENT, attempt, to_text(self._now()))
        if isinstance(outcome, Sent):
            self._audit.tell(event, told)
            return Attempt(event.id, "sent", Next.DONE, attempt, event.account_id)
        told = replace(told, failure_code=outcome.code, failure_reason=outcome.reason)
        if isinstance(outcome, Refused) or attempt >= MAX_TRIES:
            self._audit.tell(event, replace(told, status=TellingStatus.FAILED))
            ends = Next.DONE if isinstance(outcome, Refused) else Next.GIVE_UP
            return Attempt(event.id, outcome.code, ends, attempt, event.account_id)
        self._audit.tell(event, replace(told, status=TellingStatus.QUEUED))
        wait = wait_seconds(attempt, self._retry_base_seconds, outcome.retry_after_seconds, self._jitter())
        return Attempt(event.id, outcome.code, Next.RETRY, attempt, event.account_id, wait)
