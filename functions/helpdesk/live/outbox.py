"""What a batch of changes has sent, by connection. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from helpdesk.feed.models import Place
from helpdesk.live import frames
from helpdesk.live.models import Watcher


@dataclass(slots=True)
class Outbox:
    events: dict[str, dict[Place, dict[str, Any]]] = field(default_factory=dict)
    ended: dict[str, dict[Watcher, str]] = field(default_factory=dict)
    """And why, as a code."""
    watchers: dict[str, dict[Watcher, None]] = field(default_factory=dict)
    """Those that are told something."""
    hinted: dict[str, dict[str, None]] = field(default_factory=dict)
    """Views that show something else, and nobody says by which ticket."""

    def add(self, watcher: Watcher, place: Place, event: Mapping[str, Any], reason: str | None) -> None:
        """A connection that watches it for several reasons gets it once."""
        self._tells(watcher)
        found = self.events.setdefault(watcher.connection_id, {}).setdefault(place, {**event, "topics": []})
        found["topics"].append(str(watcher.topic))
        if reason:
            found["reason"] = reason

    def end(self, watcher: Watcher, code: str) -> None:
        self.ended.setdefault(watcher.connection_id, {})[watcher] = code

    def hint(self, watcher: Watcher) -> None:
        self._tells(watcher)
        self.hinted.setdefault(watcher.connection_id, {})[str(watcher.topic)] = None

    def all_ended(self) -> Iterator[Watcher]:
        for found in self.ended.values():
            yield from found

    def frames(self) -> dict[str, list[str]]:
        connections = {**self.events, **self.hinted, **self.ended}
        return {
            connection_id: [*self._events(connection_id), *self._hints(connection_id), *self._ends(connection_id)]
            for connection_id in connections
        }

    def _tells(self, watcher: Watcher) -> None:
        self.watchers.setdefault(watcher.connection_id, {})[watcher] = None

    def _hints(self, connection_id: str) -> list[str]:
        return [frames.written("changed", topic=topic) for topic in self.hinted.get(connection_id, ())]

    def _events(self, connection_id: str) -> list[str]:
        found = self.events.get(connection_id, {})
        return frames.events([{**found[place], "topics": sorted(found[place]["topics"])} for place in sorted(found)])

    def _ends(self, connection_id: str) -> list[str]:
        return [
            frames.written("unsubscribed", topic=str(watcher.topic), code=code)
            for watcher, code in self.ended.get(connection_id, {}).items()
        ]
