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
def store(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[FileStore]:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
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
def test_without_a_setting_the_index_is_embedded(monkeypatch: pytest.MonkeyPatch) -> None:
    built: dict[str, Any] = {}
    monkeypatch.setattr(root, "build", lambda _settings, **more: built.update(more))
    tables = ("conversations", "contacts", "directory", "feed", "files", BUCKET)
    root.build_for_lambda(Settings(*tables, False, "queue", "key"))
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


@pytest.mark.usefixtures("store")
def test_each_process_loads_the_index_to_a_folder_of_its_own(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Locally, all of them share the folder for temporary files."""
    monkeypatch.setattr(root, "build", lambda *_, **__: None)
    monkeypatch.setattr(indexer.root, "build", lambda *_, **__: None)
    tables = ("conversations", "contacts", "directory", "feed")
    for _ in range(2):
        root.build_for_lambda(Settings(*tables, "files", BUCKET, False, "queue", "key"))
        indexer.root.build_for_lambda(IndexerSettings(*tables, BUCKET, "index", "dead"))
    assert len([path for path in tmp_path.iterdir() if path.is_dir()]) == 4
