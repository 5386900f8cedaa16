"""`make run`: all of Kanaal on this machine, until Ctrl-C."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from itertools import chain
from pathlib import Path
from types import FrameType

from infra.local import tools
from infra.local.guide import guide
from infra.local.log import FunctionLogs, Worries
from infra.local.progress import StopError
from infra.local.stack import LocalStack

FOLDER = tools.ROOT / ".local"
# Programs of our own that run beside Kanaal, each as arguments to Python; the path of stack.json is appended.
COMPANIONS: tuple[tuple[str, ...], ...] = (("examples/receiver.py",), ("-m", "infra.local.polling"))
# Ctrl-C, a polite kill, a closed terminal: all stop it in order.
_ENDINGS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class _AtOnceError(KeyboardInterrupt):
    """A second Ctrl-C."""


def main() -> int:
    for number in _ENDINGS:
        signal.signal(number, _stop)
    started = time.monotonic()
    try:
        stack = LocalStack(FOLDER, _port())
        try:
            with stack:
                print(guide(stack.description, FOLDER / "stack.json", time.monotonic() - started), flush=True)
                _follow(stack)
        except _AtOnceError:
            print("\n✗ stopped at once: the data of this run may be lost", file=sys.stderr)
            return 130
        except KeyboardInterrupt:
            pass
        print("\n✓ stopped; the data is kept in .local and the next `make run` uses it")
    except StopError as stop:
        stop.show()
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


def _follow(stack: LocalStack) -> None:
    with ExitStack() as companions:
        processes = [companions.enter_context(_companion(arguments)) for arguments in COMPANIONS]
        sources = (FunctionLogs(stack.endpoint), Worries(stack.emulator.log_file))
        while True:
            for line in chain.from_iterable(source.new_lines() for source in sources):
                print(line, flush=True)
            time.sleep(0.5)
            stack.emulator.check_alive()
            _check_companions(processes)


@contextmanager
def _companion(arguments: tuple[str, ...]) -> Iterator[subprocess.Popen[bytes]]:
    command: list[str | Path] = [tools.PYTHON, *arguments, FOLDER / "stack.json"]
    process = subprocess.Popen(command, cwd=tools.ROOT, start_new_session=True)  # we pass Ctrl-C on, in order
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(10)
        except (_AtOnceError, subprocess.TimeoutExpired):
            process.kill()
            raise


def _check_companions(processes: list[subprocess.Popen[bytes]]) -> None:
    for process in processes:
        if process.poll() is not None:
            name = Path(COMPANIONS[processes.index(process)][-1]).name
            raise StopError(
                f"{name} stopped unexpectedly, exit code {process.returncode}.", "The lines above are its output."
            )


def _port() -> int:
    port = os.environ.get("KANAAL_PORT", "4566")
    if not port.isdecimal() or not 1024 <= int(port) <= 65535:
        raise StopError(
            f"KANAAL_PORT={port} is not a valid port.", "Use a number from 1024 to 65535, for example KANAAL_PORT=4567."
        )
    return int(port)


def _stop(_number: int, _frame: FrameType | None) -> None:
    for number in _ENDINGS:
        signal.signal(number, _stop_at_once)
    print("\nStopping, and saving the data. Ctrl-C again stops at once, without saving.", flush=True)
    raise KeyboardInterrupt


def _stop_at_once(_number: int, _frame: FrameType | None) -> None:
    for number in _ENDINGS:  # the processes are being killed, which takes a moment
        signal.signal(number, signal.SIG_IGN)
    raise _AtOnceError


if __name__ == "__main__":
    sys.exit(main())
