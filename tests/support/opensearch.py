"""An OpenSearch server in memory, and one that answers as a test says."""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from osmem_server import OsmemServer
from urllib3.exceptions import HTTPError, ReadTimeoutError

from helpdesk.index.opensearch import OpenSearch
from helpdesk.platform.opensearch import OpenSearchIndex


@contextmanager
def running() -> Iterator[str]:
    """Its URL."""
    with OsmemServer.start(japanese=False) as server:
        yield server.url
    assert server.process.stdout
    server.process.stdout.close()


@dataclass
class Time:
    """Passes only while somebody sleeps."""

    slept: list[float] = field(default_factory=list)

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)

    def now(self) -> float:
        return sum(self.slept)


def unsigned(_method: str, _url: str, _body: bytes, headers: Mapping[str, str]) -> Mapping[str, str]:
    """For a plain server."""
    return headers


def index_at(url: str, name: str, time: Time | None = None, *, patience_seconds: float = 10.0) -> OpenSearchIndex:
    time = time or Time()
    return OpenSearchIndex(url, name, sign=unsigned, patience_seconds=patience_seconds, sleep=time.sleep, now=time.now)


@dataclass(frozen=True)
class Answer:
    status: int
    data: bytes = b"{}"

    @classmethod
    def of(cls, status: int, body: Mapping[str, Any]) -> "Answer":
        return cls(status, json.dumps(body).encode())


SILENCE = ReadTimeoutError(None, "http://127.0.0.1", "no answer")  # type: ignore[arg-type]  # it keeps the pool only


@dataclass
class Between:
    """Stands between an index and its server, in place of the connections."""

    pool: Any
    answers: Callable[[str, bytes], Answer | HTTPError | None] = lambda _path, _body: None
    """To the end of the URL and the body. None: the server answers."""
    asked: list[tuple[str, str]] = field(default_factory=list)

    def request(self, method: str, url: str, *, body: bytes, **more: Any) -> Any:
        path = url.rsplit("/", 1)[1]
        self.asked.append((method, path))
        match self.answers(path, body):
            case HTTPError() as error:
                raise error
            case None:
                return self.pool.request(method, url, body=body, **more)
            case answer:
                return answer


def between(index: OpenSearchIndex) -> Between:
    index._pool = found = Between(index._pool)
    return found


_NAMES = count()


class Processes:
    """Processes that use one index."""

    def __init__(self, url: str) -> None:
        self._url, self._name = url, f"desk-{next(_NAMES)}"
        self.time = Time()

    def one(self) -> tuple[OpenSearch, Between]:
        index = index_at(self._url, self._name, self.time)
        return OpenSearch(index, found_within_seconds=20), between(index)
