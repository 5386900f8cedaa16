"""Python's search for garbage, held back while a function starts."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def cold_start() -> Iterator[None]:
    """Everything that is imported and created in it stays. Searching it for garbage, again and again while it grows,
    takes a twentieth of a cold start, and would take time in later requests too."""
    gc.disable()
    yield
    gc.freeze()
    gc.enable()
