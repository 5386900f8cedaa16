"""Making an account: with its natural key, its membership and what tells of it, in one transaction."""

from collections.abc import Sequence

from helpdesk.accounts.models import ChannelAccount
from helpdesk.accounts.plan import AccountPlan
from helpdesk.accounts.repository import AccountRepository
from helpdesk.accounts.service import new_account_id
from helpdesk.audit.models import AuditType
from helpdesk.audit.recording import AuditRecording
from helpdesk.channels.repository import ChannelRepository
from helpdesk.connecting.models import Connectable
from helpdesk.messaging.addresses import DeliveryIdentifier
from helpdesk.messaging.kinds import ChannelKind
from helpdesk.people.actors import Actor
from helpdesk.platform.clock import Clock, to_text
from helpdesk.platform.dynamodb import Write
from helpdesk.platform.ids import NewId
from helpdesk.platform.secrets import SecretBox
from helpdesk.platform.stored_secret import StoredSecret


class AccountMaking:
    def __init__(
        self, accounts: AccountRepository, channels: ChannelRepository, audit: AuditRecording, now: Clock
    ) -> None:
        self._accounts = accounts
        self._channels = channels
        self._audit = audit
        self._now = now

    def planned(
        self, connectable: Connectable, plan: AccountPlan, identifier: DeliveryIdentifier | None
    ) -> ChannelAccount:
        channel = connectable.channel
        return ChannelAccount(
            id=new_account_id(),
            kind=connectable.kind,
            name=plan.name,
            created_at=to_text(self._now()),
            signing_secrets=(),
            delivery_url="",
            channel_id=channel.id if channel else None,
            app_id=channel.app_id if channel else None,
            inbox_id=plan.inbox_id,
            delivery_identifier=identifier,
            ticket_properties=plan.ticket_properties,
            routing=plan.routing,
            reopen_hours=plan.reopen_hours,
        )

    def make(self, account: ChannelAccount, actor: Actor, also: Sequence[Write] = ()) -> str | None:
        """None if it is made now, else the id of the account that has its delivery identifier. Raises
        TransactionFailed where a write of `also` does not hold."""
        told = self._audit.record(AuditType.CONNECTED, actor, account_id=account.id, channel_id=account.channel_id)
        return self._accounts.connect(account, [*self._channels.joining(account), *told, *also])


class Sealing:
    def __init__(self, box: SecretBox, now: Clock, new_id: NewId) -> None:
        self._box = box
        self._now = now
        self._new_id = new_id

    def sealed(self, plain: bytes, owner: str) -> StoredSecret:
        return StoredSecret(self._new_id(), self._box.seal(plain, owner), to_text(self._now()))


def kept_form(kind: ChannelKind, credentials: dict[str, object], packed: bytes) -> bytes | None:
    """What is sealed: the bot's token as it is, what a registered channel asked for as JSON; None for nothing."""
    if kind is ChannelKind.TELEGRAM:
        return str(credentials["bot_token"]).encode()
    return packed if credentials else None
