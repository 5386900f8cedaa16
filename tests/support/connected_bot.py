"""A bot whose webhook can be set: what Telegram keeps about it, and the updates that wait for it."""

import json
from collections.abc import Mapping
from typing import Any

from helpdesk.platform.outbound_http import HttpResponse, NoResponse
from infra.workbench.telegram import DONE, Answer, BotApi, NoAnswer, rejection, result

TOKEN = "42:AAbb-cc_dd"
API_URL = "https://api.telegram.org"
ACTIVE = "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"


class ConnectedBot(BotApi):
    def __init__(self, token: str) -> None:
        super().__init__(token)
        self.webhook: dict[str, Any] = {}
        """The parameters of setWebhook; empty if no webhook is set."""
        self.commands: list[dict[str, str]] = []
        self.last_error: dict[str, Any] = {}
        self.updates: list[dict[str, Any]] = []
        self.results |= {
            "setWebhook": self._set_webhook,
            "deleteWebhook": self._delete_webhook,
            "getWebhookInfo": self._webhook_info,
            "setMyCommands": self._set_commands,
            "getUpdates": self._get_updates,
        }

    @property
    def methods(self) -> list[str]:
        return [call.method for call in self.calls]

    def post(self, url: str, headers: Mapping[str, str], body: bytes) -> HttpResponse:
        """In place of the network."""
        try:
            answer = self.request(url.removeprefix(API_URL), headers["content-type"], body)
        except NoAnswer as error:
            raise NoResponse("no response") from error
        return HttpResponse(answer.status, {}, json.dumps(answer.body).encode())

    def _set_webhook(self, parameters: dict[str, Any]) -> Answer:
        if not parameters["url"].startswith("https://"):
            return rejection(400, "Bad Request: bad webhook: An HTTPS URL must be provided for webhook")
        self.webhook = parameters
        return DONE

    def _delete_webhook(self, _parameters: dict[str, Any]) -> Answer:
        self.webhook = {}
        return DONE

    def _webhook_info(self, _parameters: dict[str, Any]) -> Answer:
        waiting = {"pending_update_count": len(self.updates), "has_custom_certificate": False}
        kept = {name: self.webhook[name] for name in ("allowed_updates", "max_connections") if name in self.webhook}
        return result({"url": self.webhook.get("url", ""), **waiting, **kept, **self.last_error})

    def _set_commands(self, parameters: dict[str, Any]) -> Answer:
        self.commands = parameters["commands"]
        return DONE

    def _get_updates(self, parameters: dict[str, Any]) -> Answer:
        if self.webhook:
            return rejection(409, ACTIVE)
        offset = parameters.get("offset", 0)
        self.updates = [update for update in self.updates if update["update_id"] >= offset]
        return result(self.updates[: parameters.get("limit", 100)])


def update(number: int = 1, text: str = "Hi") -> dict[str, Any]:
    message = {"message_id": number, "date": 1, "chat": {"id": 5, "type": "private"}, "text": text}
    return {"update_id": number, "message": message}
