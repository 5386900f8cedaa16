"""A function as Lambda would run it: built by its own `build_for_lambda`, with clients that record their calls."""

import io
import logging
import math
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partialmethod
from typing import Any
from unittest.mock import patch

from helpdesk.indexing import fresh
from helpdesk.platform import aws
from helpdesk.platform.recent import Recent
from infra.workbench.aws import MeteredAws

Handler = Callable[[Any, Any], Any]
_FOR_GOOD = partialmethod(Recent.__init__, seconds=math.inf)
_WITH_THREADS = {"find", "indexer", "pusher"}
"""What their threads use is theirs too."""


class Function:
    def __init__(self, name: str, metered: MeteredAws, build: Callable[[], Any]) -> None:
        self.name = name
        self.aws = metered
        self._clock = time.process_time if name in _WITH_THREADS else time.thread_time
        with self._as_deployed():
            self._handler: Handler = build()
        self._log = io.StringIO()
        for writer in logging.getLogger(name).handlers:
            if isinstance(writer, logging.StreamHandler):
                writer.setStream(self._log)

    def __call__(self, event: dict[str, Any]) -> Any:
        written = self._log.tell()
        with self._as_deployed():
            began = self._clock()
            result = self._handler(event, None)
            used = self._clock() - began
        self.aws.usage.invocations += 1
        self.aws.usage.processor_seconds.append(used)
        self.aws.usage.log_bytes += len(self._log.getvalue()[written:].encode())
        return result

    @contextmanager
    def _as_deployed(self) -> Iterator[None]:
        """Clients are created on first use, so this also applies to calls. What a process caches does not get old, and
        it does not look for a newer index: the counts of a slow machine are those of a fast one."""
        with (
            patch.object(aws, "_session", self.aws),
            patch.object(Recent, "__init__", _FOR_GOOD),
            patch.object(fresh, "_LOOKS_EVERY", math.inf),
            patch.dict(os.environ, POWERTOOLS_SERVICE_NAME=self.name, LOG_LEVEL="INFO"),
        ):
            yield
