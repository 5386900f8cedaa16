"""Creates an account with its natural key, its membership of a channel and its audit event, in one transaction."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Self

from helpdesk.accounts.ids import AccountIds
from helpdesk.accounts.models import ChannelAccount
from helpdesk.accounts.plan import AccountPlan
from helpdesk.accounts.repository import AccountRepository
from helpdesk.accounts.secrets import Sealer
from helpdesk.audit.models import AuditType, Subject
from helpdesk.audit.recording import AuditRecorder
from helpdesk.channels.models import Channel
from helpdesk.fields.checking import packed
from helpdesk.messaging.addresses import DeliveryIdentifier
from helpdesk.people.actors import Actor
from helpdesk.platform.clock import Clock, to_text
from helpdesk.platform.dynamodb import Table, Write
from helpdesk.platform.errors import Conflict
from helpdesk.platform.ids import NewId, new_ulid
from helpdesk.platform.secrets import SecretBox
from helpdesk.providers.catalogue import PROVIDERS, REGISTERED
from helpdesk.providers.models import Provider


class AccountMaker:
    def __init__(
        self,
        accounts: AccountRepository,
        audit: AuditRecorder,
        sealer: Sealer,
        now: Clock,
        new_id: NewId,
    ) -> None:
        self._accounts = accounts
        self._audit = audit
        self._sealer = sealer
        self._now = now
        self._new_id = new_id

    @classmethod
    def on(cls, directory: Table, box: SecretBox, now: Clock, ids: AccountIds) -> Self:
        sealer = Sealer(box, now, new_ulid)
        return cls(
            AccountRepository(directory),
            AuditRecorder.on(directory, now),
            sealer,
            now,
            ids.new,
        )

    def of_channel(
        self,
        channel: Channel,
        plan: AccountPlan,
        identifier: DeliveryIdentifier | None,
        credentials: Mapping[str, Any] | None = None,
    ) -> ChannelAccount:
        """A new account of a registered channel, not stored yet. The app's secrets sign its webhooks."""
        account = self._planned(REGISTERED, plan)
        account = replace(account, channel_id=channel.id, app_id=channel.app_id, delivery_identifier=identifier)
        if not credentials:
            return account
        return replace(account, credentials=self._sealer.sealed(packed(credentials), account))

    def of_provider(
        self, provider: Provider, plan: AccountPlan, credentials: Mapping[str, Any]
    ) -> tuple[ChannelAccount, str]:
        """A new account of a built-in channel, not stored yet, and its signing secret, which is shown once."""
        account, secret = self._planned(provider.id, plan), provider.new_signing_secret()
        settings = provider.settings_from(credentials)
        kept = settings.credentials
        equipped = replace(
            account,
            signing_secrets=(self._sealer.sealed(secret.encode(), account),),
            delivery_url=settings.delivery_url,
            delivery_identifier=settings.delivery_identifier,
            credentials=self._sealer.sealed(kept, account) if kept is not None else None,
            service_settings=settings.service_settings,
        )
        return equipped, secret

    def make(self, account: ChannelAccount, actor: Actor, also: Sequence[Write] = ()) -> str | None:
        """None if the account was created, else the id of the account that has its delivery identifier. Raises
        TransactionFailed if the condition of a write in `also` fails."""
        event = self._audit.recording(
            AuditType.CONNECTED, actor, Subject.account(account.id), channel_id=account.channel_id
        )
        return self._accounts.connect(account, [*event, *also])

    def _planned(self, kind: str, plan: AccountPlan) -> ChannelAccount:
        return ChannelAccount(
            id=self._new_id(),
            kind=kind,
            name=plan.name,
            created_at=to_text(self._now()),
            signing_secrets=(),
            delivery_url="",
            inbox_id=plan.inbox_id,
            ticket_properties=plan.ticket_properties,
            routing=plan.routing,
            reopen_hours=plan.reopen_hours,
        )


def already_connected(account: ChannelAccount, existing_id: str) -> Conflict:
    """`account`: the one that was to be created."""
    message = f"This {PROVIDERS[account.kind].account_noun} is already connected by the account {existing_id}."
    return Conflict(message, code="already_connected", context={"id": [existing_id]})
