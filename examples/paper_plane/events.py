"""What the desk tells us, by webhook."""

import time
from typing import Any

from examples.paper_plane.store import State, Store

Json = dict[str, Any]


class Events:
    def __init__(self, store: Store) -> None:
        self._store = store

    def take(self, event: Json) -> None:
        """Once. The same event may come again, with the same `eventId`: when our 200 was lost, or came too late."""
        with self._store.transaction() as state:
            if not state.is_new(event["eventId"]):
                return
            if event["type"] == "OUTGOING_CHANNEL_MESSAGE_CREATED":
                _take_reply(state, event["channelIntegrationThreadIds"][0], event["message"])
            elif event["type"].startswith("CHANNEL_ACCOUNT_"):
                account_id = event["channelAccountId"]
                state.queue(f"account-{account_id}", "account", {"id": account_id}, time.time())


def _take_reply(state: State, chat_id: str, message: Json) -> None:
    """An agent's reply, and what became of it: DELIVERED now, READ when the customer's page has shown it."""
    chat = state.chat(chat_id)
    if chat is None or chat["over"]:
        reason = "The customer has left the chat." if chat else "Paper Plane has no such chat."
        status = {"id": message["id"], "statusType": "FAILED", "errorMessage": reason}
    else:
        status = {"id": message["id"], "statusType": "DELIVERED"}
        state.add_message(
            {
                "id": message["id"],
                "chat": chat_id,
                "author": message["senders"][0].get("name", "Agent"),
                "text": message["text"],
                "files": _files(chat["shop"], message),
                "sent_at": message["createdAt"],
                "state": "delivered",
            }
        )
    state.queue(chat_id, "status", status, time.time())


def _files(shop: str, message: Json) -> list[Json]:
    """Their links expire: what is kept is where chat_routes.py asks for a new one."""
    return [
        {
            "url": f"/chat/{shop}/files/{message['id']}/{at}",
            "name": one.get("name", "file"),
            "usage": one["fileUsageType"],
        }
        for at, one in enumerate(message["attachments"])
        if one["type"] == "FILE"
    ]
