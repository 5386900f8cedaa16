"""Sends frames to many connections at once. Nobody gets a gap: what cannot be sent ends the connection, and whoever
connects again reads in the feed what they have missed."""

from collections.abc import Mapping, Sequence

from helpdesk.platform.parallel import in_threads
from helpdesk.platform.sockets import Outcome, Sockets

_TRIES = 2


class Sending:
    def __init__(self, sockets: Sockets) -> None:
        self._sockets = sockets

    def send(self, frames: Mapping[str, Sequence[str]]) -> list[str]:
        """The frames of each connection, in their order. Returns the connections that are not there any more."""
        outgoing = list(frames.items())
        arrived = in_threads(self._send, outgoing)
        return [connection_id for (connection_id, _), sent in zip(outgoing, arrived, strict=True) if not sent]

    def close(self, connection_id: str) -> None:
        self._sockets.close(connection_id)

    def _send(self, outgoing: tuple[str, Sequence[str]]) -> bool:
        connection_id, frames = outgoing
        for frame in frames:
            outcome = self._sent(connection_id, frame)
            if outcome is Outcome.SENT:
                continue
            if outcome is Outcome.FAILED:
                self._sockets.close(connection_id)
            return False
        return True

    def _sent(self, connection_id: str, frame: str) -> Outcome:
        for _ in range(_TRIES):
            outcome = self._sockets.send(connection_id, frame)
            if outcome is not Outcome.FAILED:
                break
        return outcome
