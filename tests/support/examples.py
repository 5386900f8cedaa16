"""Example objects of a help desk."""

from datetime import UTC, datetime
from typing import Any

from helpdesk.accounts.models import ChannelAccount
from helpdesk.accounts.secrets import AccountSecrets
from helpdesk.channels.models import Channel
from helpdesk.conversations.models import Conversation, DeliveryStatus, Direction, Message
from helpdesk.conversations.references import ConversationReference, thread_of
from helpdesk.delivery.preparation import Preparation
from helpdesk.messaging.messages import ContentKind, Sender
from helpdesk.messaging.outcomes import ChatMoved, FormRefused, Outcome, PermanentFailure
from helpdesk.people.actors import Actor, ActorKind
from helpdesk.platform.standard_webhooks import new_secret
from helpdesk.platform.stored_secret import StoredSecret
from helpdesk.providers.models import Access, Outbound, OutgoingMessage
from helpdesk.tickets.models import Ticket, TicketState
from infra.workbench.box import FakeBox
from tests.support.fakes import FakeApps

NOW = "2026-11-22T09:00:00.000000Z"
SECRET = new_secret(b"a secret of twenty-four b")
OLD_SECRET = new_secret(b"an older one, still alive")
BOT_TOKEN = "123456:AAbot-token"
REFERENCE = ConversationReference(thread_of("1", "t1"))
ADA = Actor(ActorKind.PERSON, "agent-1", "Ada")
CLEO = Actor(ActorKind.CONTACT, "con_1", "Cleo")


def sealed(secret: str, owner: str = "account/1", **more: Any) -> StoredSecret:
    """Encrypted as by infra.workbench.box.FakeBox."""
    return StoredSecret(id=secret, sealed=f"{owner}|{secret}".encode(), created_at=NOW, **more)


def account_secrets() -> AccountSecrets:
    return AccountSecrets(FakeBox(), FakeApps())


def account(kind: str = "custom", **more: Any) -> ChannelAccount:
    values: dict[str, Any] = {
        "id": "1",
        "kind": kind,
        "name": "Chat",
        "created_at": NOW,
        "signing_secrets": (sealed(SECRET),),
        "delivery_url": "https://chat.example/hook",
    }
    return ChannelAccount(**values | more)


def telegram_account(**more: Any) -> ChannelAccount:
    values: dict[str, Any] = {"delivery_url": "https://api.telegram.org", "credentials": sealed(BOT_TOKEN)}
    return account("telegram", **values | more)


def conversation(**more: Any) -> Conversation:
    values: dict[str, Any] = {
        "reference": REFERENCE,
        "account_id": "1",
        "thread_key": "t1",
        "contact_id": "con_1",
        "recipient": Sender("customer", "Cleo"),
        "created_at": NOW,
    }
    return Conversation(**values | more)


def message(text: str = "Hello", *, sequence: int = 1, **more: Any) -> Message:
    """From the customer."""
    values: dict[str, Any] = {
        "reference": REFERENCE,
        "sequence": sequence,
        "direction": Direction.IN,
        "kind": ContentKind.TEXT,
        "text": text,
        "actor": CLEO,
        "created_at": NOW,
        "key": f"m{sequence}",
        "external_id": f"m{sequence}",
    }
    return Message(**values | more)


def reply(text: str = "Hi Cleo", *, sequence: int = 2, **more: Any) -> Message:
    """From an agent, queued for delivery."""
    values: dict[str, Any] = {
        "direction": Direction.OUT,
        "actor": ADA,
        "key": "agent-1/key",
        "external_id": None,
        "reply_to": REFERENCE.message_id(1),
        "reply_to_external_id": "41",
        "status": DeliveryStatus.QUEUED,
    }
    return message(text, sequence=sequence, **values | more)


class _Known:
    """Fixed results for everything that a preparation reads."""

    def __init__(
        self,
        signing_secrets: tuple[str, ...],
        credentials: str | None,
        channel: Channel | None,
        changed: Message | None = None,
    ) -> None:
        self._live, self._credentials, self._channel = signing_secrets, credentials, channel
        self._changed = changed

    def live(self, *_: object) -> tuple[str, ...]:
        return self._live

    def access(self, account: ChannelAccount) -> Access:
        return Access(account.delivery_url, self._credentials)

    def channel_of(self, _account: ChannelAccount) -> Channel | None:
        return self._channel

    def sent(self, *_: object) -> dict[str, Any]:
        return {}

    of = sent

    def message(self, *_: object, **__: object) -> Message | None:
        return self._changed


def outgoing(
    *,
    message: Message | None = None,
    conversation: Conversation | None = None,
    account: ChannelAccount | None = None,
    signing_secrets: tuple[str, ...] = (SECRET,),
    credentials: str | None = None,
    channel: Channel | None = None,
    changed: Message | None = None,
) -> OutgoingMessage:
    """`changed`: the message that a change refers to."""
    known: Any = _Known(signing_secrets, credentials, channel, changed)
    preparation = Preparation(known, known, known, known, 7, lambda: datetime.now(UTC))
    talk, ours = conversation or _conversation(), account or _account()
    return preparation.outgoing(message or reply(), talk, ours)


def perform(outbound: Outbound, outgoing: OutgoingMessage) -> Outcome | ChatMoved | FormRefused:
    """A message of one step."""
    steps = outbound.steps(outgoing)
    if isinstance(steps, PermanentFailure):
        return steps
    [step] = steps
    return outbound.perform(outgoing, step)


_conversation, _account = conversation, account


def ticket(**more: Any) -> Ticket:
    values: dict[str, Any] = {
        "reference": REFERENCE,
        "account_id": "1",
        "contact_id": "con_1",
        "contact_name": "Cleo",
        "subject": "Hello",
        "state": TicketState.OPEN,
        "opened_at": NOW,
        "last_activity_at": "2026-11-22T09:05:00.000000Z",
        "last_sequence": 3,
        "last_direction": "in",
        "preview": "Hello",
    }
    return Ticket(**values | more)
