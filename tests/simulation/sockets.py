"""The gateway of the live connection: it says of whom it does not know that they are gone. One whose line is dead it
knows for a while."""

import json
from collections import defaultdict
from typing import Any, Protocol

from tests.simulation.faults import error
from tests.simulation.world import World


class Client(Protocol):
    def hears(self, connection_id: str, frame: dict[str, Any]) -> None: ...

    def is_closed(self, connection_id: str) -> None: ...


class Gateway:
    def __init__(self, world: World) -> None:
        self._world = world
        self.known: dict[str, Client] = {}
        self.dead: set[str] = set()
        """Known to it, and what it is sent arrives nowhere."""
        self.gone: dict[str, dict[str, int]] = defaultdict(dict)
        """By process, the connections that it was told are gone, and by which call."""

    def post_to_connection(self, **request: Any) -> None:
        connection_id = request["ConnectionId"]

        def perform() -> None:
            if connection_id not in self.known:
                self.gone[self._world.running.name].setdefault(connection_id, len(self._world.calls))
                raise error("GoneException", "There is no such connection.", 410, "PostToConnection")
            if connection_id not in self.dead:
                self.known[connection_id].hears(connection_id, json.loads(request["Data"]))

        self._world.call("execute-api", "POST", request, perform)

    def delete_connection(self, **request: Any) -> None:
        connection_id = request["ConnectionId"]

        def perform() -> None:
            if client := self.known.pop(connection_id, None):
                client.is_closed(connection_id)

        self._world.call("execute-api", "DELETE", request, perform)
