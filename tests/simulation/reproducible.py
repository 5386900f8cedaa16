"""What a run has of this process: the same each time, and cheap."""

import io
import logging
import random
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from functools import partialmethod
from random import Random
from typing import Any
from unittest.mock import patch

from aws_lambda_powertools.event_handler.openapi import dependant
from aws_lambda_powertools.event_handler.openapi.dependant import get_dependant

from helpdesk.platform import ids
from helpdesk.platform.collection import Collection
from tests.simulation.world import World

_read_of: dict[Any, Any] = {}


def _read_once(*, path: str, call: Any, **more: Any) -> Any:
    """What Powertools reads of a route depends on nothing else. It is a sixth of a run's time, if each process of a
    function reads it anew."""
    if (path, call) not in _read_of:
        _read_of[path, call] = get_dependant(path=path, call=call, **more)
    return _read_of[path, call]


@contextmanager
def reproducible(world: World) -> Iterator[None]:
    """Ids and pauses follow the seed, and nothing is written to the log."""
    chance = Random(f"ids of {world.seed}")
    random.seed(world.seed)
    logging.disable(logging.CRITICAL)

    def passed() -> float:
        """What a process knows of pipelines ages with the run."""
        return world.clock.at.timestamp()

    try:
        with (
            patch("os.urandom", chance.randbytes),
            patch("secrets.randbelow", chance.randrange),
            patch.object(ids, "utc_now", world.clock),
            patch.object(Collection, "__init__", partialmethod(Collection.__init__, monotonic=passed)),
            patch.object(dependant, "get_dependant", _read_once),
            redirect_stdout(io.StringIO()),
        ):
            yield
    finally:
        logging.disable(logging.NOTSET)
