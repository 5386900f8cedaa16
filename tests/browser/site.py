"""The built page at an address of its own, with the headers that it has when it is deployed. What the page asks for is
answered by the desk of the browser's tab, without a detour through the browser's own interception: that costs a third
of the time in which a page opens, as each file passes it and none is kept."""

import asyncio
import atexit
import mimetypes
import socket
from collections.abc import Iterator, MutableMapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from http import HTTPStatus
from typing import Protocol
from urllib.parse import urlsplit
from weakref import WeakValueDictionary

from infra.constructs.content_security import Sources
from infra.local.tools import ROOT

DIST = ROOT / "workspace" / "dist"
_SOCKET = socket.create_server(("127.0.0.1", 0), backlog=128)
atexit.register(_SOCKET.close)
_PORT = _SOCKET.getsockname()[1]
ADDRESS = f"http://127.0.0.1:{_PORT}"
# A browser finds each name below localhost on its own machine.
FILES_ORIGIN = f"http://files.localhost:{_PORT}"
SIGN_IN_ORIGIN = f"http://sign-in.localhost:{_PORT}"
CSP = Sources(files=FILES_ORIGIN, sign_in=SIGN_IN_ORIGIN, user_pool=SIGN_IN_ORIGIN, live="wss://live.example").policy
DESK_HEADER = "x-desk"
"""Each tab says with it whose it is."""
_ALLOWED = {f"access-control-allow-{what}": "*" for what in ("origin", "headers", "methods")}


@dataclass(frozen=True)
class Asked:
    """A request. `origin` is where it was sent to."""

    method: str
    origin: str
    target: str
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True)
class Reply:
    status: int
    headers: dict[str, str]
    body: bytes


class Desk(Protocol):
    def reply(self, asked: Asked) -> Reply | None:
        """None for what it does not have, which is then a file of the page."""


DESKS: MutableMapping[str, Desk] = WeakValueDictionary()
"""By what their tabs say in the header."""


@contextmanager
def serving() -> Iterator[str]:
    """In the loop of the browser's driver: whatever is asked is answered while a test waits for the browser."""
    if not (DIST / "index.html").exists():
        raise FileNotFoundError(f"{DIST} has no page: run `make workspace`")
    task = asyncio.get_running_loop().create_task(_serve())
    yield ADDRESS
    task.cancel()


async def _serve() -> None:
    async with await asyncio.start_server(_converse, sock=_SOCKET) as server:
        await server.serve_forever()


async def _converse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while True:
            writer.write(_written(_reply(await _read(reader))))
            await writer.drain()
    except (asyncio.IncompleteReadError, ConnectionError):
        pass  # A page that is closed does not wait for its answer.
    finally:
        writer.close()


async def _read(reader: asyncio.StreamReader) -> Asked:
    first, *lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").strip().split("\r\n")
    method, target, _ = first.split(" ")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    body = await reader.readexactly(int(headers.get("content-length", 0)))
    return Asked(method, f"http://{headers['host']}", target, headers, body)


def _reply(asked: Asked) -> Reply:
    if asked.origin != ADDRESS and asked.method == "OPTIONS":
        return Reply(204, _ALLOWED, b"")
    desk = DESKS.get(asked.headers.get(DESK_HEADER, ""))
    found = desk.reply(asked) if desk else None
    if asked.origin != ADDRESS:
        found = found or Reply(404, {}, b"")
        return Reply(found.status, _ALLOWED | found.headers, found.body)
    path = urlsplit(asked.target).path
    if found is None and (path.startswith("/v1/") or path == "/config.json"):
        return Reply(404, {}, b"")  # of a tab that is nobody's, or whose test is over
    return found or file(path)


def _written(reply: Reply) -> bytes:
    headers = {"cache-control": "no-store", "content-length": str(len(reply.body))} | reply.headers
    if reply.status == HTTPStatus.NO_CONTENT:
        del headers["content-length"]
    lines = [f"HTTP/1.1 {reply.status} {HTTPStatus(reply.status).phrase}", *(f"{k}: {v}" for k, v in headers.items())]
    return "\r\n".join([*lines, "", ""]).encode() + reply.body


@cache
def file(path: str) -> Reply:
    """A deep link is an address of the page, as the function in front of the bucket has it."""
    found = DIST / (path.lstrip("/") if "." in path.rpartition("/")[2] else "index.html")
    if not found.is_file():
        return Reply(404, {}, b"")
    headers = {
        "content-type": mimetypes.guess_type(found.name)[0] or "application/octet-stream",
        "content-security-policy": CSP,
        "cache-control": "public, max-age=31536000, immutable" if path.startswith("/assets/") else "no-cache",
    }
    return Reply(200, headers, found.read_bytes())
