"""A MiniStack process: started on a loopback port, polled until it responds, stopped so that it saves its state."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from infra.local import tools
from infra.local.progress import StopError

HOST = "127.0.0.1"
REGION = "us-east-1"
ACCOUNT = "000000000000"
_ENTRY = Path(__file__).with_name("ministack_entry.py")
_START_SECONDS = 60
_STOP_SECONDS = 120
"""It saves what it has: on a busy machine that takes long, and whoever ends it before loses the whole desk."""
# The environment variables that a function's process may see. Others, such as a proxy, do not exist on AWS.
_PASSED_ON = ("PATH", "HOME", "LANG", "LC_ALL", "SSL_CERT_FILE", "SSL_CERT_DIR")


class Emulator:
    """The local AWS, with IAM enforced. Its data is in `folder`/state and `folder`/s3."""

    def __init__(self, folder: Path, port: int, *, log_level: str = "INFO") -> None:
        self.folder = folder
        self.port = port
        self.log_file = folder / "aws.log"
        self._log_level = log_level
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def endpoint(self) -> str:
        return f"http://{HOST}:{self.port}"

    def start(self) -> None:
        if not port_is_free(self.port):
            raise StopError(
                f"Port {self.port} on {HOST} is in use by another program.",
                f"Another `make run`? Stop it, or use another port: KANAAL_PORT={self.port + 1} make run",
            )
        temporary = temporary_of(self.folder)
        shutil.rmtree(temporary, ignore_errors=True)  # left behind by the workers of a run that was killed
        temporary.mkdir(parents=True)
        with self.log_file.open("wb") as log:
            self._process = subprocess.Popen(
                [tools.MINISTACK_PYTHON, "-u", _ENTRY],
                env=self._settings(temporary),
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # Ctrl-C reaches only us; we stop it in order
            )
        self._await_ready()

    def stop(self) -> None:
        """Stop it with all its Lambda workers. Its state is on disk when this returns. If it is interrupted, the
        processes are gone at once; the next start deletes what they leave."""
        process, self._process = self._process, None
        if process is None:
            return
        process.terminate()
        try:
            process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
        finally:
            # The workers share its process group; none may outlive it.
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        if process.stdin:
            process.stdin.close()
        shutil.rmtree(temporary_of(self.folder), ignore_errors=True)

    def check_alive(self) -> None:
        if self._process is not None and self._process.poll() is not None:
            last = "\n    ".join(self.log_file.read_text(errors="replace").splitlines()[-12:])
            raise StopError(
                f"The local AWS (MiniStack) stopped unexpectedly, exit code {self._process.returncode}:\n    {last}",
                f"The complete log is {self.log_file}. Run `make run` again, after `make clean` if data is damaged.",
            )

    def _await_ready(self) -> None:
        deadline = time.monotonic() + _START_SECONDS
        while time.monotonic() < deadline:
            self.check_alive()
            try:
                with urlopen(f"{self.endpoint}/_ministack/health", timeout=2) as response:  # noqa: S310 - our own http URL
                    if response.status == 200:
                        return
            except (URLError, OSError):
                time.sleep(0.1)
        self.stop()
        raise StopError(f"The local AWS did not respond within {_START_SECONDS} s.", f"See {self.log_file}.")

    def _settings(self, temporary: Path) -> Mapping[str, str]:
        return {
            **{name: os.environ[name] for name in _PASSED_ON if name in os.environ},
            "TMPDIR": str(temporary),
            "BIND_HOST": HOST,
            "GATEWAY_PORT": str(self.port),
            "AUTH": "true",
            "IOT_MTLS_ENABLED": "0",
            "SFTP_ENABLED": "0",
            "PERSIST_STATE": "1",
            "STATE_DIR": str(self.folder / "state"),
            "S3_PERSIST": "1",
            "S3_DATA_DIR": str(self.folder / "s3"),
            "LAMBDA_WARM_TTL_SECONDS": "3600",
            "LOG_LEVEL": self._log_level,
        }


def temporary_of(folder: Path) -> Path:
    """What functions and tools write to the folder for temporary files is here, not outside the clone."""
    return folder / "tmp"


def port_is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # allows listening on a port in TIME_WAIT
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
        return True


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port
