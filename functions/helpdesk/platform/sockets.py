"""Writes to connections of the WebSocket API."""

from enum import StrEnum
from typing import Any, Protocol

from botocore.exceptions import BotoCoreError, ClientError

LARGEST_FRAME = 32 * 1024
"""Bytes. API Gateway cuts what is larger into frames, and counts each of them."""
_GONE = "GoneException"


class Outcome(StrEnum):
    SENT = "sent"
    GONE = "gone"
    """There is no such connection any more."""
    FAILED = "failed"
    """It may have arrived, or not."""


class Sockets(Protocol):
    def send(self, connection_id: str, text: str) -> Outcome: ...

    def close(self, connection_id: str) -> None:
        """Whatever goes wrong, nobody is told: what is gone needs no closing."""


class ApiGatewaySockets:
    def __init__(self, client: Any) -> None:
        """Many threads use the client: it exists before them."""
        self._client = client

    def send(self, connection_id: str, text: str) -> Outcome:
        try:
            self._client.post_to_connection(ConnectionId=connection_id, Data=text.encode())
        except ClientError as error:
            return Outcome.GONE if error.response["Error"]["Code"] == _GONE else Outcome.FAILED
        except BotoCoreError:
            return Outcome.FAILED
        return Outcome.SENT

    def close(self, connection_id: str) -> None:
        try:
            self._client.delete_connection(ConnectionId=connection_id)
        except (ClientError, BotoCoreError):
            return
