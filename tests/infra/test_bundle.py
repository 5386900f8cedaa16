"""The content of a bundle. The e2e tests show that it runs."""

import sys
from pathlib import Path

import pytest

from infra import bundle

HERE = bundle.Target("here", (sys.version_info.major, sys.version_info.minor))


@pytest.mark.parametrize("elsewhere", [False, True])
def test_bytecode_is_in_the_bundle_wherever_the_machine_keeps_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, elsewhere: bool
) -> None:
    monkeypatch.setattr(sys, "pycache_prefix", str(tmp_path / "elsewhere") if elsewhere else None)
    source = tmp_path / "app" / "handler.py"
    source.parent.mkdir()
    source.write_text("handler = print\n")
    bundle._precompile(HERE, source.parent)
    assert [file.suffix for file in source.parent.rglob("*") if file.is_file() and file != source] == [".pyc"]


def test_no_bytecode_of_another_python_is_in_the_bundle(tmp_path: Path) -> None:
    (tmp_path / "handler.py").write_text("handler = print\n")
    bundle._precompile(bundle.Target("there", (2, 7)), tmp_path)
    assert [file.name for file in tmp_path.iterdir()] == ["handler.py"]
