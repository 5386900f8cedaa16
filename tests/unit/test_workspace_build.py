"""The page is built again when something of it changed, and only then."""

from pathlib import Path

import pytest

from infra.local import workspace
from infra.local.progress import Step


@pytest.fixture
def sources(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "workspace"
    (folder / "src").mkdir(parents=True)
    (folder / "package.json").write_text("{}")
    (folder / "src" / "main.ts").write_text("1")
    monkeypatch.setattr(workspace.tools, "WORKSPACE", folder)
    monkeypatch.setattr(workspace, "DIST", folder / "dist")
    monkeypatch.setattr(workspace, "_STAMP", tmp_path / "build" / "workspace.inputs")
    return folder


@pytest.fixture
def builds(sources: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was built, by the content of its source."""
    built: list[str] = []

    def build(*_: object, **__: object) -> str:
        built.append((sources / "src" / "main.ts").read_text())
        (sources / "dist").mkdir(exist_ok=True)
        (sources / "dist" / "index.html").write_text(built[-1])
        return ""

    monkeypatch.setattr(workspace, "run", build)
    return built


def test_nothing_is_built_twice(sources: Path, builds: list[str]) -> None:
    for _ in range(2):
        workspace.build(Step("workspace"))
    (sources / "node_modules").mkdir()
    (sources / "node_modules" / "package.js").write_text("")
    workspace.build(Step("workspace"))
    assert builds == ["1"]


def test_a_change_is_built(sources: Path, builds: list[str]) -> None:
    workspace.build(Step("workspace"))
    (sources / "src" / "main.ts").write_text("2")
    workspace.build(Step("workspace"))
    assert builds == ["1", "2"]


def test_what_was_deleted_is_built_again(sources: Path, builds: list[str]) -> None:
    workspace.build(Step("workspace"))
    (sources / "dist" / "index.html").unlink()
    workspace.build(Step("workspace"))
    assert builds == ["1", "1"]


def test_a_digest_depends_on_names_and_contents(sources: Path) -> None:
    first = workspace.digest_of(sources)
    (sources / "src" / "main.ts").rename(sources / "src" / "other.ts")
    renamed = workspace.digest_of(sources)
    (sources / "src" / "other.ts").write_text("3")
    assert len({first, renamed, workspace.digest_of(sources)}) == 3
