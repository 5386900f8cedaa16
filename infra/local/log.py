"""The local AWS's log, as a person wants to follow it: our functions' own lines, and what went wrong."""

from collections.abc import Iterator
from pathlib import Path


class LogFollower:
    """What is written to a file from now on, line by line."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._position = file.stat().st_size if file.is_file() else 0
        self._unfinished = ""

    def new_lines(self) -> Iterator[str]:
        with self._file.open(encoding="utf-8", errors="replace") as log:
            log.seek(self._position)
            text = self._unfinished + log.read()
            self._position = log.tell()
        *lines, self._unfinished = text.split("\n")
        yield from filter(_is_of_interest, lines)


def _is_of_interest(line: str) -> bool:
    return bool(line.strip()) and not any(noise in line for noise in _NOISE)


_NOISE = ("START RequestId", "END RequestId", "REPORT RequestId", "/_ministack/health")
