"""An integrator's app that calls the channel API of a desk in one process."""

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from standardwebhooks import Webhook

from channel_api.app import DESCRIPTION
from helpdesk.channels.apps import AppRegistration, AppRepository
from helpdesk.people.actors import ActorKind
from helpdesk.people.principals import Principal, Scope
from helpdesk.platform.ids import new_ulid
from helpdesk.platform.standard_webhooks import new_secret
from infra.workbench.tables import DIRECTORY
from tests.support.described import check_event, check_response
from tests.support.desk import DeskInProcess
from tests.support.gateway import event

URL = "https://acme.example/hook"
BASE = "/conversations/custom-channels/2026-03"
OPAQUE = "CHANNEL_SPECIFIC_OPAQUE_ID"
SCOPES = frozenset({Scope.CUSTOM_CHANNELS_READ.value, Scope.CUSTOM_CHANNELS_WRITE.value})
CAPABILITIES = {
    "deliveryIdentifierTypes": [OPAQUE],
    "richText": ["HYPERLINK", "BOLD"],
    "threadingModel": "INTEGRATION_THREAD_ID",
    "allowOutgoingMessages": True,
}


def party(value: str = "cleo", **more: Any) -> dict[str, Any]:
    return {"deliveryIdentifier": {"type": OPAQUE, "value": value}, **more}


class Integrator:
    def __init__(self, desk: DeskInProcess, app_id: str = "acme") -> None:
        self.desk, self.app_id = desk, app_id
        self.secret = new_secret(app_id.encode().ljust(24, b"!"))
        apps = AppRepository(desk.database.table(DIRECTORY))
        AppRegistration(apps, desk.box, desk.clock, new_ulid).register(app_id, app_id.title(), self.secret)
        self.principal = Principal(ActorKind.PROGRAM, f"token-{app_id}", "Acme bot", SCOPES, "agent-1", app_id)

    def call(self, method: str, path: str, body: object = None, **more: Any) -> tuple[int, Any]:
        """Calls the channel API with the gateway's event; a `body` of text or bytes is sent unchanged."""
        principal: Principal | None = more.get("principal", self.principal)
        path, query = more.get("base", BASE) + path, urlencode(more.get("query", {}), doseq=True)
        given = "" if body is None else body if isinstance(body, str | bytes) else json.dumps(body)
        raw = given if isinstance(given, bytes) else given.encode("utf-8", "surrogateescape")
        gateway_event = event(method, path, query, {"content-type": "application/json"}, raw, principal)
        response = self.desk.channel_api(gateway_event, None)
        status, response_body = response["statusCode"], json.loads(response["body"]) if response["body"] else None
        if path != DESCRIPTION:
            check_response(method, path, status, response_body)
        return status, response_body

    def done(self, method: str, path: str, body: object = None, **more: Any) -> Any:
        status, response = self.call(method, path, body, **more)
        assert 200 <= status < 300, response
        return response

    def register(self, name: str = "Chat", **more: Any) -> str:
        channel = {"name": name, "capabilities": CAPABILITIES, "webhookUrl": URL}
        created: str = self.done("POST", "/", channel | more)["id"]
        return created

    def connect(self, channel_id: str, value: str | None = "acme-line", **more: Any) -> str:
        account = {"inboxId": "1", "name": "Acme line", "authorized": True}
        identified = {"deliveryIdentifier": {"type": OPAQUE, "value": value}} if value else {}
        created: str = self.done("POST", f"/{channel_id}/channel-accounts", account | identified | more)["id"]
        return created

    def ready(self, **more: Any) -> tuple[str, str]:
        channel_id = self.register(**more)
        return channel_id, self.connect(channel_id)

    def replies(self) -> list[tuple[str, Mapping[str, str], bytes]]:
        """The message webhooks that the app's server received, without account events."""
        return [request for request in self.desk.http.posted if b'"OUTGOING_CHANNEL_MESSAGE_' in request[2]]

    def events(self) -> list[dict[str, Any]]:
        """The events that the app's server received since the last call, each verified as integrators do: the desk's
        clock has to show the real time."""
        self.desk.settle()
        posted, self.desk.http.posted = self.desk.http.posted, []
        events = []
        for url, headers, body in posted:
            assert url == URL
            event = Webhook(self.secret).verify(body, dict(headers))
            check_event(event)
            assert headers["webhook-id"] == event["eventId"]
            signed = f"POST{url}".encode() + body + headers["X-HubSpot-Request-Timestamp"].encode()
            digest = hmac.new(self.secret.encode(), signed, hashlib.sha256).digest()
            assert headers["X-HubSpot-Signature-v3"] == base64.b64encode(digest).decode()
            events.append(event)
        return events

    def message(self, account_id: str, text: str = "Hello", **more: Any) -> dict[str, Any]:
        return {
            "channelAccountId": account_id,
            "messageDirection": "INCOMING",
            "senders": [party(name="Cleo")],
            "text": text,
            "integrationThreadId": "t1",
        } | more

    def publish(self, channel_id: str, account_id: str, text: str = "Hello", **more: Any) -> Any:
        return self.done("POST", f"/{channel_id}/messages", self.message(account_id, text, **more))


Ready = tuple[Integrator, str, str]
"""An app, its channel and its account."""


def timeline(app: Integrator, message: dict[str, Any]) -> list[dict[str, Any]]:
    path = f"/v1/conversations/{message['conversationsThreadId']}/timeline"
    return [entry for entry in app.desk.call("GET", path)[1]["entries"] if entry["type"] == "message"]
