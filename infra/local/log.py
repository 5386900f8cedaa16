"""The log that `make run` shows: the functions' own lines from CloudWatch Logs, and warnings of the local AWS."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from infra.local import aws

if TYPE_CHECKING:
    from mypy_boto3_logs.type_defs import FilteredLogEventTypeDef

_PLATFORM = ("START RequestId", "END RequestId", "REPORT RequestId")
_WORRIES = (" WARNING ", " ERROR ", " CRITICAL ")
_SAID_ELSEWHERE = {"level", "timestamp", "service", "message"}


class FunctionLogs:
    """The lines that the functions have written since the last read."""

    def __init__(self, endpoint: str) -> None:
        self._client = aws.logs(endpoint)
        self._newest: dict[str, int] = {}
        self._shown: dict[str, set[str]] = {}
        start = int(datetime.now(UTC).timestamp() * 1000)
        for group in self._client.describe_log_groups()["logGroups"]:
            self._newest[group["logGroupName"]] = start

    def new_lines(self) -> Iterator[str]:
        fresh = [event for group in self._newest for event in self._fresh(group)]
        for event in sorted(fresh, key=lambda event: event["timestamp"]):
            line = _readable(event["timestamp"], event["message"].strip())
            if line:
                yield line

    def _fresh(self, group: str) -> "Iterator[FilteredLogEventTypeDef]":
        events = self._client.filter_log_events(logGroupName=group, startTime=self._newest[group])["events"]
        newest = max([self._newest[group], *(event["timestamp"] for event in events)])
        shown = self._shown.get(group, set())
        self._newest[group] = newest
        self._shown[group] = {_identity(event) for event in events if event["timestamp"] == newest}
        yield from (event for event in events if _identity(event) not in shown)


class Worries:
    """New warnings and errors in the local AWS's log file."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._position = file.stat().st_size
        self._unfinished = ""

    def new_lines(self) -> Iterator[str]:
        with self._file.open(encoding="utf-8", errors="replace") as log:
            log.seek(self._position)
            text = self._unfinished + log.read()
            self._position = log.tell()
        *lines, self._unfinished = text.split("\n")
        yield from (line for line in lines if any(worry in line for worry in _WORRIES))


def _identity(event: "FilteredLogEventTypeDef") -> str:
    return f"{event['timestamp']} {event['logStreamName']} {event['message']}"


def _readable(timestamp: int, message: str) -> str | None:
    if not message or message.startswith(_PLATFORM):
        return None
    clock = datetime.fromtimestamp(timestamp / 1000, UTC).astimezone().strftime("%H:%M:%S")
    try:
        entry: Any = json.loads(message)
    except ValueError:
        return f"{clock} {message}"
    if not isinstance(entry, dict):
        return f"{clock} {message}"
    if "_aws" in entry:
        return None  # a metric, for CloudWatch
    details = " ".join(f"{name}={_short(value)}" for name, value in entry.items() if name not in _SAID_ELSEWHERE)
    what = entry.get("message", "")
    text = what if isinstance(what, str) else json.dumps(what)
    return f"{clock} {entry.get('level', 'ACCESS'):<7} {entry.get('service', ''):<10} {text} {details}".rstrip()


def _short(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)
