"""Objects whose writers see each other, on moto."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError, ConnectTimeoutError
from moto import mock_aws

from helpdesk.platform.errors import Unavailable
from helpdesk.platform.kept_objects import KeptObjects, Refused, Unchanged
from infra.workbench.engine import CREDENTIALS, session

BUCKET = "bucket"


@pytest.fixture
def objects() -> Iterator[KeptObjects]:
    with mock_aws():
        client = session().create_client("s3", **CREDENTIALS)
        client.create_bucket(Bucket=BUCKET)
        yield KeptObjects(lambda: client, BUCKET)


def failing(error: Exception) -> KeptObjects:
    def call(**_arguments: Any) -> None:
        raise error

    operations = ("get_object", "put_object", "list_objects_v2", "delete_objects")
    return KeptObjects(lambda: type("Client", (), dict.fromkeys(operations, staticmethod(call))), BUCKET)


def answering(**answer: Any) -> KeptObjects:
    return KeptObjects(lambda: type("Client", (), dict.fromkeys(answer, None) | answer), BUCKET)


def test_what_is_written_is_read(objects: KeptObjects) -> None:
    assert objects.read("a") is None
    etag = objects.write("a", b"one", None)
    found = objects.read("a")
    assert found is not None
    assert (found.content, found.etag) == (b"one", etag)


def test_one_of_two_writers_is_refused(objects: KeptObjects) -> None:
    etag = objects.write("a", b"one", None)
    with pytest.raises(Refused):
        objects.write("a", b"two", None)
    objects.write("a", b"three", etag)
    with pytest.raises(Refused):
        objects.write("a", b"four", etag)
    found = objects.read("a")
    assert found is not None
    assert found.content == b"three"


def test_what_was_deleted_is_not_replaced(objects: KeptObjects) -> None:
    etag = objects.write("a", b"one", None)
    objects.delete(["a"])
    with pytest.raises(Refused):
        objects.write("a", b"two", etag)


def test_what_is_known_is_not_read_again(objects: KeptObjects) -> None:
    etag = objects.write("a", b"one", None)
    with pytest.raises(Unchanged):
        objects.read("a", etag)
    objects.write("a", b"two", etag)
    assert objects.read("a", etag) is not None


def test_files_go_up_and_come_down(objects: KeptObjects, tmp_path: Path) -> None:
    source, target = tmp_path / "source", tmp_path / "target"
    source.write_bytes(bytes(range(256)) * 9000)
    objects.upload("a", source)
    # The answer to the first attempt was lost, and the SDK tries again.
    objects.upload("a", source)
    assert objects.download("a", target)
    assert target.read_bytes() == source.read_bytes()
    assert not objects.download("b", target)


def test_those_with_a_prefix_are_listed_and_some_deleted(objects: KeptObjects) -> None:
    for key in ("f/1", "f/2", "f/3", "g"):
        objects.write(key, b"", None)
    assert [each.key for each in objects.listed("f/")] == ["f/1", "f/2", "f/3"]
    objects.delete(["f/1", "f/3"])
    assert [each.key for each in objects.listed("")] == ["f/2", "g"]


def test_a_list_has_pages_and_so_have_deletions() -> None:
    sent: list[int] = []

    def page(**asked: Any) -> dict[str, Any]:
        before = int(asked.get("ContinuationToken", 0))
        found = {"Key": f"after {before}", "LastModified": None}
        return {"Contents": [found], "IsTruncated": before < 2, "NextContinuationToken": str(before + 1)}

    def delete(**asked: Any) -> dict[str, Any]:
        sent.append(len(asked["Delete"]["Objects"]))
        return {}

    objects = answering(list_objects_v2=staticmethod(page), delete_objects=staticmethod(delete))
    assert [each.key for each in objects.listed("")] == ["after 0", "after 1", "after 2"]
    objects.delete([str(number) for number in range(2001)])
    assert sent == [1000, 1000, 1]


@pytest.mark.parametrize(
    "call",
    [
        lambda objects, _: objects.read("a"),
        lambda objects, _: objects.write("a", b"", None),
        lambda objects, _: list(objects.listed("a")),
        lambda objects, _: objects.delete(["a"]),
        lambda objects, path: objects.download("a", path / "target"),
        lambda objects, path: objects.upload("a", path / "source"),
    ],
)
@pytest.mark.parametrize(
    "error", [ClientError({"Error": {"Code": "SlowDown"}}, "GetObject"), ConnectTimeoutError(endpoint_url="s3")]
)
def test_trouble_of_the_store_passes(
    call: Callable[[KeptObjects, Path], object], error: Exception, tmp_path: Path
) -> None:
    (tmp_path / "source").write_bytes(b"")
    with pytest.raises(Unavailable):
        call(failing(error), tmp_path)


class _Broken:
    def read(self) -> bytes:
        raise OSError("the connection is gone")


def test_an_answer_that_breaks_off_is_trouble_too() -> None:
    objects = answering(get_object=staticmethod(lambda **_: {"Body": _Broken(), "ETag": "e"}))
    with pytest.raises(Unavailable):
        objects.read("a")


def test_an_object_that_cannot_be_deleted_is_trouble() -> None:
    objects = answering(delete_objects=staticmethod(lambda **_: {"Errors": [{"Key": "a", "Code": "InternalError"}]}))
    with pytest.raises(Unavailable):
        objects.delete(["a"])
