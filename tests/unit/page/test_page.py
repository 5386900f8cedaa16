"""The page in its bucket, on moto, and what CloudFormation is told."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from infra.workbench.tables import BUCKET
from page.app import PageResource
from page.bucket import CONFIG, INDEX, SUPERSEDED, PageBucket
from tests.support.file_store import FileStore, file_store
from tests.support.log import FakeLog

START = datetime(2026, 11, 26, tzinfo=UTC)
FOREVER = "public, max-age=31536000, immutable"


@pytest.fixture
def store() -> Iterator[FileStore]:
    with file_store() as made:
        yield made


def keys_of(store: FileStore) -> list[str]:
    return store.keys()


class Clock:
    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def bucket(store: FileStore, clock: Clock) -> PageBucket:
    return PageBucket(store.client, BUCKET, clock)


def built(folder: Path, *assets: str) -> Path:
    """A build with these chunks."""
    (folder / "assets").mkdir(parents=True)
    for name in assets:
        (folder / "assets" / name).write_text(f"// {name}")
    (folder / INDEX).write_text(" ".join(assets))
    (folder / "favicon.svg").write_text("<svg/>")
    return folder


def test_chunks_are_kept_for_ever_and_the_rest_is_asked_for_each_time(
    store: FileStore, bucket: PageBucket, tmp_path: Path
) -> None:
    bucket.publish(built(tmp_path / "1", "a.js", "a.css"), '{"version": "1"}')
    found = {key: store.client.head_object(Bucket=BUCKET, Key=key) for key in keys_of(store)}
    assert {key: each["CacheControl"] for key, each in found.items()} == {
        "assets/a.js": FOREVER,
        "assets/a.css": FOREVER,
        "favicon.svg": "no-cache",
        CONFIG: "no-cache",
        INDEX: "no-cache",
        SUPERSEDED: "no-cache",
    }
    assert found["assets/a.js"]["ContentType"] == "text/javascript; charset=utf-8"
    assert store.content(CONFIG) == b'{"version": "1"}'


def test_the_index_is_replaced_when_everything_that_it_names_is_there(
    store: FileStore, bucket: PageBucket, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[str] = []
    put = store.client.put_object
    monkeypatch.setattr(store.client, "put_object", lambda **of: (written.append(of["Key"]), put(**of)))
    bucket.publish(built(tmp_path / "1", "a.js"), "{}")
    assert written[-3:] == [CONFIG, INDEX, SUPERSEDED]


def test_open_tabs_find_their_chunks_for_thirty_days_after_the_deployment_that_replaced_them(
    store: FileStore, bucket: PageBucket, clock: Clock, tmp_path: Path
) -> None:
    first, second = built(tmp_path / "1", "a.js", "both.js"), built(tmp_path / "2", "b.js", "both.js")
    bucket.publish(first, "{}")
    clock.now += timedelta(days=100)  # it was in use all the time
    for _ in range(3):
        bucket.publish(second, "{}")
        clock.now += timedelta(days=10)
    assert "assets/a.js" in keys_of(store)
    clock.now += timedelta(seconds=1)
    bucket.publish(second, "{}")
    assert "assets/a.js" not in keys_of(store)
    assert {"assets/b.js", "assets/both.js", INDEX, CONFIG} <= set(keys_of(store))


def test_a_chunk_that_is_needed_again_starts_anew(
    store: FileStore, bucket: PageBucket, clock: Clock, tmp_path: Path
) -> None:
    first, second = built(tmp_path / "1", "a.js"), built(tmp_path / "2", "b.js")
    for folder in (first, second, first):  # the last deployment went back
        bucket.publish(folder, "{}")
        clock.now += timedelta(days=20)
    assert set(json.loads(store.content(SUPERSEDED))) == {"assets/b.js"}
    bucket.publish(second, "{}")
    clock.now += timedelta(days=20)
    bucket.publish(second, "{}")
    assert "assets/a.js" in keys_of(store)


def test_repeating_a_deployment_changes_nothing(store: FileStore, bucket: PageBucket, tmp_path: Path) -> None:
    folder = built(tmp_path / "1", "a.js")
    bucket.publish(folder, "{}")
    before = {key: store.content(key) for key in keys_of(store)}
    bucket.publish(folder, "{}")
    assert {key: store.content(key) for key in keys_of(store)} == before


@pytest.mark.parametrize("name", ["a.map", "LICENSE", "a.exe"])
def test_a_file_without_a_known_type_is_not_served(
    store: FileStore, bucket: PageBucket, tmp_path: Path, name: str
) -> None:
    """Browsers are told not to guess."""
    with pytest.raises(ValueError, match=f"assets/{name}: add the content type"):
        bucket.publish(built(tmp_path / "1", name), "{}")
    assert INDEX not in keys_of(store)


class Told:
    """Where CloudFormation listens."""

    def __init__(self) -> None:
        self.requests: list[tuple[str, str, dict[str, str], dict[str, str]]] = []

    def request(self, method: str, url: str, *, body: str, headers: dict[str, str]) -> None:
        self.requests.append((method, url, json.loads(body), headers))


@pytest.fixture
def told() -> Told:
    return Told()


def event(kind: str) -> dict[str, object]:
    return {
        "RequestType": kind,
        "ResponseURL": "https://cloudformation.example/signed?for=this",
        "StackId": "stack-1",
        "RequestId": "request-1",
        "LogicalResourceId": "PageFiles",
        "ResourceProperties": {"ServiceToken": "arn", "Config": '{"version": "7"}', "Version": "7"},
    }


@pytest.mark.parametrize("kind", ["Create", "Update"])
def test_cloudformation_is_told_that_the_files_are_there(
    store: FileStore, bucket: PageBucket, told: Told, tmp_path: Path, kind: str
) -> None:
    PageResource(bucket, built(tmp_path / "1", "a.js"), told, FakeLog())(event(kind))
    [(method, url, body, headers)] = told.requests
    assert (method, url, headers) == ("PUT", "https://cloudformation.example/signed?for=this", {"content-type": ""})
    assert body == {
        "Status": "SUCCESS",
        "Reason": "",
        "PhysicalResourceId": "page",
        "StackId": "stack-1",
        "RequestId": "request-1",
        "LogicalResourceId": "PageFiles",
    }
    assert store.content(CONFIG) == b'{"version": "7"}'


def test_a_deletion_leaves_an_empty_bucket(store: FileStore, bucket: PageBucket, told: Told, tmp_path: Path) -> None:
    resource = PageResource(bucket, built(tmp_path / "1", "a.js"), told, FakeLog())
    resource(event("Create"))
    resource(event("Delete"))
    resource(event("Delete"))  # CloudFormation may repeat it
    assert keys_of(store) == []
    assert [body["Status"] for _, _, body, _ in told.requests] == ["SUCCESS"] * 3


def test_a_failure_is_told_with_its_reason(bucket: PageBucket, told: Told, tmp_path: Path) -> None:
    PageResource(bucket, tmp_path, told, FakeLog())(event("Create"))
    [(_, _, body, _)] = told.requests
    assert body["Status"] == "FAILED"
    assert "The page that was built has no index.html." in body["Reason"]
    assert len(body["Reason"]) <= 400
