"""The routes of the WebSocket API. A connection is admitted with a ticket, which the client offers as a subprotocol:
so the ticket is in no URL and in no log, and whoever has none gets no connection."""

from collections.abc import Mapping
from typing import Any

from aws_lambda_powertools import Logger

from helpdesk.live.service import PROTOCOL, LiveService

_REFUSED = {"statusCode": 403}
_DONE = {"statusCode": 200}


class LiveApi:
    def __init__(self, live: LiveService, log: Logger) -> None:
        self._live = live
        self._log = log

    def __call__(self, event: Mapping[str, Any], _context: object = None) -> dict[str, Any]:
        """One log line each."""
        context = event["requestContext"]
        connection_id: str = context["connectionId"]
        match context["eventType"]:
            case "CONNECT":
                client = self._live.connect(connection_id, _protocols(event.get("headers") or {}))
                self._log.info("connect", connection_id=connection_id, user_id=client.user_id if client else None)
                return {**_DONE, "headers": {"Sec-WebSocket-Protocol": PROTOCOL}} if client else _REFUSED
            case "DISCONNECT":
                self._live.disconnect(connection_id)
                self._log.info("disconnect", connection_id=connection_id)
            case _:
                outcome = self._live.receive(connection_id, _text(event))
                self._log.info("message", connection_id=connection_id, outcome=outcome)
        return _DONE


def _protocols(headers: Mapping[str, str]) -> list[str]:
    [*found] = (value for name, value in headers.items() if name.lower() == "sec-websocket-protocol")
    return [each.strip() for each in ",".join(found).split(",")]


def _text(event: Mapping[str, Any]) -> str:
    """Bytes are no message of ours."""
    return "" if event.get("isBase64Encoded") else str(event.get("body") or "")
