"""Updates as Telegram sends them, built with aiogram's models, an independent implementation of the Bot API."""

from typing import Any

from aiogram.types import Chat, Message, Update, User

from helpdesk.providers.models import AccountContext

ACCOUNT = AccountContext("4009868248805115")
SENT = 1454119029
CLEO = User(id=3527065, is_bot=False, first_name="Cleo", last_name="Patra", username="cleo")
PRIVATE = Chat(id=3527065, type="private", first_name="Cleo")
GROUP = Chat(id=-1001234567890, type="supergroup", title="Friends", is_forum=True)


def message(**more: Any) -> Message:
    return Message(**{"message_id": 41, "date": SENT, "chat": PRIVATE, "from_user": CLEO} | more)


def update(**content: Any) -> bytes:
    """One update: `update(message=message(text="Hi"))`."""
    return on_the_wire(Update(**{"update_id": 174114373} | content))


def on_the_wire(thing: Any) -> bytes:
    written: str = thing.model_dump_json(by_alias=True, exclude_none=True)
    return written.encode()
