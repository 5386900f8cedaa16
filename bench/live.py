"""How soon a change is at those who watch it: `python -m bench.live [connections] [changes]`.

Starts a local AWS with Kanaal deployed, connects so many clients, has all of them watch one ticket, and writes notes to
it, one after the other. Shows how long it took from the 201 until the event was at the first and at the last of them.
Then two people sign in, each in a browser, and customers write: how soon that is on their screens (bench/screens.py).
The machine is that of all others here: the figures say what the code does, not what AWS does.
"""

import asyncio
import json
import socket
import statistics
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import aiohttp

from bench import screens
from helpdesk.live.models import MOST_CONNECTIONS
from infra.local.progress import Step
from infra.local.stack import LocalStack

_AT_ONCE = 20
_LATEST_SECONDS = 60


class Watchers:
    """Clients that watch one ticket."""

    def __init__(self, session: aiohttp.ClientSession, api: str, token: str, topic: str) -> None:
        self._session, self._api, self._topic = session, api, topic
        self._headers = {"authorization": f"Bearer {token}"}
        self._turn = asyncio.Semaphore(_AT_ONCE)
        self.arrived: dict[str, list[float]] = {}
        """When each note was at each of them."""
        self.reading: list[asyncio.Task[None]] = []
        self._sockets: list[aiohttp.ClientWebSocketResponse] = []

    async def connect_all(self, connections: int) -> None:
        tokens = [await self._token() for _ in range(0, connections, MOST_CONNECTIONS)]
        await asyncio.gather(*(self._connect(tokens[each // MOST_CONNECTIONS]) for each in range(connections)))

    async def _token(self) -> str:
        """Of a program: each has so many connections at most."""
        body = {"name": "Watchers", "scopes": ["tickets.read", "conversations.read"]}
        async with self._session.post(f"{self._api}/api-tokens", headers=self._headers, json=body) as response:
            assert response.status == 201, await response.text()
            token: str = (await response.json())["token"]
            return token

    async def _connect(self, token: str) -> None:
        headers = {"authorization": f"Bearer {token}"}
        async with self._turn:
            async with self._session.post(f"{self._api}/live-tickets", headers=headers) as response:
                ticket = await response.json()
            one = await self._session.ws_connect(ticket["url"], protocols=("kanaal.live", ticket["ticket"]))
            await one.send_json({"action": "subscribe", "topic": self._topic})
            answer = await one.receive_json()
            assert answer["type"] == "subscribed", answer
            self._sockets.append(one)
            self.reading.append(asyncio.ensure_future(self._read(one)))

    async def note(self, conversation_id: str) -> tuple[float, float]:
        """Seconds from the 201 until it was at the first, and at the last of them."""
        url = f"{self._api}/conversations/{conversation_id}/notes"
        async with self._session.post(url, headers=self._headers, json={"text": "Look."}) as response:
            assert response.status == 201, await response.text()
            note_id = (await response.json())["id"]
        answered = time.monotonic()
        while len(self.arrived.get(note_id, ())) < len(self._sockets):
            assert time.monotonic() - answered < _LATEST_SECONDS, "not all of them were told"
            await asyncio.sleep(0.002)
        times = self.arrived[note_id]
        return min(times) - answered, max(times) - answered

    async def close(self) -> None:
        await asyncio.gather(*(each.close() for each in self._sockets))
        await asyncio.gather(*self.reading)

    async def _read(self, one: aiohttp.ClientWebSocketResponse) -> None:
        async for message in one:
            for event in json.loads(message.data).get("events", ()):
                if event["type"] == "note.added":
                    self.arrived.setdefault(event["data"]["note_id"], []).append(time.monotonic())


async def measure(description: dict[str, Any], conversation_id: str, connections: int, changes: int) -> None:
    topic = "ticket:" + conversation_id.replace("cnv_", "tkt_")
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session:
        watchers = Watchers(session, description["desk_api_url"], description["token"], topic)
        with Step(f"{connections} connections") as step:
            await watchers.connect_all(connections)
            step.did("all watch one ticket")
        await watchers.note(conversation_id)  # the first one finds functions that start
        took = [await watchers.note(conversation_id) for _ in range(changes)]
        for name, times in zip(("first", "last"), zip(*took, strict=True), strict=True):
            p50, p95 = statistics.median(times), sorted(times)[int(len(times) * 0.95) - 1]
            print(f"  201 to the event at the {name} of {connections}: p50 {p50:.3f} s, p95 {p95:.3f} s")
        await watchers.close()


def main(connections: int = 200, changes: int = 40) -> None:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    with tempfile.TemporaryDirectory() as folder, LocalStack(Path(folder), port) as stack:
        conversation_id = screens.Telegram(stack.description).write(42, "Hi")[0]["conversation_id"]
        for many in dict.fromkeys((1, 50, connections)):
            asyncio.run(measure(stack.description, conversation_id, many, changes))
        screens.measure(stack.description, changes)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:3]))
