"""`make run`: the whole desk on this machine, until Ctrl-C."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from types import FrameType

from infra.local import tools
from infra.local.guide import guide
from infra.local.log import LogFollower
from infra.local.progress import StopError
from infra.local.stack import LocalStack

FOLDER = tools.ROOT / ".local"
# Programs of our own that run beside the desk, each as arguments to Python; they get the path of stack.json added.
COMPANIONS: tuple[tuple[str, ...], ...] = (("examples/receiver.py",),)


class _Stopped(KeyboardInterrupt):
    """The terminal was closed or somebody sent SIGTERM: the same as Ctrl-C."""


def main() -> int:
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _stop)
    started = time.monotonic()
    try:
        stack = LocalStack(FOLDER, _port())
        try:
            with stack:
                print(guide(stack.description, FOLDER / "stack.json", time.monotonic() - started), flush=True)
                _follow(stack)
        except KeyboardInterrupt:
            pass
        print("\n✓ stopped; the data is kept in .local and `make run` goes on from there")
    except StopError as stop:
        stop.show()
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


def _follow(stack: LocalStack) -> None:
    with ExitStack() as companions:
        for arguments in COMPANIONS:
            companions.enter_context(_companion(arguments))
        follower = LogFollower(stack.emulator.log_file)
        while True:
            stack.emulator.check_alive()
            for line in follower.new_lines():
                print(line, flush=True)
            time.sleep(0.2)


@contextmanager
def _companion(arguments: tuple[str, ...]) -> Iterator[None]:
    process = subprocess.Popen([tools.PYTHON, *arguments, FOLDER / "stack.json"], cwd=tools.ROOT)
    try:
        yield
    finally:
        process.terminate()
        process.wait(10)


def _port() -> int:
    port = os.environ.get("KANAAL_PORT", "4566")
    if not port.isdecimal() or not 1024 <= int(port) <= 65535:
        raise StopError(
            f"KANAAL_PORT={port} is not a port.", "A number from 1024 to 65535, for example KANAAL_PORT=4567."
        )
    return int(port)


def _stop(_number: int, _frame: FrameType | None) -> None:
    raise _Stopped


if __name__ == "__main__":
    sys.exit(main())
