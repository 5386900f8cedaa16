"""A folder of one process, where the folder for temporary files may be shared.

On this machine, all functions share it. On AWS it is one environment's, and still has what a process left that ended
early: Lambda starts the next one in the same environment.
"""

import fcntl
import os
import shutil
import tempfile
from pathlib import Path

_PREFIX = "kanaal-"
_HELD = list[int]()
"""The locks of this process: the system gives them up when it ends, however it ends."""


def own_folder(name: str) -> Path:
    """A new one. Those of this name whose processes have ended are deleted."""
    temporary = Path(tempfile.gettempdir())
    # One at a time: a new folder is not locked yet.
    turn = _locked(temporary)
    try:
        for other in temporary.glob(f"{_PREFIX}{name}-*"):
            _delete_if_left(other)
        own = Path(tempfile.mkdtemp(prefix=f"{_PREFIX}{name}-"))
        _HELD.append(_locked(own))
    finally:
        os.close(turn)
    return own


def _delete_if_left(folder: Path) -> None:
    try:
        lock = _locked(folder, fcntl.LOCK_NB)
    except OSError:  # its process is there, or it is somebody else's
        return
    shutil.rmtree(folder, ignore_errors=True)
    os.close(lock)


def _locked(folder: Path, how: int = 0) -> int:
    """Raises OSError."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(opened, fcntl.LOCK_EX | how)
    except OSError:
        os.close(opened)
        raise
    return opened
