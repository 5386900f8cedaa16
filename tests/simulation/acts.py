"""Who uses the desk in a run: customers of each kind of account, an app, an agent and an administrator.

Each does one thing after the other, and repeats a request that was not answered with a 2xx, as services do.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from tests.simulation.desk import FILE_URL, OPAQUE, Desk, Done, Posted

_MOST_TRIES = 60
_CLICKS_TWICE = 0.3
GROUP, SUPERGROUP, PRIVATE, SILENT = -42, -10042, 42, 77
"""Chats of Telegram. Nobody writes in the last one."""


@dataclass
class Acceptance:
    """A message that the desk has accepted."""

    account_id: str
    text: str
    """Of each message, different."""
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
class Decision:
    """An accepted status or owner, and the ticket as the answer shows it."""

    ticket_id: str
    field: str
    value: str | None
    version: int
    status: str
    owner_id: str | None


@dataclass
class Report:
    """What the app said of a reply that it had received, and the desk accepted."""

    message_id: str
    status: str


@dataclass
class Switch:
    """The app's account was switched off or on."""

    active: bool
    began: datetime
    """When the first request was sent."""
    ended: datetime
    """When the desk answered that it is so."""


@dataclass
class Move:
    """A group of Telegram became a supergroup, and the desk has been told."""

    before: int
    after: int
    replies: int
    """How many replies were made before it."""


@dataclass
class History:
    """What the outside knows at the end."""

    accepted: list[Acceptance] = field(default_factory=list)
    replies: list[Reply] = field(default_factory=list)
    changes: list[str] = field(default_factory=list)
    """The ids of accepted changes."""
    decisions: list[Decision] = field(default_factory=list)
    reports: list[Report] = field(default_factory=list)
    switches: list[Switch] = field(default_factory=list)
    moves: list[Move] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    """What Telegram reported that nobody wrote, as the timeline shows it."""
    not_understood: list[str] = field(default_factory=list)
    """Accepted updates that nobody can read."""
    chats: set[str] = field(default_factory=set)
    """Telegram's."""
    unanswered: list[str] = field(default_factory=list)


Attempt = Callable[[Done], None]


