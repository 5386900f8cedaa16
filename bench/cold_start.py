"""Cold starts: the real bundle, started by Lambda's own runtime client against a Runtime API that we serve.

A start ends when the runtime requests its first event. The bundle and botocore are compiled beforehand, as on Lambda,
and every function is started once without being measured, so that the files are in memory for all.
"""

import os
import queue
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from tempfile import TemporaryDirectory

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


def measure(rounds: int) -> list[ColdStart]:
    with _runtime_api() as (address, reports), TemporaryDirectory() as temporary:
        seconds: dict[str, list[float]] = {name: [] for name in _FUNCTIONS}
        for round_number in range(rounds + 1):
            for name in _FUNCTIONS:
                duration = _start(name, address, reports, temporary)
                if round_number:
                    seconds[name].append(duration)
    return [_result(name, seconds[name], seconds[BASELINE]) for name in _FUNCTIONS]


def _result(name: str, own: list[float], baseline: list[float]) -> ColdStart:
    ratios = [seconds / baseline_seconds for seconds, baseline_seconds in zip(own, baseline, strict=True)]
    median = statistics.median(own)
    return ColdStart(name, median, min(ratios), median / statistics.median(baseline), max(ratios))


def _start(name: str, address: str, reports: "queue.SimpleQueue[tuple[str, float]]", temporary: str) -> float:
    folder, handler = _FUNCTIONS[name]
    environment = ENVIRONMENT | {
        "AWS_LAMBDA_FUNCTION_NAME": name,
        "AWS_LAMBDA_RUNTIME_API": address,
        "LAMBDA_TASK_ROOT": str(folder),
        "PATH": os.environ["PATH"],
        "POWERTOOLS_SERVICE_NAME": name,
        "TMPDIR": temporary,
        "_HANDLER": handler,
    }
    began = time.perf_counter()
    with subprocess.Popen([sys.executable, "-m", "awslambdaric", handler], cwd=folder, env=environment) as process:
        try:
            error, reported_at = reports.get(timeout=_PATIENCE_SECONDS)
        finally:
            process.kill()
    if error:
        raise RuntimeError(f"{name} did not start: {error}")
    return reported_at - began


@contextmanager
def _runtime_api() -> Iterator[tuple[str, "queue.SimpleQueue[tuple[str, float]]"]]:
    """Its URL, and a report of each start: the error, if any, and when the function requested work."""
    reports: queue.SimpleQueue[tuple[str, float]] = queue.SimpleQueue()
    closing = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            reports.put(("", time.perf_counter()))
            closing.wait()  # there is no work: the caller is killed

        def do_POST(self) -> None:
            error = self.rfile.read(int(self.headers["content-length"])).decode()
            reports.put((error, time.perf_counter()))

        def log_message(self, *_arguments: object) -> None:
            """Not one line per request."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield f"127.0.0.1:{server.server_address[1]}", reports
    finally:
        closing.set()
        server.shutdown()
        server.server_close()
        thread.join()
