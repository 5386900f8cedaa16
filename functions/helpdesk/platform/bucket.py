"""Calls to one S3 bucket, with errors that say what to do."""

from collections.abc import Callable, Iterator
from collections.abc import Set as AbstractSet
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from helpdesk.platform.errors import Unavailable

MISSING = frozenset({"404", "403", "NoSuchKey", "NotFound", "AccessDenied"})
"""A role that may not list the bucket gets 403 for an object that does not exist."""
OTHER_VERSION = frozenset({"412", "PreconditionFailed"})
"""The object does not match what was asked for."""
_OUT_OF_REACH = "The file store is not available right now. Retry the request."


class Bucket:
    def __init__(self, make_client: Callable[[], Any], bucket: str) -> None:
        self._make_client = make_client
        self._made: Any = None
        self._bucket = bucket

    @property
    def _client(self) -> Any:
        # Created on first use: most calls use no object.
        self._made = self._made or self._make_client()
        return self._made

    def _request(self, operation: str, **arguments: Any) -> dict[str, Any]:
        """Raises ClientError for what S3 refuses."""
        try:
            response: dict[str, Any] = getattr(self._client, operation)(Bucket=self._bucket, **arguments)
        except BotoCoreError as error:
            raise Unavailable(_OUT_OF_REACH) from error
        return response

    def _call(self, operation: str, **arguments: Any) -> dict[str, Any]:
        try:
            return self._request(operation, **arguments)
        except ClientError as error:
            raise Unavailable(_OUT_OF_REACH) from error

    def _look(
        self, operation: str, nothing: AbstractSet[str] = MISSING | OTHER_VERSION, /, **arguments: Any
    ) -> dict[str, Any] | None:
        """None for a refusal with one of these codes: without others, if the object does not exist, or not match."""
        try:
            return self._request(operation, **arguments)
        except ClientError as error:
            raise_unless(error, nothing)
            return None

    def _chunks(self, found: dict[str, Any], size: int) -> Iterator[bytes]:
        """The content, one piece at a time in memory. Raises Unavailable, also in the middle."""
        try:
            yield from found["Body"].iter_chunks(size)
        except (BotoCoreError, OSError) as error:
            raise Unavailable(_OUT_OF_REACH) from error

    def _content(self, found: dict[str, Any]) -> bytes:
        try:
            content: bytes = found["Body"].read()
        except (BotoCoreError, OSError) as error:
            raise Unavailable(_OUT_OF_REACH) from error
        return content


def code_of(error: ClientError) -> str:
    return str(error.response["Error"]["Code"])


def raise_unless(error: ClientError, codes: AbstractSet[str]) -> None:
    """Raises Unavailable, unless the error has one of these codes."""
    if code_of(error) not in codes:
        raise Unavailable(_OUT_OF_REACH) from error
