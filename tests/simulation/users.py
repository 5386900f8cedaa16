"""Whoever uses the desk in a run does one thing after the other, and repeats a request that was not answered with a
2xx, as services do. What they know together, and what they wait for."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from tests.simulation.desk import Desk, Done
from tests.simulation.history import Acceptance, History, Written

_MOST_TRIES = 60

Attempt = Callable[[Done], None]
"""A request, which is answered."""
Script = Iterator[Attempt]


class Waiting:
    """For something that happens once."""

    def __init__(self) -> None:
        self._has_happened = False
        self._waiting: list[Done] = []

    def happens(self) -> None:
        self._has_happened = True
        waiting, self._waiting = self._waiting, []
        for done in waiting:
            done(200, None)

    def __call__(self, done: Done) -> None:
        """An attempt that is answered when it has happened."""
        if self._has_happened:
            done(200, None)
        else:
            self._waiting.append(done)


class Users:
    def __init__(self, desk: Desk) -> None:
        self.history = History()
        self.desk, self.world, self.random = desk, desk.world, desk.world.random
        self.conversations: list[str] = []
        self.a_message, self.a_reply, self.a_delivered_reply = Waiting(), Waiting(), Waiting()
        """The desk has accepted one; Telegram has."""
        desk.receivers.telegram.sent = self.a_delivered_reply.happens

    def begin(self, scripts: Iterable[Script]) -> None:
        for script in scripts:
            self.go_on(script)

    def go_on(self, script: Script) -> None:
        attempt = next(script, None)
        if attempt is not None:
            pause = self.random.choice([0, 0, 1, 40])
            self.world.later(pause, lambda: self._try(script, attempt, 1))

    def _try(self, script: Script, attempt: Attempt, number: int) -> None:
        def answered(status: int, _body: Any) -> None:
            if status in {429, 500, 502, 503} and number < _MOST_TRIES:
                self.world.later(2 * number, lambda: self._try(script, attempt, number + 1))
            else:
                if status >= 500:
                    self.history.unanswered.append(f"{status} after {number} tries")
                self.go_on(script)

        attempt(answered)

    def wait(self, *seconds: float) -> Attempt:
        """One of these times, or a short one."""
        return lambda done: self.world.later(self.random.choice(seconds or (0, 1, 5)), lambda: done(200, None))

    def accept(self, acceptance: Acceptance) -> None:
        self.history.accepted.append(acceptance)
        if acceptance.conversation_id not in self.conversations:
            self.conversations.append(acceptance.conversation_id)
        self.a_message.happens()

    def noted(self, account_id: str, text: str, sender: str, done: Done, written: Written | None = None) -> Done:
        """`text`: of each message, different. `sender`: whose messages come one after the other."""

        def answered(body: Any) -> None:
            for message in body["messages"]:
                ids = message["id"], message["conversation_id"]
                self.accept(Acceptance(account_id, text, sender, *ids, written))
            if not body["messages"]:
                self.history.unanswered.append(f"200 for {text}, and no message")

        return when(200, answered, done)


def when(wanted: int, then: Callable[[Any], None], done: Done) -> Done:
    """With the body of such an answer."""

    def answered(status: int, body: Any) -> None:
        if status == wanted:
            then(body)
        done(status, body)

    return answered
