"""What a customer can do in a chat: write, read, leave."""

import secrets
import time
from datetime import UTC, datetime
from typing import Any

from examples.paper_plane import pictures
from examples.paper_plane.exchange import BadRequest
from examples.paper_plane.store import Row, State, Store

MAX_TEXT = 4000
MAX_NAME = 80


class Chats:
    def __init__(self, store: Store) -> None:
        self._store = store

    def messages(self, shop: str, key: str) -> list[dict[str, Any]]:
        with self._store.transaction() as state:
            chat = state.chat_by_key(shop, key)
            return state.messages(chat["id"]) if chat else []

    def has_message(self, shop: str, key: str, message_id: str) -> bool:
        return any(message["id"] == message_id for message in self.messages(shop, key))

    def write(self, shop: str, key: str, name: str, text: str, picture: bytes = b"", answers: str | None = None) -> str:
        """Returns the chat's key: a new one if there is no chat for `key`. The message and the task of publishing it
        are stored in one transaction, and the message's id is the idempotency key of every attempt. So neither a crash
        nor a lost response loses or duplicates a message. `answers`: the message whose quick reply was chosen."""
        if not (text.strip() or picture) or len(text) > MAX_TEXT or len(name) > MAX_NAME:
            raise BadRequest(f"The text must have 1 to {MAX_TEXT} characters, the name at most {MAX_NAME}.")
        with self._store.transaction() as state:
            account = state.account(shop)
            if account is None or not account["open"]:
                raise BadRequest("This shop does not accept messages at the moment.")
            chat = state.chat_by_key(shop, key) or _new_chat(state, shop, name)
            if answers and all(message["id"] != answers for message in state.messages(chat["id"])):
                raise BadRequest("The message that is answered is not in this chat.")
            message = {
                "id": f"m-{secrets.token_hex(12)}",
                "chat": chat["id"],
                "author": chat["name"],
                "text": text,
                "files": [pictures.store(state, picture)] if picture else [],
                "answers": answers,
                "sent_at": datetime.now(UTC).isoformat(),
                "state": "sending",
            }
            state.add_message(message)
            state.queue(chat["id"], "publish", message, time.time())
            return str(chat["key"])

    def read(self, shop: str, key: str, up_to: int) -> None:
        """Marks the messages up to this number as read: the customer's page has shown them."""
        with self._store.transaction() as state:
            chat = state.chat_by_key(shop, key)
            if chat is None:
                return
            for message_id in state.unread(chat["id"], up_to):
                state.set_state(message_id, "read")
                state.queue(chat["id"], "status", {"id": message_id, "statusType": "READ"}, time.time())

    def leave(self, shop: str, key: str) -> None:
        with self._store.transaction() as state:
            if chat := state.chat_by_key(shop, key):
                state.end_chat(chat["id"])


def _new_chat(state: State, shop: str, name: str) -> Row:
    """The key is known only to the customer's browser; the desk gets the id."""
    chat_id = f"chat-{secrets.token_hex(8)}"
    state.add_chat(chat_id, secrets.token_urlsafe(24), shop, name.strip() or "A visitor")
    chat = state.chat(chat_id)
    assert chat is not None
    return chat
