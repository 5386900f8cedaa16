"""Cold starts: the real bundle, started by Lambda's own runtime client against a Runtime API that we serve.

A start ends when the runtime requests its first event. The desk API also gets one, and what it answers to it ends its
first answer: what a start leaves for later is in that. The bundle and botocore are compiled beforehand, as on Lambda,
and every function is started once without being measured, so that the files are in memory for all.
"""

import json
import os
import queue
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from zlib import crc32

from helpdesk.people.actors import ActorKind
from helpdesk.people.principals import Principal, Scope
from infra.bundle import BUILD
from infra.workbench.environment import ENVIRONMENT

BASELINE = "baseline"
_FUNCTIONS = {
    BASELINE: (Path(__file__).parent / "baseline", "handler.handler"),
    "webhook": (BUILD / "local" / "app", "webhook.handler.handler"),
    "channel_api": (BUILD / "local" / "app", "channel_api.handler.handler"),
    "desk_api": (BUILD / "local" / "app", "desk_api.handler.handler"),
    "authorizer": (BUILD / "local" / "authorizer", "authorizer.handler.handler"),
    "fanout": (BUILD / "local" / "app", "fanout.handler.handler"),
    "feed": (BUILD / "local" / "app", "feed.handler.handler"),
    "find": (BUILD / "local" / "find", "find.handler.handler"),
    "fetcher": (BUILD / "local" / "app", "fetcher.handler.handler"),
    "router": (BUILD / "local" / "app", "router.handler.handler"),
    "sender": (BUILD / "local" / "app", "sender.handler.handler"),
    "worker": (BUILD / "local" / "app", "worker.handler.handler"),
    "notifier": (BUILD / "local" / "app", "notifier.handler.handler"),
    "mailer": (BUILD / "local" / "app", "mailer.handler.handler"),
    "live": (BUILD / "local" / "app", "live.handler.handler"),
    "pusher": (BUILD / "local" / "app", "pusher.handler.handler"),
}
_CALLER = Principal(ActorKind.PERSON, "agent-1", "Ada", frozenset(Scope))
_FIRST: dict[str, dict[str, Any]] = {
    BASELINE: {},
    "desk_api": {
        "version": "2.0",
        "rawPath": "/v1/views",
        "rawQueryString": "",
        "headers": {},
        "requestContext": {
            "http": {"method": "GET", "path": "/v1/views"},
            "stage": "$default",
            "authorizer": {"lambda": _CALLER.to_context()},
        },
        "isBase64Encoded": False,
    },
}
"""The first event, of functions whose first answer is measured. The baseline answers without calling anything."""
_OF_AN_EVENT = {
    "Content-Type": "application/json",
    "Lambda-Runtime-Aws-Request-Id": "1",
    "Lambda-Runtime-Deadline-Ms": "9" * 13,
    "Lambda-Runtime-Invoked-Function-Arn": "arn:aws:lambda:us-east-1:1:function:bench",
    "Lambda-Runtime-Trace-Id": "Root=1",
}
"""Headers that the runtime needs."""
_EMPTY_TABLE = b'{"Items": [], "Count": 0, "ScannedCount": 0}'
_PATIENCE_SECONDS = 60


@dataclass(frozen=True)
class ColdStart:
    name: str
    median_seconds: float
    lowest_ratio: float
    ratio: float
    """The ratio of the medians."""
    highest_ratio: float
    """In one round, in which every function is started once."""
    answer_ratio: float | None
    """Until the first answer, of the medians."""


@dataclass(frozen=True)
class _Start:
    ready_seconds: float
    answered_seconds: float | None


class _Runtime:
    """What the Runtime API tells and is told: the error, if any, and when."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.reports: queue.SimpleQueue[tuple[str, float]] = queue.SimpleQueue()
        self.events: list[bytes] = []

    def reported(self, name: str) -> float:
        error, at = self.reports.get(timeout=_PATIENCE_SECONDS)
        if error:
            raise RuntimeError(f"{name} did not start, or did not answer: {error}")
        return at


def measure(rounds: int) -> list[ColdStart]:
    with _runtime_api() as runtime, TemporaryDirectory() as temporary:
        starts: dict[str, list[_Start]] = {name: [] for name in _FUNCTIONS}
        for round_number in range(rounds + 1):
            for name in _FUNCTIONS:
                start = _start(name, runtime, temporary)
                if round_number:
                    starts[name].append(start)
    return [_result(name, starts[name], starts[BASELINE]) for name in _FUNCTIONS]


def _result(name: str, own: list[_Start], baseline: list[_Start]) -> ColdStart:
    ratios = [each.ready_seconds / least.ready_seconds for each, least in zip(own, baseline, strict=True)]
    ready, answered = _medians(own)
    least_ready, least_answered = _medians(baseline)
    answer_ratio = answered / least_answered if answered and least_answered else None
    return ColdStart(name, ready, min(ratios), ready / least_ready, max(ratios), answer_ratio)


def _medians(starts: list[_Start]) -> tuple[float, float | None]:
    answered = [each.answered_seconds for each in starts if each.answered_seconds is not None]
    return statistics.median(each.ready_seconds for each in starts), statistics.median(answered) if answered else None


def _start(name: str, runtime: _Runtime, temporary: str) -> _Start:
    folder, handler = _FUNCTIONS[name]
    environment = ENVIRONMENT | {
        "AWS_ENDPOINT_URL_DYNAMODB": f"http://{runtime.address}",
        "AWS_LAMBDA_FUNCTION_NAME": name,
        "AWS_LAMBDA_RUNTIME_API": runtime.address,
        "LAMBDA_TASK_ROOT": str(folder),
        "PATH": os.environ["PATH"],
        "POWERTOOLS_SERVICE_NAME": name,
        "TMPDIR": temporary,
        "_HANDLER": handler,
    }
    runtime.events[:] = [json.dumps(_FIRST[name]).encode()] if name in _FIRST else []
    command = [sys.executable, "-m", "awslambdaric", handler]
    began = time.perf_counter()
    with subprocess.Popen(command, cwd=folder, env=environment, stdout=subprocess.DEVNULL) as process:
        try:
            ready = runtime.reported(name) - began
            return _Start(ready, runtime.reported(name) - began if name in _FIRST else None)
        finally:
            process.kill()


@contextmanager
def _runtime_api() -> Iterator[_Runtime]:
    """Beside it, a DynamoDB whose tables are empty."""
    closing = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            """The runtime asks for an event: it has started, or answered the one before."""
            runtime.reports.put(("", time.perf_counter()))
            if runtime.events:
                self._send(200, runtime.events.pop())
            else:
                closing.wait()  # there is no work: the caller is killed

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            if "x-amz-target" in self.headers:
                self._send(200, _EMPTY_TABLE, {"x-amz-crc32": str(crc32(_EMPTY_TABLE))})
                return
            answered = json.loads(body) if self.path.endswith("/response") else {"statusCode": 500}
            if answered and answered["statusCode"] != 200:
                runtime.reports.put((body.decode(), time.perf_counter()))
            self._send(202, b"{}")

        def _send(self, status: int, body: bytes, more: Mapping[str, str] = _OF_AN_EVENT) -> None:
            self.send_response(status)
            for name, value in {"Content-Length": str(len(body)), **more}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_arguments: object) -> None:
            """Not one line per request."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    runtime = _Runtime(f"127.0.0.1:{server.server_address[1]}")
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield runtime
    finally:
        closing.set()
        server.shutdown()
        server.server_close()
        thread.join()
