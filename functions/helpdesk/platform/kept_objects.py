"""Objects of one S3 bucket of which each write has a condition, so that of two writers one is refused."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from helpdesk.platform.errors import Unavailable

_MISSING = {"404", "403", "NoSuchKey", "NotFound", "AccessDenied"}
"""A role that may not list the bucket gets 403 for an object that does not exist."""
_UNCHANGED = {"304", "NotModified"}
_REFUSED = {"412", "PreconditionFailed", "409", "ConditionalRequestConflict"}
_CHUNK_BYTES = 1024 * 1024
_DELETED_AT_ONCE = 1000
_OUT_OF_REACH = "The object store is not available right now. Retry the request."


@dataclass(frozen=True, slots=True)
class Kept:
    """The content of an object, and what names this version of it."""

    content: bytes
    etag: str


@dataclass(frozen=True, slots=True)
class Listed:
    key: str
    modified_at: datetime


class Unchanged(Exception):
    """It is still as the caller knows it."""


class Refused(Exception):
    """Somebody else has written it since the caller read it."""


class KeptObjects:
    def __init__(self, make_client: Callable[[], Any], bucket: str) -> None:
        self._make_client = make_client
        self._made: Any = None
        self._bucket = bucket

    @property
    def _client(self) -> Any:
        self._made = self._made or self._make_client()
        return self._made

    def read(self, key: str, known: str | None = None) -> Kept | None:
        """None if there is none. Raises Unchanged if it still has the ETag `known`."""
        condition = {"IfNoneMatch": known} if known else {}
        try:
            found = self._request("get_object", Key=key, **condition)
            return Kept(self._body(found), found["ETag"])
        except ClientError as error:
            if error.response["Error"]["Code"] in _MISSING:
                return None
            raise _translated(error, _UNCHANGED, Unchanged()) from error

    def download(self, key: str, to: Path) -> bool:
        """False if there is no such object."""
        try:
            body = self._request("get_object", Key=key)["Body"]
            with to.open("wb") as file:
                for chunk in body.iter_chunks(_CHUNK_BYTES):
                    file.write(chunk)
        except ClientError as error:
            if error.response["Error"]["Code"] in _MISSING:
                return False
            raise Unavailable(_OUT_OF_REACH) from error
        except BotoCoreError as error:
            raise Unavailable(_OUT_OF_REACH) from error
        return True

    def write(self, key: str, content: bytes, known: str | None) -> str:
        """Where it has the ETag `known`, or where there is none yet. Returns its ETag. Raises Refused."""
        condition = {"IfMatch": known} if known else {"IfNoneMatch": "*"}
        try:
            etag: str = self._request("put_object", Key=key, Body=content, **condition)["ETag"]
        except ClientError as error:
            # What is gone cannot be replaced either.
            raise _translated(error, _REFUSED | _MISSING, Refused()) from error
        return etag

    def upload(self, key: str, file: Path) -> None:
        """A new object, whose key nobody else uses."""
        with file.open("rb") as content:
            try:
                self._request("put_object", Key=key, Body=content, IfNoneMatch="*")
            except ClientError as error:
                # Refused: the answer to an earlier attempt of the SDK was lost.
                if error.response["Error"]["Code"] not in _REFUSED:
                    raise Unavailable(_OUT_OF_REACH) from error

    def listed(self, prefix: str) -> Iterator[Listed]:
        more: dict[str, str] = {}
        while True:
            try:
                page = self._request("list_objects_v2", Prefix=prefix, **more)
            except ClientError as error:
                raise Unavailable(_OUT_OF_REACH) from error
            yield from (Listed(each["Key"], each["LastModified"]) for each in page.get("Contents", []))
            if not page.get("IsTruncated"):
                return
            more = {"ContinuationToken": page["NextContinuationToken"]}

    def delete(self, keys: Sequence[str]) -> None:
        for start in range(0, len(keys), _DELETED_AT_ONCE):
            some = [{"Key": key} for key in keys[start : start + _DELETED_AT_ONCE]]
            try:
                answer = self._request("delete_objects", Delete={"Objects": some, "Quiet": True})
            except ClientError as error:
                raise Unavailable(_OUT_OF_REACH) from error
            if answer.get("Errors"):
                raise Unavailable(_OUT_OF_REACH)

    def _body(self, found: dict[str, Any]) -> bytes:
        try:
            content: bytes = found["Body"].read()
        except (BotoCoreError, OSError) as error:
            raise Unavailable(_OUT_OF_REACH) from error
        return content

    def _request(self, operation: str, **arguments: Any) -> dict[str, Any]:
        try:
            response: dict[str, Any] = getattr(self._client, operation)(Bucket=self._bucket, **arguments)
        except BotoCoreError as error:
            raise Unavailable(_OUT_OF_REACH) from error
        return response


def _translated(error: ClientError, codes: set[str], to: Exception) -> Exception:
    return to if error.response["Error"]["Code"] in codes else Unavailable(_OUT_OF_REACH)
