"""Objects in S3, on moto."""

import io
from collections.abc import Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError, ConnectTimeoutError
from moto import mock_aws

from helpdesk.platform import objects as module
from helpdesk.platform.errors import Unavailable
from helpdesk.platform.objects import PART_BYTES, Objects
from infra.workbench.engine import CREDENTIALS, session

BUCKET = "bucket"


@pytest.fixture
def s3() -> Iterator[Any]:
    with mock_aws():
        client = session().create_client("s3", **CREDENTIALS)
        client.create_bucket(Bucket=BUCKET)
        yield client


@pytest.fixture
def objects(s3: Any) -> Objects:
    return Objects(lambda: s3, BUCKET)


def content(s3: Any, key: str) -> bytes:
    body: bytes = s3.get_object(Bucket=BUCKET, Key=key)["Body"].read()
    return body


def failing(code: str) -> Objects:
    def call(**_arguments: Any) -> None:
        raise ClientError({"Error": {"Code": code}}, "GetObject")

    operations = ("head_object", "get_object", "put_object", "copy_object", "delete_object")
    return Objects(lambda: type("Client", (), dict.fromkeys(operations, staticmethod(call))), BUCKET)


@pytest.mark.parametrize("size", [0, 1, PART_BYTES - 1, PART_BYTES, PART_BYTES + 1, 2 * PART_BYTES + 7])
def test_an_object_written_in_chunks_is_complete(s3: Any, objects: Objects, size: int) -> None:
    whole = bytes(range(251)) * (size // 251 + 1)
    stream = io.BytesIO(whole[:size])
    assert objects.write("a", iter(lambda: stream.read(100_003), b"")) == size
    assert content(s3, "a") == whole[:size]
    assert s3.list_multipart_uploads(Bucket=BUCKET).get("Uploads", []) == []


@pytest.mark.parametrize("size", [1, PART_BYTES + 1])
def test_an_object_is_written_once(s3: Any, objects: Objects, size: int) -> None:
    objects.write("a", [bytes(size)])
    with pytest.raises(Unavailable):
        objects.write("a", [b"x" * size])
    assert content(s3, "a") == bytes(size)


def test_at_most_two_parts_are_read_before_one_is_stored(s3: Any) -> None:
    read = []

    def chunks() -> Iterator[bytes]:
        for _ in range(40):
            read.append(1)
            yield bytes(1024 * 1024)

    seen = []

    class Watching:
        def __getattr__(self, name: str) -> Any:
            if name == "upload_part":
                seen.append(sum(read))
            return getattr(s3, name)

    Objects(Watching, BUCKET).write("a", chunks())
    assert seen == [6, 12, 18, 24, 30, 36, 40]


def test_an_interrupted_write_leaves_nothing(s3: Any, objects: Objects) -> None:
    def chunks() -> Iterator[bytes]:
        yield bytes(PART_BYTES + 1)
        raise TimeoutError

    with pytest.raises(TimeoutError):
        objects.write("a", chunks())
    assert objects.find("a") is None
    assert s3.list_multipart_uploads(Bucket=BUCKET).get("Uploads", []) == []


def test_the_checked_version_is_the_copied_one(s3: Any, objects: Objects) -> None:
    s3.put_object(Bucket=BUCKET, Key="a", Body=b"good", Tagging="x=y")
    stored = objects.find("a")
    assert stored is not None
    assert stored.size == 4
    assert objects.beginning("a", stored.etag, 2) == b"go"
    assert objects.copy("a", stored.etag, "b") is True
    assert (content(s3, "b"), objects.tags("b")) == (b"good", {})
    s3.put_object(Bucket=BUCKET, Key="a", Body=b"bad!")
    assert objects.beginning("a", stored.etag, 2) is None
    assert content(s3, "b") == b"good"


def test_tags_and_deleting(s3: Any, objects: Objects) -> None:
    s3.put_object(Bucket=BUCKET, Key="a", Body=b"x", Tagging="scan=clean")
    assert objects.tags("a") == {"scan": "clean"}
    objects.delete("a")
    assert objects.find("a") is None
    assert objects.tags("a") == {}


@pytest.mark.parametrize("code", ["404", "403", "NoSuchKey", "PreconditionFailed"])
def test_a_missing_object_is_none(code: str) -> None:
    missing = failing(code)
    assert missing.find("a") is None
    assert missing.beginning("a", "etag", 1) is None
    assert missing.copy("a", "etag", "b") is False


def test_a_failure_of_s3_is_on_our_side() -> None:
    throttled = failing("SlowDown")
    for call in (
        lambda: throttled.find("a"),
        lambda: throttled.write("a", [b"x"]),
        lambda: failing("AccessDenied").write("a", [b"x"]),
        lambda: throttled.delete("a"),
    ):
        with pytest.raises(Unavailable):
            call()

    def unreachable(**_arguments: Any) -> None:
        raise ConnectTimeoutError(endpoint_url="https://s3")

    with pytest.raises(Unavailable):
        Objects(lambda: type("Client", (), {"head_object": staticmethod(unreachable)}), BUCKET).find("a")
    assert module.PART_BYTES < 8 * 1024 * 1024


def test_a_link_and_a_form_say_what_they_are_for(objects: Objects) -> None:
    link = objects.link("files/a", content_type="image/png", disposition='inline; filename="a"', seconds=300)
    assert "response-content-type=image%2Fpng" in link
    assert "response-content-disposition=inline%3B%20filename%3D%22a%22" in link
    form = objects.post_form("uploads/a", "image/png", 7, 900)
    assert form.fields["key"] == "uploads/a"
    assert form.fields["Content-Type"] == "image/png"


def test_an_object_is_read_piece_by_piece(objects: Objects, s3: Any) -> None:
    s3.put_object(Bucket=BUCKET, Key="a", Body=b"x" * 150_000)
    pieces = list(objects.chunks("a"))
    assert (b"".join(pieces), max(map(len, pieces))) == (b"x" * 150_000, 64 * 1024)


def test_an_object_that_cannot_be_read_is_a_failure_on_our_side(objects: Objects) -> None:
    with pytest.raises(Unavailable):
        list(objects.chunks("missing"))


def test_a_connection_that_breaks_while_an_object_is_read_is_too() -> None:
    class Broken:
        def iter_chunks(self, _size: int) -> Iterator[bytes]:
            yield b"a"
            raise ConnectTimeoutError(endpoint_url="s3")

        def read(self) -> bytes:
            raise ConnectTimeoutError(endpoint_url="s3")

    class Client:
        def get_object(self, **_arguments: Any) -> dict[str, Any]:
            return {"Body": Broken()}

    broken = Objects(Client, BUCKET)
    left = broken.chunks("a")
    assert next(left) == b"a"
    with pytest.raises(Unavailable):
        next(left)
    with pytest.raises(Unavailable):
        broken.beginning("a", "etag", 10)
