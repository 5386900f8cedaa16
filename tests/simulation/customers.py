"""Customers of a messaging service in Kanaal's own format."""

from tests.simulation.users import Attempt, Script, Users


class Customers:
    def __init__(self, users: Users) -> None:
        self._users = users

    def writes(self, name: str, thread: str, messages: int = 3) -> Script:
        """Services number messages as they like: here each sender's. Some messages arrive twice."""
        for number in range(1, messages + 1):
            yield self._message(name, thread, number)
            if self._users.random.random() < 0.4:
                yield self._message(name, thread, number)

    def _message(self, name: str, thread: str, number: int) -> Attempt:
        desk, text = self._users.desk, f"message {number} of {name}"
        body = {
            "type": "message.created",
            "timestamp": "2026-11-22T09:00:00Z",
            "data": {
                "conversation": {"id": thread},
                "sender": {"id": name, "name": name.title()},
                "message": {"id": str(number), "text": text},
            },
        }
        return lambda done: desk.post(desk.custom, body, self._users.noted(desk.custom.id, text, name, done))
