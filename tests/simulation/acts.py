"""Who uses the desk in a run: customers of each kind of account, an app, an agent and an administrator.

Each does one thing after the other, and repeats a request that was not answered with a 2xx, as services do.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from tests.simulation.desk import OPAQUE, Desk

_MOST_TRIES = 12


@dataclass
class Acceptance:
    """A message that the desk has accepted."""

    account_id: str
    key: str
    sender: str
    message_id: str
    conversation_id: str


@dataclass
class Reply:
    conversation_id: str
    key: str
    message_ids: list[str] = field(default_factory=list)
    """Of each answer to its idempotency key."""


@dataclass
class Closing:
    ticket_id: str
    seen: int
    """The newest message when the agent decided."""


@dataclass
class History:
    """What the outside knows at the end."""

    accepted: list[Acceptance] = field(default_factory=list)
    offered: list[tuple[str, str]] = field(default_factory=list)
    """Account and key of each message that was ever sent to the desk."""
    replies: list[Reply] = field(default_factory=list)
    closings: list[Closing] = field(default_factory=list)
    unanswered: list[str] = field(default_factory=list)


Attempt = Callable[[Callable[[int, Any], None]], None]


class Users:
    def __init__(self, desk: Desk, *, small: bool) -> None:
        """`small`: one customer of each kind, an agent who closes and one who replies."""
        self._small = small
        self.history = History()
        self._desk, self._world = desk, desk.world
        self._random = desk.world.random
        self._conversations: list[str] = []

    def begin(self) -> None:
        scripts = [self._customer("cleo", "t1"), self._telegram(42), self._app("dora"), self._agent()]
        if not self._small:
            scripts += [self._customer("bob", "t1"), self._agent(), self._administrator()]
        for script in scripts:
            self._go_on(script)

    def _go_on(self, script: Iterator[Attempt]) -> None:
        attempt = next(script, None)
        if attempt is not None:
            pause = self._random.choice([0, 0, 1, 40])
            self._world.later(pause, lambda: self._try(script, attempt, 1))

    def _try(self, script: Iterator[Attempt], attempt: Attempt, number: int) -> None:
        def answered(status: int, _body: Any) -> None:
            if status in {429, 500, 502, 503} and number < _MOST_TRIES:
                self._world.later(2 * number, lambda: self._try(script, attempt, number + 1))
            else:
                if status >= 500:
                    self.history.unanswered.append(f"{status} after {number} tries")
                self._go_on(script)

        attempt(answered)

    # Customers.

    def _customer(self, name: str, thread: str) -> Iterator[Attempt]:
        for number in range(1, 3 if self._small else 4):
            yield self._own_format(name, thread, f"{name}-{number}")
            if self._random.random() < 0.4:
                yield self._own_format(name, thread, f"{name}-{number}")

    def _own_format(self, name: str, thread: str, key: str) -> Attempt:
        account = self._desk.custom
        body = {
            "type": "message.created",
            "timestamp": "2026-11-22T09:00:00Z",
            "data": {
                "conversation": {"id": thread},
                "sender": {"id": name, "name": name.title()},
                "message": {"id": key, "text": f"I am {key}"},
            },
        }

        def attempt(done: Callable[[int, Any], None]) -> None:
            self.history.offered.append((account.id, key))
            self._desk.post(account, body, self._noted(account.id, key, name, done))

        return attempt

    def _telegram(self, chat: int) -> Iterator[Attempt]:
        account = self._desk.telegram
        for number in range(1, 2 if self._small else 3):
            sender = {"id": chat, "is_bot": False, "first_name": "Tess"}
            message = {
                "message_id": number,
                "date": 1790000000 + number,
                "chat": {"id": chat, "type": "private", "first_name": "Tess"},
                "from": sender,
                "text": f"update {number}",
            }
            body, key = {"update_id": number, "message": message}, f"{chat}/{number}"

            def attempt(done: Callable[[int, Any], None], body: Any = body, key: str = key) -> None:
                self._desk.post(account, body, self._noted(account.id, key, "tess", done))

            yield attempt

    def _noted(self, account_id: str, key: str, sender: str, done: Callable[[int, Any], None]) -> Any:
        def answered(status: int, body: Any) -> None:
            if status == 200:
                for message in body["messages"]:
                    self._accept(Acceptance(account_id, key, sender, message["id"], message["conversation_id"]))
                if not body["messages"]:
                    self.history.unanswered.append(f"200 for {key}, and no message")
            done(status, body)

        return answered

    def _accept(self, acceptance: Acceptance) -> None:
        self.history.accepted.append(acceptance)
        if acceptance.conversation_id not in self._conversations:
            self._conversations.append(acceptance.conversation_id)

    # The app.

    def _app(self, name: str) -> Iterator[Attempt]:
        account, channel = self._desk.registered_id, self._desk.channel_id
        for number in range(1, 2 if self._small else 3):
            key = f"{name}-{number}"
            body = {
                "channelAccountId": account,
                "messageDirection": "INCOMING",
                "senders": [{"deliveryIdentifier": {"type": OPAQUE, "value": name}, "name": name.title()}],
                "text": f"I am {key}",
                "integrationThreadId": name,
                "integrationIdempotencyId": key,
            }

            def attempt(done: Callable[[int, Any], None], body: Any = body, key: str = key) -> None:
                def answered(status: int, response: Any) -> None:
                    if status in {200, 201}:
                        self._accept(Acceptance(account, key, name, response["id"], response["conversationsThreadId"]))
                    done(status, response)

                self.history.offered.append((account, key))
                self._desk.channel_api("POST", f"/{channel}/messages", body, answered)

            yield attempt

    # People at the desk.

    def _agent(self) -> Iterator[Attempt]:
        for number in range(2 if self._small else 4):
            yield self._wait()
            if self._conversations:
                conversation = self._random.choice(self._conversations)
                act = self._random.choice([self._reply, self._close, self._close, self._assign])
                yield ((self._reply, self._close)[number] if self._small else act)(conversation)

    def _wait(self) -> Attempt:
        return lambda done: self._world.later(self._random.choice([0, 1, 5]), lambda: done(200, None))

    def _reply(self, conversation_id: str) -> Attempt:
        reply = Reply(conversation_id, f"key-{len(self.history.replies)}")
        self.history.replies.append(reply)

        def attempt(done: Callable[[int, Any], None]) -> None:
            def answered(status: int, body: Any) -> None:
                if status == 201:
                    reply.message_ids.append(body["id"])
                done(status, body)

            path = f"/v1/conversations/{conversation_id}/replies"
            self._desk.desk_api("POST", path, {"text": reply.key}, answered, **{"idempotency-key": reply.key})

        return attempt

    def _close(self, conversation_id: str) -> Attempt:
        ticket_id = conversation_id.replace("cnv_", "tkt_")
        return lambda done: self._desk.desk_api("PUT", f"/v1/tickets/{ticket_id}/status", {"status": "closed"}, done)

    def _assign(self, conversation_id: str) -> Attempt:
        path = f"/v1/tickets/{conversation_id.replace('cnv_', 'tkt_')}/owner"
        return lambda done: self._desk.desk_api("PUT", path, {"owner_id": self._desk.agent.id}, done)

    def _administrator(self) -> Iterator[Attempt]:
        path = f"/v1/channel-accounts/{self._desk.registered_id}"
        for active in (False, True):
            yield self._wait()
            yield lambda done, active=active: self._desk.desk_api("PATCH", path, {"active": active}, done)  # type: ignore[misc]
