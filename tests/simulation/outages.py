"""The receivers are down for a while, and somebody may ask for what waits."""

from collections.abc import Callable

from tests.simulation.desk import Done
from tests.simulation.users import Attempt, Script, Users

_SECONDS = (5, 60, 600, 5400)
_REDRIVES = 0.4


class Outages:
    def __init__(self, users: Users) -> None:
        self._users, self._desk = users, users.desk

    def happen(self, times: int = 1) -> Script:
        """An hour is the longest time for which replies are tried here: some of them fail."""
        yield self._hours(1)
        for _ in range(times):
            yield self._users.a_message
            yield self._set(is_down=True)
            yield self._users.wait(*_SECONDS)
            yield self._set(is_down=False)
            if self._users.random.random() < _REDRIVES:
                yield self._redrive
            yield self._users.wait(0, 1, 30)

    def _set(self, *, is_down: bool) -> Attempt:
        def attempt(done: Done) -> None:
            self._desk.receivers.is_down = is_down
            done(200, None)

        return attempt

    def _hours(self, hours: int) -> Attempt:
        def attempt(done: Done) -> None:
            path = f"/v1/channel-accounts/{self._desk.custom.id}"
            self._desk.desk_api("PATCH", path, {"retry_hours": hours}, done)

        return attempt

    def _redrive(self, done: Done) -> None:
        path = f"/v1/channel-accounts/{self._desk.custom.id}/redrives"
        self._desk.desk_api("POST", path, None, done)

    def redrives(self) -> Script:
        """An agent asks for a ticket's failed replies."""
        yield self._users.a_reply
        for _ in range(2):
            yield self._users.wait(5, 60, 7200)
            yield self._of_ticket(self._users.random.choice(self._users.conversations))

    def _of_ticket(self, conversation_id: str) -> Callable[[Done], None]:
        path = f"/v1/tickets/{conversation_id.replace('cnv_', 'tkt_')}/redrives"
        return lambda done: self._desk.desk_api("POST", path, None, done)
