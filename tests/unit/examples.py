"""Things of a help desk as the tests talk about them."""

from typing import Any

from helpdesk.accounts.models import ChannelAccount
from helpdesk.accounts.service import AccountSecrets
from helpdesk.conversations.models import Conversation, DeliveryStatus, Direction, Message
from helpdesk.conversations.references import ConversationReference, thread_of
from helpdesk.delivery.channel import Delivery
from helpdesk.messaging.kinds import ChannelKind
from helpdesk.messaging.messages import ContentKind, Sender
from helpdesk.people.actors import Actor, ActorKind
from helpdesk.platform.standard_webhooks import new_secret
from helpdesk.platform.stored_secret import StoredSecret
from tests.support.fakes import FakeApps, FakeBox

NOW = "2026-11-22T09:00:00.000000Z"
SECRET = new_secret(b"a secret of twenty-four b")
OLD_SECRET = new_secret(b"an older one, still alive")
BOT_TOKEN = "123456:AAbot-token"
REFERENCE = ConversationReference(thread_of("1", "t1"))
ADA = Actor(ActorKind.PERSON, "agent-1", "Ada")
CLEO = Actor(ActorKind.CONTACT, "con_1", "Cleo")


def sealed(secret: str, owner: str = "account/1", **more: Any) -> StoredSecret:
    """As tests.support.fakes.FakeBox seals it."""
    return StoredSecret(id=secret, sealed=f"{owner}|{secret}".encode(), created_at=NOW, **more)


def account_secrets() -> AccountSecrets:
    return AccountSecrets(FakeBox(), FakeApps())


def account(kind: ChannelKind = ChannelKind.CUSTOM, **more: Any) -> ChannelAccount:
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
    return account(ChannelKind.TELEGRAM, **values | more)


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
    """From an agent, waiting to be sent."""
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


def delivery(**more: Any) -> Delivery:
    values: dict[str, Any] = {
        "message": reply(),
        "conversation": conversation(),
        "account": account(),
        "signing_secrets": (SECRET,),
        "credentials": None,
    }
    return Delivery(**values | more)
