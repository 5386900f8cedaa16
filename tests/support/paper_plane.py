"""The example channel as an integrator runs it: a process and a server of its own."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from infra.local.stack import LocalStack
from infra.local.tools import ROOT


@contextmanager
def running(stack: LocalStack, database: Path) -> Iterator[str]:
    """Its URL."""
    command = [sys.executable, "-m", "examples.paper_plane", "--port", "0", "--database", str(database)]
    command += ["--stack", str(stack.directory / "stack.json")]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        first_line = process.stdout.readline()
        assert "/chat/bakery" in first_line
        try:
            yield first_line.split()[-1].removesuffix("/chat/bakery")
        finally:
            process.terminate()
            assert process.wait(20) == 0
