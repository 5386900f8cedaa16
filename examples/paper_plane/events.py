"""Processes the desk's webhook events."""

import time
from typing import Any

from examples.paper_plane.store import State, Store

Json = dict[str, Any]


class Events:
    def __init__(self, store: Store) -> None:
        self._store = store

    def process(self, event: Json) -> None:
        """Processes each event once. The desk sends an event again, with the same `eventId`, if our 200 was lost or
        late."""
        with self._store.transaction() as state:
            if not state.is_new(event["eventId"]):
                return
            if event["type"] == "OUTGOING_CHANNEL_MESSAGE_CREATED":
                _process_reply(state, event["channelIntegrationThreadIds"][0], event["message"])
            elif event["type"].startswith("CHANNEL_ACCOUNT_"):
                account_id = event["channelAccountId"]
                state.queue(f"account-{account_id}", "account", {"id": account_id}, time.time())


def _process_reply(state: State, chat_id: str, message: Json) -> None:
    """Stores an agent's reply and reports its status: DELIVERED now, READ when the customer's page has shown it."""
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
                "html": message.get("richText"),
                "files": _files(chat["shop"], message),
                "choices": _choices(message),
                "answers": message.get("inReplyToIntegrationId"),
                "sent_at": message["createdAt"],
                "state": "delivered",
            }
        )
    state.queue(chat_id, "status", status, time.time())


def _choices(message: Json) -> list[Json]:
    """The quick replies that the agent offers."""
    return [
        {"value": each["value"], "label": each.get("label") or each["value"], "is_link": each["valueType"] == "URL"}
        for attachment in message["attachments"]
        if attachment["type"] == "QUICK_REPLIES"
        for each in attachment["quickReplies"]
    ]


def _files(shop: str, message: Json) -> list[Json]:
    """The desk's links expire, so the stored URL is our own: chat_routes.py redirects it to a new link."""
    return [
        {
            "url": f"/chat/{shop}/files/{message['id']}/{index}",
            "name": attachment.get("name", "file"),
            "usage": attachment["fileUsageType"],
        }
        for index, attachment in enumerate(message["attachments"])
        if attachment["type"] == "FILE"
    ]