class Users:
    def __init__(self, desk: Desk, cast: str) -> None:
        """`cast`: one of CASTS."""
        self._cast = CASTS[cast]
        self.history = History()
        self._desk, self._world = desk, desk.world
        self._random = desk.world.random
        self._conversations: list[str] = []
        self._waiting: list[Callable[[], None]] = []
        self._waiting_for_reply: list[Callable[[], None]] = []
        self._updates = 0

    def begin(self) -> None:
        for script in self._cast(self):
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

    def customer(self, name: str, thread: str, messages: int = 3) -> Iterator[Attempt]:
        """Services number messages as they like: here each sender's. Some messages arrive twice."""
        for number in range(1, messages + 1):
            yield self._own_format(name, thread, number)
            if self._random.random() < 0.4:
                yield self._own_format(name, thread, number)

    def _own_format(self, name: str, thread: str, number: int) -> Attempt:
        account, text = self._desk.custom, f"message {number} of {name}"
        body = {
            "type": "message.created",
            "timestamp": "2026-11-22T09:00:00Z",
            "data": {
                "conversation": {"id": thread},
                "sender": {"id": name, "name": name.title()},
                "message": {"id": str(number), "text": text},
            },
        }
        return lambda done: self._desk.post(account, body, self._noted(account.id, text, name, done))

    def telegram(self, chat: int, messages: int = 2, first: str = "update 1") -> Iterator[Attempt]:
        account = self._desk.telegram
        for number in range(1, messages + 1):
            text = f"update {number}" if number > 1 else first
            yield self._update(_telegram(chat, number, text=text), self._noted_as(account.id, text, "tess"))

    def _update(self, message: Mapping[str, Any], noted: Callable[[Done], Done], kind: str = "message") -> Attempt:
        self._updates += 1
        self.history.chats.add(str(message["chat"]["id"]))
        body = {"update_id": self._updates, kind: message}
        return lambda done: self._desk.post(self._desk.telegram, body, noted(done))

    def _noted_as(self, account_id: str, text: str, sender: str) -> Callable[[Done], Done]:
        return lambda done: self._noted(account_id, text, sender, done)

    def group(self, chat: int = GROUP, supergroup: int = SUPERGROUP) -> Iterator[Attempt]:
        """It becomes a supergroup, and both chats say so."""
        account = self._desk.telegram.id
        yield self._update(_telegram(chat, 1, text="before"), self._noted_as(account, "before", "tess"))
        yield self._moved(_telegram(chat, 2, migrate_to_chat_id=supergroup), chat, supergroup)
        yield self._moved(_telegram(supergroup, 1, migrate_from_chat_id=chat), chat, supergroup)
        yield self._update(_telegram(supergroup, 2, text="after"), self._noted_as(account, "after", "tess"))

    def _moved(self, message: Mapping[str, Any], chat: int, supergroup: int) -> Attempt:
        def noted(done: Done) -> Done:
            def answered(status: int, body: Any) -> None:
                if status == 200:
                    self.history.moves.append(Move(chat, supergroup, len(self.history.replies)))
                done(status, body)

            self._desk.receivers.supergroups[chat] = supergroup
            return answered

        return self._update(message, noted)

    def notices(self, chat: int) -> Iterator[Attempt]:
        """What nobody wrote, before the first message and after it."""
        yield self._notice(chat, 100)
        yield self._a_message
        yield self._notice(chat, 101)

    def strange(self, chat: int) -> Iterator[Attempt]:
        """What is no message: the edit of one, and updates that nobody can read."""
        yield self._a_message
        yield self._update(_telegram(chat, 1, text="edited", edit_date=1790000500), self._changed, "edited_message")
        for body in ('{"update_id": 1, "message": {"message_id": 1}}', '{"update_id"'):
            yield self._unreadable(body)

    def _notice(self, chat: int, number: int) -> Attempt:
        title = f"{chat}.{number}"
        return self._update(
            _telegram(chat, number, new_chat_title=title),
            lambda done: self._listed(self.history.notices, f"The chat is now called {title}", done),
        )

    def _unreadable(self, body: str) -> Attempt:
        def attempt(done: Done) -> None:
            self._desk.post_raw(self._desk.telegram, body, self._listed(self.history.not_understood, body, done))

        return attempt

    def _listed(self, accepted: list[str], what: str, done: Done) -> Done:
        def answered(status: int, body: Any) -> None:
            if status == 200:
                accepted.append(what)
            done(status, body)

        return answered

    def _changed(self, done: Done) -> Done:
        def answered(status: int, body: Any) -> None:
            if status == 200:
                self.history.changes += [message["id"] for message in body["messages"]]
            done(status, body)

        return answered

    def _noted(self, account_id: str, text: str, sender: str, done: Done) -> Done:
        def answered(status: int, body: Any) -> None:
            if status == 200:
                for message in body["messages"]:
                    self._accept(Acceptance(account_id, text, sender, message["id"], message["conversation_id"]))
                if not body["messages"]:
                    self.history.unanswered.append(f"200 for {text}, and no message")
            done(status, body)

        return answered

    def _accept(self, acceptance: Acceptance) -> None:
        self.history.accepted.append(acceptance)
        if acceptance.conversation_id not in self._conversations:
            self._conversations.append(acceptance.conversation_id)
        self._continue(self._waiting)

    def _continue(self, waiting: list[Callable[[], None]]) -> None:
        going_on = waiting.copy()
        waiting.clear()
        for go_on in going_on:
            go_on()

    # The app.

    def app(self, name: str, messages: int = 2, *, file: bool = False) -> Iterator[Attempt]:
        """Publishes messages of a customer, and reports what became of the replies that it receives."""
        self._desk.receivers.received = self._received
        for number in range(1, messages + 1):
            yield self._published(name, f"message {number} of {name}", file=file and number == 1)

    def _published(self, name: str, text: str, *, file: bool) -> Attempt:
        account, channel = self._desk.registered_id, self._desk.channel_id
        body = {
            "channelAccountId": account,
            "messageDirection": "INCOMING",
            "senders": [{"deliveryIdentifier": {"type": OPAQUE, "value": name}, "name": name.title()}],
            "text": text,
            "integrationThreadId": name,
            "integrationIdempotencyId": text,
            "attachments": [{"type": "FILE", "url": FILE_URL}] if file else [],
        }

        def attempt(done: Done) -> None:
            def answered(status: int, response: Any) -> None:
                if status in {200, 201}:
                    self._accept(Acceptance(account, text, name, response["id"], response["conversationsThreadId"]))
                done(status, response)

            self._desk.channel_api("POST", f"/{channel}/messages", body, answered)

        return attempt

    def _received(self, posted: Posted) -> None:
        if posted.body["type"] == "OUTGOING_CHANNEL_MESSAGE_CREATED":
            statuses = self._random.sample(["DELIVERED", "FAILED", "READ"], self._random.randint(1, 2))
            self._go_on(self._report(posted.id, status) for status in statuses)

    def _report(self, message_id: str, status: str) -> Attempt:
        path = f"/{self._desk.channel_id}/messages/{message_id}"

        def attempt(done: Done) -> None:
            def answered(code: int, body: Any) -> None:
                if code == 200:
                    self.history.reports.append(Report(message_id, status))
                done(code, body)

            self._desk.channel_api("PATCH", path, {"statusType": status}, answered)

        return attempt

    def editor(self) -> Iterator[Attempt]:
        """A customer of the app edits their first message."""
        yield self._a_message
        for number in range(2):
            yield self._wait()
            mine = [message for message in self.history.accepted if message.account_id == self._desk.registered_id]
            if mine:
                yield self._edit(mine[0].message_id, f"edit {number}")

    def _edit(self, message_id: str, key: str) -> Attempt:
        path = f"/{self._desk.channel_id}/messages/{message_id}/changes"
        body = {"changeType": "EDIT", "text": key, "integrationIdempotencyId": key}

        def attempt(done: Done) -> None:
            def answered(status: int, response: Any) -> None:
                if status == 201:
                    self.history.changes.append(response["id"])
                done(status, response)

            self._desk.channel_api("POST", path, body, answered)

        return attempt

    # People at the desk.

    def agent(self, *acts: str) -> Iterator[Attempt]:
        """Without `acts`: any. People click twice, and clients repeat what took long."""
        for act in acts or ("any",) * 4:
            yield self._wait()
            if acts:
                yield self._a_message
            if self._conversations:
                chosen = self._random.choice(["reply", "close", "close", "open", "assign"]) if act == "any" else act
                attempt = self._acts[chosen](self, self._random.choice(self._conversations))
                yield attempt
                if self._random.random() < _CLICKS_TWICE:
                    yield attempt

    def _a_message(self, done: Done) -> None:
        """Answers when the desk has accepted a message."""
        if self._conversations:
            done(200, None)
        else:
            self._waiting.append(lambda: done(200, None))

    def _wait(self, *seconds: float) -> Attempt:
        """One of these times, or a short one."""
        return lambda done: self._world.later(self._random.choice(seconds or (0, 1, 5)), lambda: done(200, None))

    def _reply(self, conversation_id: str) -> Attempt:
        reply = Reply(conversation_id, f"key-{len(self.history.replies)}")
        self.history.replies.append(reply)

        def attempt(done: Done) -> None:
            def answered(status: int, body: Any) -> None:
                if status == 201:
                    reply.message_ids.append(body["id"])
                    self._continue(self._waiting_for_reply)
                done(status, body)

            path = f"/v1/conversations/{conversation_id}/replies"
            self._desk.desk_api("POST", path, {"text": reply.key}, answered, **{"idempotency-key": reply.key})

        return attempt

    def _status(self, conversation_id: str, status: str) -> Attempt:
        return self._decision(conversation_id, "status", "status", status)

    def _assign(self, conversation_id: str) -> Attempt:
        return self._decision(conversation_id, "owner", "owner_id", self._random.choice([self._desk.agent.id, None]))

    def _decision(self, conversation_id: str, path: str, name: str, value: str | None) -> Attempt:
        ticket_id = conversation_id.replace("cnv_", "tkt_")

        def attempt(done: Done) -> None:
            def answered(status: int, body: Any) -> None:
                if status == 200:
                    self.history.decisions.append(
                        Decision(ticket_id, name, value, body["version"], body["status"], body["owner_id"])
                    )
                done(status, body)

            self._desk.desk_api("PUT", f"/v1/tickets/{ticket_id}/{path}", {name: value}, answered)

        return attempt

    _acts: Mapping[str, Callable[["Users", str], Attempt]] = {
        "reply": _reply,
        "assign": _assign,
        "close": lambda users, conversation: users._status(conversation, "closed"),
        "open": lambda users, conversation: users._status(conversation, "open"),
    }

    def administrator(self, *, waits: bool = False) -> Iterator[Attempt]:
        """Switches an account off and on. `waits`: until somebody has replied."""
        if waits:
            yield self._a_reply
        yield self._switch(False)
        yield self._wait(0, 5, 600)
        yield self._switch(True)

    def _a_reply(self, done: Done) -> None:
        """Answers when the desk has accepted a reply."""
        if any(reply.message_ids for reply in self.history.replies):
            done(200, None)
        else:
            self._waiting_for_reply.append(lambda: done(200, None))

    def _switch(self, active: bool) -> Attempt:
        path, began = f"/v1/channel-accounts/{self._desk.registered_id}", list[datetime]()

        def attempt(done: Done) -> None:
            began.append(self._world.clock.at)

            def answered(status: int, body: Any) -> None:
                if status == 200:
                    self.history.switches.append(Switch(active, began[0], self._world.clock.at))
                done(status, body)

            self._desk.desk_api("PATCH", path, {"active": active}, answered)

        return attempt


