"""Sends frames to many connections at once. Nobody gets a gap: what cannot be sent ends the connection, and whoever
connects again reads in the feed what they have missed."""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor

from helpdesk.platform.sockets import Outcome, Sockets

Each = Callable[[Callable[[tuple[str, Sequence[str]]], bool], Sequence[tuple[str, Sequence[str]]]], list[bool]]
"""Calls the function with each, in any order, and returns the results in theirs."""
_AT_ONCE = 16
_TRIES = 2


def in_threads(
    send: Callable[[tuple[str, Sequence[str]]], bool], outgoing: Sequence[tuple[str, Sequence[str]]]
) -> list[bool]:
    if len(outgoing) < 2:
        return [send(each) for each in outgoing]
    with ThreadPoolExecutor(min(_AT_ONCE, len(outgoing))) as pool:
        return list(pool.map(send, outgoing))


class Sending:
    def __init__(self, sockets: Sockets, each: Each = in_threads) -> None:
        self._sockets = sockets
        self._each = each

    def send(self, frames: Mapping[str, Sequence[str]]) -> list[str]:
        """The frames of each connection, in their order. Returns the connections that are not there any more."""
        outgoing = list(frames.items())
        arrived = self._each(self._send, outgoing)
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
