"""`make provision ARGS="index …"`: where the index is, and a rebuild that shows its progress."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from helpdesk.indexing.building import SEGMENTS
from helpdesk.indexing.manifest import BUILDING, CURRENT
from helpdesk.platform.kept_objects import KeptObjects
from infra.provision.__main__ import arguments, perform
from infra.provision.index import IndexOfStage
from infra.workbench.tables import BUCKET
from tests.support.fakes import FakeQueue
from tests.support.file_store import FileStore, file_store

MANIFEST = {
    "generation": 7,
    "position": 120,
    "engine": "tantivy, format 7",
    "published_at": "2026-11-27T09:00:00.000000Z",
    "files": {"a": {"size": 1_500_000}, "b": {"size": 500_000}},
}


class Stage:
    """Whose indexer does a quarter of the work each time that somebody looks."""

    def __init__(self, store: FileStore) -> None:
        self._store = store
        self.queue = FakeQueue()
        self.index = IndexOfStage(KeptObjects(lambda: store.client, BUCKET), self.queue, self._work)
        self.works = True
        self._segment = 0

    def put(self, key: str, said: dict[str, Any]) -> None:
        self._store.client.put_object(Bucket=BUCKET, Key=key, Body=json.dumps(said).encode())

    def _work(self, _: float) -> None:
        if not self.works:
            return
        self._segment += SEGMENTS // 4
        if self._segment < SEGMENTS:
            progress = {"id": "b1", "segment": self._segment, "documents": self._segment * 100}
            self.put(BUILDING, {"building": progress})
        else:
            self.put(CURRENT, {**MANIFEST, "build": "b1"})


@pytest.fixture
def stage() -> Iterator[Stage]:
    with file_store() as store:
        yield Stage(store)


def test_a_stage_without_an_index_says_so(stage: Stage) -> None:
    assert list(stage.index.status()) == ["index        there is none"]
    assert not stage.index.exists


def test_the_status_names_an_index_that_is_on_a_server(stage: Stage) -> None:
    stage.put(CURRENT, {**MANIFEST, "files": {}, "meta": "desk-v1-a", "engine": "opensearch, layout 1"})
    assert next(iter(stage.index.status())) == "index        generation 7, desk-v1-a, opensearch, layout 1"


def test_the_status_says_how_far_the_index_is(stage: Stage) -> None:
    stage.put(CURRENT, MANIFEST)
    stage.put(BUILDING, {"building": {"id": "b1", "segment": 32, "documents": 12_345}})
    assert list(stage.index.status()) == [
        "index        generation 7, 2.0 MB, tantivy, format 7",
        "published    2026-11-27T09:00:00.000000Z, up to entry 120 of the change feed",
        f"being built  {'█' * 20}{'░' * 20}  50%, 12,345 documents",
    ]


def test_a_rebuild_shows_how_far_it_is(stage: Stage) -> None:
    stage.put(CURRENT, {**MANIFEST, "build": "b0"})
    lines = list(stage.index.rebuild("b1"))
    assert [message.body for message in stage.queue.messages] == ['{"rebuild": "b1"}']
    assert [line.split()[1] for line in lines] == ["0%", "25%,", "50%,", "75%,", "100%,"]
    assert lines[-1].endswith("100%, 4,800 documents")


def test_a_rebuild_of_which_nothing_is_heard_ends(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("infra.provision.index._STUCK_AFTER", 10)
    stage.works = False
    with pytest.raises(SystemExit, match="no progress"):
        list(stage.index.rebuild("b1"))


@pytest.mark.parametrize("action", ["status", "rebuild"])
def test_the_command_prints_it(
    stage: Stage, action: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    stage.put(CURRENT, {**MANIFEST, "build": "b1"})
    monkeypatch.setattr("infra.provision.index.IndexOfStage.of", lambda _: stage.index)
    monkeypatch.setattr("infra.provision.index.new_ulid", lambda: "b1")
    of: Any = None
    perform(of, arguments(["--stage", "dev", "index", action]))
    printed = capsys.readouterr().out
    assert ("generation 7" if action == "status" else "The index is built.") in printed