def _telegram(chat: int, number: int, **content: Any) -> dict[str, Any]:
    """A message; a group has a negative number."""
    kind = {"type": "private", "first_name": "Tess"} if chat > 0 else {"type": "group", "title": "Friends"}
    tess = {"id": 42, "is_bot": False, "first_name": "Tess"}
    return {"message_id": number, "date": 1790000000 + number, "chat": {"id": chat} | kind, "from": tess} | content


Cast = Callable[[Users], list[Iterator[Attempt]]]
EVERYBODY = "everybody"
CASTS: Mapping[str, Cast] = {
    EVERYBODY: lambda users: [
        users.customer("cleo", "t1"),
        users.customer("bob", "t1"),
        users.telegram(PRIVATE),
        users.app("dora"),
        users.app("eve", 1, file=True),
        users.editor(),
        users.agent(),
        users.agent(),
        users.administrator(),
    ],
    "two customers": lambda users: [
        users.customer("cleo", "t1", 1),
        users.customer("bob", "t1", 1),
    ],
    "a conversation that ends": lambda users: [
        users.customer("cleo", "t1", 2),
        users.customer("bob", "t1", 2),
        users.customer("ann", "t1", 2),
        users.agent("close", "open", "close", "open"),
        users.agent("close", "close", "close"),
    ],
    "two agents who reply": lambda users: [
        users.customer("cleo", "t1", 1),
        users.agent("reply", "reply"),
        users.agent("reply", "reply", "reply"),
    ],
    "a customer and an agent": lambda users: [users.telegram(PRIVATE), users.agent("reply", "close")],
    "an app and an agent": lambda users: [users.app("dora", 1), users.agent("close", "reply"), users.editor()],
    "a customer who writes again": lambda users: [
        users.telegram(PRIVATE, 3, "/start"),
        users.agent("close", "close"),
        users.agent("reply", "reply", "reply"),
    ],
    "a group that becomes a supergroup": lambda users: [users.group(), users.agent("reply", "reply")],
    "a bot that is told everything": lambda users: [
        users.telegram(PRIVATE, 1),
        users.strange(PRIVATE),
        users.notices(PRIVATE),
        users.notices(SILENT),
        users.agent("close"),
    ],
    "an app with a file": lambda users: [users.app("eve", 1, file=True)],
    "an account that is switched": lambda users: [
        users.app("dora", 1),
        users.agent("reply", "reply"),
        users.administrator(waits=True),
    ],
    "two agents who decide": lambda users: [
        users.app("dora", 1),
        users.agent("assign", "close", "assign"),
        users.agent("assign", "open"),
    ],
}
"""Who uses the desk in a run. The small ones are for single faults: each call of a run is one run for each fault."""
