"""The engine is a setting, of the function that writes the index and of the one that reads it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import indexer.root
from find import root
from find.settings import Settings
from helpdesk.index.models import EVERYTHING, Batch
from helpdesk.indexing.indexer import NoIndex
from helpdesk.indexing.opensearch_engine import OpenSearchEngine
from helpdesk.indexing.snapshots import Snapshots
from helpdesk.platform import aws
from helpdesk.platform.clock import utc_now
from helpdesk.platform.ids import new_ulid
from helpdesk.platform.kept_objects import KeptObjects
from indexer.settings import Settings as IndexerSettings
from infra.workbench.tables import BUCKET
from tests.support.file_store import FileStore, file_store
from tests.support.opensearch import index_at, running


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch) -> Iterator[FileStore]:
    for name, value in (("ACCESS_KEY_ID", "a"), ("SECRET_ACCESS_KEY", "b"), ("DEFAULT_REGION", "eu-west-1")):
        monkeypatch.setenv(f"AWS_{name}", value)
    monkeypatch.setattr(aws, "_session", None)
    with file_store() as store:
        yield store


def test_with_opensearch_nothing_is_caught_up_with_and_cursors_are_its_own(
    store: FileStore, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    built: dict[str, Any] = {}
    monkeypatch.setattr(root, "build", lambda _settings, **more: built.update(more))
    with running() as url:
        tables = ("conversations", "contacts", "directory", "feed", "files", BUCKET)
        root.build_for_lambda(Settings(*tables, False, "queue", "key", "opensearch", url), tmp_path / "find")
        assert built["engine"].startswith("opensearch")
        with pytest.raises(NoIndex):
            built["index"]()
        engine = OpenSearchEngine(lambda name: index_at(url, name))
        objects = KeptObjects(lambda: store.client, BUCKET)
        snapshots = Snapshots(objects, engine, tmp_path / "indexer", now=utc_now, new_id=new_ulid)
        opened = snapshots.begin()
        opened.index.apply(Batch(3))
        snapshots.publish(opened)
        assert (built["index"]().position, built["index"]().counts({"all": EVERYTHING})) == (3, {"all": 0})


@pytest.mark.usefixtures("store")
def test_without_a_setting_the_index_is_embedded(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    built: dict[str, Any] = {}
    monkeypatch.setattr(root, "build", lambda _settings, **more: built.update(more))
    tables = ("conversations", "contacts", "directory", "feed", "files", BUCKET)
    root.build_for_lambda(Settings(*tables, False, "queue", "key"), tmp_path)
    with pytest.raises(NoIndex):
        built["index"]()


@pytest.mark.usefixtures("store")
def test_the_indexer_writes_to_the_engine_of_its_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    built: dict[str, Any] = {}
    monkeypatch.setattr(indexer.root, "build", lambda _settings, **more: built.update(more))
    settings = ("conversations", "contacts", "directory", "feed", BUCKET, "index", "dead")
    indexer.root.build_for_lambda(IndexerSettings(*settings))
    assert built["served"] is None
    with running() as url:
        indexer.root.build_for_lambda(IndexerSettings(*settings, "opensearch", url))
        index_at(url, "another").create({})
        index_at(url, "desk-v1-a").create({})
        assert built["served"].names() == ["desk-v1-a"]
