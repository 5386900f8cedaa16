"""Steps that show what they do, how long it takes, and what to do when they fail.

The bootstrap imports this before anything is installed: standard library only, and no syntax newer than Python 3.8.
"""

from __future__ import annotations

import itertools
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import TextIO

_HEARTBEAT_SECONDS = 15
_FRAMES = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏"


class StopError(Exception):
    """A problem that the user can fix: what happened, and what to do next. `output`: all of a command's, if one
    failed."""

    def __init__(self, what: str, next_step: str = "", output: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.next_step = next_step
        self.output = output

    def show(self) -> None:
        print(f"\n✗ {self.what}", file=sys.stderr)
        if self.next_step:
            print(f"  → {self.next_step}", file=sys.stderr)


class Step:
    """A step of a longer task, as a context manager.

    A terminal shows a spinner with the seconds; other outputs get plain lines and a sign of life now and then.
    """

    def __init__(self, title: str, out: TextIO | None = None) -> None:
        self.title = title
        self.result = ""
        self._reached = ""
        self._out = out or sys.stdout
        self._done = threading.Event()
        self._started = 0.0
        self._thread = threading.Thread(target=self._animate, daemon=True)

    def __enter__(self) -> Step:  # noqa: PYI034 - Self is newer than the Python that this must still run on
        self._started = time.monotonic()
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._done.set()
        self._thread.join()
        mark = "✓" if kind is None else "✗"
        self._line(f"{mark} {self.title:<28} {self.result:<52} {self.seconds:6.1f} s", end="\n")

    @property
    def seconds(self) -> float:
        return time.monotonic() - self._started

    def reused(self, why: str) -> None:
        self.result = f"reused ({why})"

    def did(self, what: str) -> None:
        self.result = what

    def reached(self, done: int, of: int) -> None:
        """Shows how much of the whole is done."""
        tenths = 10 * done // of
        self._reached = f"[{'#' * tenths:<10}] {100 * done // of} % "

    def _animate(self) -> None:
        if self._out.isatty():
            for frame in itertools.cycle(_FRAMES):
                if self._done.wait(0.1):
                    return
                self._line(f"{frame} {self.title:<28} {self._reached}{self.seconds:.0f} s")
        while not self._done.wait(_HEARTBEAT_SECONDS):
            self._line(f"  {self.title:<28} still working, {self._reached}{self.seconds:.0f} s", end="\n")

    def _line(self, text: str, end: str = "") -> None:
        wipe = "\r\033[K" if self._out.isatty() else ""
        print(wipe + text.rstrip() if end else wipe + text, end=end, file=self._out, flush=True)


def run(*command: str | Path, failed: str, next_step: str, environment: Mapping[str, str] | None = None) -> str:
    """Runs a command quietly; if it fails, its last output becomes part of the error."""
    finished = subprocess.run(
        [str(part) for part in command],
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if finished.returncode:
        last = "\n    ".join(finished.stdout.strip().splitlines()[-12:])
        raise StopError(f"{failed} (exit code {finished.returncode}):\n    {last}", next_step, finished.stdout)
    return finished.stdout
