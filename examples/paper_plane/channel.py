"""Paper Plane's channel at the desk, and its accounts: one for each connected shop."""

from typing import Any

from examples.paper_plane.desk import OPAQUE, Desk
from examples.paper_plane.settings import origin
from examples.paper_plane.store import State, Store

SHOPS = {"bakery": "Bakery", "bicycles": "Bicycle repair", "flowers": "Flower shop"}
"""The shops that customers can write to: the name in URLs, and the display name."""
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
            "channelLogoUrl": f"{self.url}/web/logo.png",
            "webhookUrl": self.webhook_url,
            "channelAccountConnectionRedirectUrl": f"{self.url}/connect",
            "capabilities": {
                "deliveryIdentifierTypes": [OPAQUE],
                "richText": ["BOLD", "ITALIC", "UNDERLINE", "STRIKETHROUGH", "LISTS", "BLOCKQUOTE", "HYPERLINK"],
                "threadingModel": "INTEGRATION_THREAD_ID",
                "allowOutgoingMessages": True,
                "outgoingAttachmentTypes": ["FILE", "QUICK_REPLIES"],
                "allowedFileAttachmentMimeTypes": ["image/*", "application/pdf"],
                "maxFileAttachmentCount": 5,
                "maxFileAttachmentSizeBytes": 5 * 1024 * 1024,
            },
        }

    def start(self) -> None:
        """Registers the channel, connects the first shop and loads the accounts. Idempotent: runs at every start."""
        self.id = self._desk.register(self.description)
        account = {
            "inboxId": self._inbox_id,
            "name": SHOPS[CONNECTED_AT_START],
            "authorized": True,
            "deliveryIdentifier": {"type": OPAQUE, "value": CONNECTED_AT_START},
        }
        self._desk.connect(self.id, account)
        self._load_accounts()

    def finish_connection(self, account_token: str, shop: str) -> None:
        """Finishes a connection that an administrator started at the desk. The desk also sends
        CHANNEL_ACCOUNT_CREATED, a moment later."""
        self._desk.finish_connection(self.id, account_token, SHOPS[shop], shop)
        self._load_accounts()

    def _load_accounts(self) -> None:
        accounts = self._desk.accounts(self.id)
        with self._store.transaction() as state:
            state.delete_accounts()
            for account in accounts:
                _store_account(state, account)

    def file_url(self, message_id: str, number: int) -> str | None:
        """The current URL of a file of an agent's message; None if it has none."""
        attachments = self._desk.message(self.id, message_id)["attachments"][number : number + 1]
        url = str(attachments[0].get("url", "")) if attachments else ""
        return url if origin(url) else None

    def refresh(self, account_id: str) -> None:
        """An account event names the account. Its current state is read from the desk, so that the order of events
        does not matter."""
        account = self._desk.account(self.id, account_id)
        with self._store.transaction() as state:
            if account is None:
                state.delete_account(account_id)
            else:
                _store_account(state, account)


def _store_account(state: State, account: Json) -> None:
    shop = account.get("deliveryIdentifier", {}).get("value")
    if shop in SHOPS:
        state.put_account(account["id"], shop, is_open=account["active"] and account["authorized"])
