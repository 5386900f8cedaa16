"""Paper Plane as the desk sees it: one channel, and an account for each shop that is connected."""

from typing import Any

from examples.paper_plane.desk import OPAQUE, Desk
from examples.paper_plane.settings import origin
from examples.paper_plane.store import State, Store

SHOPS = {"bakery": "Bakery", "bicycles": "Bicycle repair", "flowers": "Flower shop"}
"""Who customers can write to; the name in an address, and for people."""
CONNECTED_AT_START = "bakery"

Json = dict[str, Any]


class Channel:
    def __init__(self, desk: Desk, store: Store, inbox_id: str, public_url: str) -> None:
        self._desk = desk
        self._store = store
        self._inbox_id = inbox_id
        self.url = public_url
        self.webhook_url = f"{public_url}/webhooks/desk"
        self.id = ""

    @property
    def description(self) -> Json:
        return {
            "name": "Paper Plane",
            "channelDescription": "Chat in the browser.",
            "webhookUrl": self.webhook_url,
            "channelAccountConnectionRedirectUrl": f"{self.url}/connect",
            "capabilities": {
                "deliveryIdentifierTypes": [OPAQUE],
                "threadingModel": "INTEGRATION_THREAD_ID",
                "allowOutgoingMessages": True,
                "outgoingAttachmentTypes": ["FILE"],
                "allowedFileAttachmentMimeTypes": ["image/*"],
                "maxFileAttachmentCount": 5,
                "maxFileAttachmentSizeBytes": 5 * 1024 * 1024,
            },
        }

    def begin(self) -> None:
        """Register, connect the first shop, and learn what is connected: all of it may be done at every start."""
        self.id = self._desk.register(self.description)
        account = {
            "inboxId": self._inbox_id,
            "name": SHOPS[CONNECTED_AT_START],
            "authorized": True,
            "deliveryIdentifier": {"type": OPAQUE, "value": CONNECTED_AT_START},
        }
        self._desk.connect(self.id, account)
        self._learn()

    def finish_connection(self, account_token: str, shop: str) -> None:
        """What an administrator began at the desk. CHANNEL_ACCOUNT_CREATED tells of it too, a moment later."""
        self._desk.finish_connection(self.id, account_token, SHOPS[shop], shop)
        self._learn()

    def _learn(self) -> None:
        standing = self._desk.accounts(self.id)
        with self._store.transaction() as state:
            state.drop_accounts()
            for one in standing:
                _put(state, one)

    def file_url(self, message_id: str, number: int) -> str | None:
        """Where the file of an agent's message is now; None while it is not there."""
        attachments = self._desk.message(self.id, message_id)["attachments"][number : number + 1]
        url = str(attachments[0].get("url", "")) if attachments else ""
        return url if origin(url) else None

    def refresh(self, account_id: str) -> None:
        """Account events say which account; how it stands now is asked for, so that their order does not matter."""
        found = self._desk.account(self.id, account_id)
        with self._store.transaction() as state:
            if found is None:
                state.drop_account(account_id)
            else:
                _put(state, found)


def _put(state: State, account: Json) -> None:
    shop = account.get("deliveryIdentifier", {}).get("value")
    if shop in SHOPS:
        state.put_account(account["id"], shop, is_open=account["active"] and account["authorized"])
