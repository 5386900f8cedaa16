"""What a queue message says. Pure."""

import json
from typing import Any


class NoWork(Exception):
    """A queue message that is no work of its consumer, and never will be. The text says why, without the body."""


def read_work(body: str) -> dict[str, Any]:
    """The JSON object of a queue message. Raises NoWork."""
    try:
        work = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise NoWork("the body is not JSON") from error
    if not isinstance(work, dict):
        raise NoWork("the body is not a JSON object")
    return work
