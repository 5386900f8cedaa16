"""A client of the live connection, as a program has one: aiohttp on a loop of its own thread."""

import asyncio
import json
import threading
import time
from collections.abc import Callable, Mapping
from types import TracebackType
from typing import Any, Self

import aiohttp


class LiveClient:
    """with LiveClient(url, ticket) as live: live.ask(action="subscribe", topic="ticket:tkt_…")"""

    def __init__(self, url: str, ticket: str, protocol: str = "kanaal.live") -> None:
        self._url, self._protocols = url, (protocol, ticket)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._news = threading.Condition()
        self.frames: list[Any] = []
        self.arrived: list[float] = []
        """When each of them came."""
        self.protocol: str | None = None
        self.closed = False

    def __enter__(self) -> Self:
        self._thread.start()
        try:
            self._run(self._open())
        except BaseException:
            self._stop()
            raise
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._run(self._close())
        self._stop()

    def say(self, text: str) -> None:
        self._run(self._socket.send_str(text))

    def ask(self, **message: Any) -> Any:
        """The answer to a message, whichever events come before it."""
        return self.ask_text(json.dumps(message))

    def ask_text(self, text: str) -> Any:
        known = len(self.frames)
        self.say(text)
        return self.wait(lambda frame: frame["type"] not in {"events", "presence"}, after=known)

    def wait(self, wanted: Callable[[Mapping[str, Any]], bool], *, after: int = 0, seconds: float = 20) -> Any:
        """The first frame after so many that is wanted."""
        deadline = time.monotonic() + seconds
        with self._news:
            while not (found := [frame for frame in self.frames[after:] if wanted(frame)]):
                assert self._news.wait(max(0.0, deadline - time.monotonic())), f"within {seconds} s: {self.frames}"
        return found[0]

    def frame_of(self, kind: str, *, seconds: float = 30) -> Any:
        """The first one with an event of this type."""

        def has(frame: Mapping[str, Any]) -> bool:
            return any(event["type"] == kind for event in frame.get("events", ()))

        return self.wait(has, seconds=seconds)

    def event(self, kind: str) -> Any:
        return next(event for event in self.frame_of(kind)["events"] if event["type"] == kind)

    @property
    def events(self) -> list[Any]:
        return [event for frame in list(self.frames) for event in frame.get("events", ())]

    def wait_closed(self, *, seconds: float = 20) -> None:
        deadline = time.monotonic() + seconds
        with self._news:
            while not self.closed:
                assert self._news.wait(max(0.0, deadline - time.monotonic())), "the connection is still open"

    async def _open(self) -> None:
        self._session = aiohttp.ClientSession()
        try:
            self._socket = await self._session.ws_connect(self._url, protocols=self._protocols, autoclose=True)
        except aiohttp.ClientError:
            await self._session.close()
            raise
        self.protocol = self._socket.protocol
        self._reading = asyncio.ensure_future(self._read())

    async def _read(self) -> None:
        async for message in self._socket:
            with self._news:
                self.frames.append(json.loads(message.data))
                self.arrived.append(time.time())
                self._news.notify_all()
        with self._news:
            self.closed = True
            self._news.notify_all()

    async def _close(self) -> None:
        await self._socket.close()
        await self._reading
        await self._session.close()

    def _run(self, work: Any) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(30)

    def _stop(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()
