"""What people do with webhook subscriptions."""

import os
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta

from helpdesk.audit.models import AuditType, Change, Subject, SubjectKind
from helpdesk.audit.recording import AuditRecorder, differences
from helpdesk.feed.models import KEPT, Place
from helpdesk.feed.repository import FeedRepository, NotKept
from helpdesk.feed.visibility import SCOPES, Visibility
from helpdesk.people.principals import Principal
from helpdesk.platform.clock import Clock, to_text
from helpdesk.platform.dynamodb import Write
from helpdesk.platform.errors import Conflict, NotFound, PreconditionFailed
from helpdesk.platform.frozen import frozen
from helpdesk.platform.ids import digest, new_ulid
from helpdesk.platform.optimistic import until_written
from helpdesk.platform.outbound_address import AddressRule
from helpdesk.platform.queues import Queue
from helpdesk.platform.secrets import SecretBox
from helpdesk.platform.standard_webhooks import new_secret
from helpdesk.platform.stored_secret import StoredSecret, succeed
from helpdesk.subscriptions import work
from helpdesk.subscriptions.models import MOST, RUNNING, DisabledReason, Subscription
from helpdesk.subscriptions.repository import SubscriptionRepository

_NOT_TOLD = ("secrets", "version", "disabled_at", *RUNNING)
Check = Callable[[Principal, Subscription], None]
"""Raises Forbidden if somebody else's subscription sees more than the caller."""


@frozen
class WantedSubscription:
    """What somebody wants of it; None: what it was."""

    name: str | None = None
    url: str | None = None
    types: Sequence[str] | None = None
    not_by: Sequence[str] | None = None
    active: bool | None = None


