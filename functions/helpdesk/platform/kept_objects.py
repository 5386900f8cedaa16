"""Objects of one S3 bucket of which each write has a condition, so that of two writers one is refused."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

from botocore.exceptions import ClientError

from helpdesk.platform.bucket import MISSING, OTHER_VERSION, Bucket, code_of, raise_unless
from helpdesk.platform.errors import Unavailable
from helpdesk.platform.frozen import frozen

_UNCHANGED = frozenset({"304", "NotModified"})
_REFUSED = OTHER_VERSION | {"409", "ConditionalRequestConflict"}
_CHUNK_BYTES = 1024 * 1024
_DELETED_AT_ONCE = 1000


@frozen
class Kept:
    """The content of an object, and what names this version of it."""

    content: bytes
    etag: str


@frozen
class Listed:
    key: str
    modified_at: datetime


class Unchanged(Exception):
    """It is still as the caller knows it."""


class Refused(Exception):
    """Somebody else has written it since the caller read it."""


class KeptObjects(Bucket):
    def read(self, key: str, known: str | None = None) -> Kept | None:
        """None if there is none. Raises Unchanged if it still has the ETag `known`."""
        condition = {"IfNoneMatch": known} if known else {}
        try:
            found = self._request("get_object", Key=key, **condition)
        except ClientError as error:
            raise_unless(error, MISSING | _UNCHANGED)
            if code_of(error) in MISSING:
                return None
            raise Unchanged from error
        return Kept(self._content(found), found["ETag"])

    def download(self, key: str, to: Path) -> bool:
        """False if there is no such object."""
        found = self._look("get_object", MISSING, Key=key)
        if found is None:
            return False
        with to.open("wb") as file:
            for chunk in self._chunks(found, _CHUNK_BYTES):
                file.write(chunk)
        return True

    def write(self, key: str, content: bytes, known: str | None) -> str:
        """Where it has the ETag `known`, or where there is none yet. Returns its ETag. Raises Refused."""
        condition = {"IfMatch": known} if known else {"IfNoneMatch": "*"}
        # What is gone cannot be replaced either.
        answer = self._look("put_object", _REFUSED | MISSING, Key=key, Body=content, **condition)
        if answer is None:
            raise Refused
        return str(answer["ETag"])

    def upload(self, key: str, file: Path) -> None:
        """A new object, whose key nobody else uses: if one is there, the answer to an earlier attempt of the SDK was
        lost."""
        with file.open("rb") as content:
            self._look("put_object", _REFUSED, Key=key, Body=content, IfNoneMatch="*")

    def listed(self, prefix: str) -> Iterator[Listed]:
        more: dict[str, str] = {}
        while True:
            page = self._call("list_objects_v2", Prefix=prefix, **more)
            yield from (Listed(each["Key"], each["LastModified"]) for each in page.get("Contents", []))
            if not page.get("IsTruncated"):
                return
            more = {"ContinuationToken": page["NextContinuationToken"]}

    def delete(self, keys: Sequence[str]) -> None:
        for start in range(0, len(keys), _DELETED_AT_ONCE):
            some = [{"Key": key} for key in keys[start : start + _DELETED_AT_ONCE]]
            if self._call("delete_objects", Delete={"Objects": some, "Quiet": True}).get("Errors"):
                raise Unavailable("Some objects could not be deleted right now. Retry the request.")
