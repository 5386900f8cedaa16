"""Many processes may share a folder for temporary files: each has its own in it, and none is left for good."""

import fcntl
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from helpdesk.platform.own_folder import own_folder

_ANOTHER = """
from helpdesk.platform.own_folder import own_folder
print(own_folder("index"), flush=True)
input()
"""


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    return tmp_path


@contextmanager
def another_process(temporary: Path) -> Iterator[tuple[Path, "subprocess.Popen[str]"]]:
    """With a file in a folder of its own. It is killed at the end."""
    command, environment = (sys.executable, "-c", _ANOTHER), {**os.environ, "TMPDIR": str(temporary)}
    pipe = subprocess.PIPE
    with subprocess.Popen(command, env=environment, stdin=pipe, stdout=pipe, text=True) as process:
        assert process.stdout
        folder = Path(process.stdout.readline().strip())
        (folder / "files").mkdir()
        try:
            yield folder, process
        finally:
            process.kill()


def test_each_process_has_its_own_for_as_long_as_it_runs(temporary: Path) -> None:
    with another_process(temporary) as (others, _):
        first, second = own_folder("index"), own_folder("index")
        assert {path for path in temporary.iterdir() if path.is_dir()} == {others, first, second}
        assert (others / "files").is_dir()


def test_what_a_killed_process_left_goes_with_the_next_one(temporary: Path) -> None:
    with another_process(temporary) as (others, process):
        process.send_signal(signal.SIGKILL)
        process.wait(10)
    assert (others / "files").is_dir()
    own = own_folder("index")
    assert list(temporary.iterdir()) == [own]


def test_what_has_another_name_stays(temporary: Path) -> None:
    kept = [temporary / "index-1", temporary / "kanaal-other-1"]
    for folder in kept:
        folder.mkdir()
    own = own_folder("index")
    assert sorted(temporary.iterdir()) == sorted([*kept, own])


def test_what_cannot_be_looked_at_is_left_alone(temporary: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    others = temporary / "kanaal-index-others"
    others.mkdir()
    opened = os.open

    def forbidden(path: Path, flags: int) -> int:
        if path == others:
            raise PermissionError
        return opened(path, flags)

    monkeypatch.setattr(os, "open", forbidden)
    assert own_folder("index").is_dir()
    assert others.is_dir()


def test_the_next_process_does_not_wait_for_this_one(temporary: Path) -> None:
    own_folder("index")
    turn = os.open(temporary, os.O_RDONLY)
    fcntl.flock(turn, fcntl.LOCK_EX | fcntl.LOCK_NB)
    os.close(turn)