class WebhookSubscriptions:
    def __init__(
        self,
        repository: SubscriptionRepository,
        feed: FeedRepository,
        visibility: Visibility,
        check: Check,
        box: SecretBox,
        addresses: AddressRule,
        audit: AuditRecorder,
        queue: Queue,
        now: Clock,
    ) -> None:
        self._repository = repository
        self._feed = feed
        self._visibility = visibility
        self._check = check
        self._box = box
        self._addresses = addresses
        self._audit = audit
        self._queue = queue
        self._now = now

    def all(self) -> list[Subscription]:
        """Oldest first."""
        return sorted(self._repository.all(), key=lambda each: (each.created_at, each.id))

    def get(self, subscription_id: str) -> Subscription:
        found = self._repository.get(subscription_id)
        if found is None:
            message = f"There is no webhook subscription {subscription_id[:64]!r}."
            raise NotFound(message, code="webhook_subscription_not_found")
        return found

    def create(
        self, wanted: WantedSubscription, caller: Principal, *, idempotency_key: str | None
    ) -> tuple[Subscription, str]:
        """With its secret, which cannot be read again. It is told what changes from now on, and sees what the caller
        sees. Raises Conflict for a key that was used."""
        self._check_wanted(wanted, caller)
        now, newest = to_text(self._now()), self._feed.newest()
        made = Subscription(
            id=digest("subscription", caller.id, idempotency_key) if idempotency_key else new_ulid(),
            name=wanted.name or "",
            url=wanted.url or "",
            types=tuple(sorted(set(wanted.types or ()))),
            not_by=tuple(wanted.not_by or ()),
            owner_id=caller.user_id,
            scopes=tuple(sorted(SCOPES & caller.scopes)),
            secrets=(),
            created_at=now,
            placed_at=now,
            entry=newest.number if newest else 0,
        )
        secret = self._secret(made, now)
        made = replace(made, secrets=(secret[0],))
        until_written(lambda: self._created(made, caller), "the webhook subscriptions")
        return made, secret[1]

    def _created(self, made: Subscription, caller: Principal) -> bool | None:
        """None if another one was created at the same time."""
        growth, others = self._repository.growth(), self._repository.all()
        if any(each.id == made.id for each in others):
            raise Conflict(
                "A subscription was created with this Idempotency-Key, and its secret was shown then. If you do not "
                "have it, rotate the secret of that one.",
                code="secret_was_shown",
                context={"subscription_id": [made.id]},
            )
        if len(others) >= MOST:
            message = f"A desk has at most {MOST} webhook subscriptions. Delete one that is not needed."
            raise Conflict(message, code="too_many")
        details = {"name": Change(None, made.name), "url": Change(None, made.url)}
        audited = self._recorded(AuditType.WEBHOOK_CREATED, made, caller, details)
        return self._repository.write([*self._repository.creating(made, growth), *audited]) or None

    def change(
        self, subscription_id: str, wanted: WantedSubscription, caller: Principal, *, if_match: int | None
    ) -> Subscription:
        """What holds already is a no-op. Enabled again, it is told what it has missed, as far as it is kept."""
        self._check_wanted(wanted, caller)

        def changed(before: Subscription) -> Subscription:
            after = replace(
                before,
                name=before.name if wanted.name is None else wanted.name,
                url=before.url if wanted.url is None else wanted.url,
                types=before.types if wanted.types is None else tuple(sorted(set(wanted.types))),
                not_by=before.not_by if wanted.not_by is None else tuple(wanted.not_by),
            )
            return after if wanted.active is None else self._switched(after, active=wanted.active)

        after = self._changed(subscription_id, changed, AuditType.WEBHOOK_UPDATED, caller, if_match)
        if after.disabled is None:
            # It does not wait for an attempt that fails. If this is lost, the next change wakes it.
            self._queue.send([work.run(after.id, f"changed-{after.version}", group="now-")])
        return after

    def rotate(self, subscription_id: str, overlap: timedelta, caller: Principal) -> tuple[str, str]:
        """The new secret, and until when those before it are valid: each request is signed with all of them."""
        ends = to_text(self._now() + overlap)
        made: list[str] = []

        def rotated(before: Subscription) -> Subscription:
            stored, plain = self._secret(before, to_text(self._now()))
            made.append(plain)
            return replace(before, secrets=succeed(before.secrets, stored, ends))

        self._changed(subscription_id, rotated, AuditType.WEBHOOK_SECRET_ROTATED, caller, None)
        return made[-1], ends

    def delete(self, subscription_id: str, caller: Principal, *, if_match: int | None) -> None:
        def attempt() -> bool | None:
            before = self._known(subscription_id, caller, if_match)
            details = {"name": Change(before.name, None)}
            audited = self._recorded(AuditType.WEBHOOK_DELETED, before, caller, details)
            return self._repository.write([self._repository.deleting(before), *audited]) or None

        until_written(attempt, "the webhook subscription")

    def test(self, subscription_id: str, caller: Principal) -> str:
        """The id of the event, which is sent once, also if the subscription is disabled."""
        subscription, test_id = self._known(subscription_id, caller, None), new_ulid()
        self._queue.send([work.test(subscription.id, test_id, caller.actor().named)])
        return f"tst_{test_id}"

    def check(self, subscription_id: str, caller: Principal) -> Subscription:
        """Raises Forbidden if it sees more than the caller."""
        return self._known(subscription_id, caller, None)

    def _changed(
        self,
        subscription_id: str,
        change: Callable[[Subscription], Subscription],
        kind: AuditType,
        caller: Principal,
        if_match: int | None,
    ) -> Subscription:
        def attempt() -> Subscription | None:
            before = self._known(subscription_id, caller, if_match)
            after = change(before)
            if after == before:
                return before
            after = replace(after, version=before.version + 1)
            details = differences(before, after, *_NOT_TOLD)
            writes: list[Write] = [self._repository.configuring(before, after)]
            return after if self._repository.write([*writes, *self._recorded(kind, after, caller, details)]) else None

        return until_written(attempt, "the webhook subscription")

    def _known(self, subscription_id: str, caller: Principal, if_match: int | None) -> Subscription:
        found = self.get(subscription_id)
        if if_match is not None and if_match != found.version:
            raise PreconditionFailed(f"It has the version {found.version}: somebody has changed it since you read it.")
        if found.owner_id != caller.user_id:
            self._check(caller, found)
        return found

    def _check_wanted(self, wanted: WantedSubscription, caller: Principal) -> None:
        if wanted.url is not None:
            self._addresses.check_public("url", wanted.url)
        self._visibility.require(caller, wanted.types or ())

    def _switched(self, subscription: Subscription, *, active: bool) -> Subscription:
        now = to_text(self._now())
        if active and subscription.disabled:
            return subscription.enabled(self._kept(subscription.place), now)
        if active or subscription.disabled:
            return subscription
        return replace(subscription, disabled=DisabledReason.BY_HAND, disabled_at=now)

    def _kept(self, place: Place) -> Place:
        try:
            self._feed.entries(place.number, limit=1)
        except NotKept:
            return self._feed.begin((self._now() - KEPT).timestamp())
        return place

    def _secret(self, subscription: Subscription, now: str) -> tuple[StoredSecret, str]:
        plain = new_secret(os.urandom(32))
        return StoredSecret(new_ulid(), self._box.seal(plain.encode(), subscription.secret_owner), now), plain

    def _recorded(
        self, kind: AuditType, subscription: Subscription, caller: Principal, details: dict[str, Change]
    ) -> list[Write]:
        subject = Subject(SubjectKind.WEBHOOK_SUBSCRIPTION, subscription.id)
        return self._audit.recording(kind, caller.actor(), subject, details=details)
