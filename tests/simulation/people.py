"""People at the desk: agents and an administrator. They click twice, and clients repeat what took long."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from helpdesk.pipelines.models import CLOSED, FIRST, ON_CONTACT, ON_US
from tests.simulation.desk import Done
from tests.simulation.history import NOTE, Bulk, Decision, Reply, Switch, WrittenNote
from tests.simulation.users import Attempt, Script, Users, when

_CLICKS_TWICE = 0.3
_CLOSING: Mapping[bool, Mapping[str, Any]] = {
    True: {"set_status": {"status_id": CLOSED, "properties": {"priority": "low"}}},
    False: {},
}
LONG_PARTS = 2
_PARAGRAPH = 4000
"""Of the 4,096 characters that Telegram takes at once."""


class People:
    def __init__(self, users: Users) -> None:
        self._users, self._desk, self._history = users, users.desk, users.history

    def agent(self, *acts: str) -> Script:
        """Without `acts`: any."""
        for act in acts or ("any",) * 4:
            yield self._users.wait()
            if acts:
                yield self._users.a_message
            if self._users.conversations:
                random = self._users.random
                chosen = random.choice(["reply", "reply and close", "close", "open", "assign"]) if act == "any" else act
                attempt = self._acts[chosen](self, random.choice(self._users.conversations))
                yield attempt
                if random.random() < _CLICKS_TWICE:
                    yield attempt

    def administrator(self, *, waits: bool = False) -> Script:
        """Switches an account off and on. `waits`: until somebody has replied."""
        if waits:
            yield self._users.a_reply
        yield self._switch(False)
        yield self._users.wait(0, 5, 600)
        yield self._switch(True)

    def manager(self) -> Script:
        """Changes all tickets there are, and one that nobody has."""
        yield self._users.a_message
        for number in range(2):
            yield self._users.wait()
            attempt = self._bulk(f"bulk-{len(self._history.bulks)}-{number}")
            yield attempt
            if self._users.random.random() < _CLICKS_TWICE:
                yield attempt

    def deleter(self) -> Script:
        """Deletes a status when the first ticket may be in it."""
        yield self._users.a_reply
        yield self._users.wait(0, 1, 5, 40)
        yield self._delete_status()

    def _bulk(self, category: str) -> Attempt:
        known = [each.replace("cnv_", "tkt_") for each in self._users.conversations]
        bulk = Bulk([*known, f"tkt_{'a' * 26}_1"], category)
        self._history.bulks.append(bulk)
        body = {"ticket_ids": bulk.ticket_ids, "change": {"category": category}}
        return lambda done: self._desk.desk_api(
            *("POST", "/v1/tickets/bulk", body, when(202, lambda answer: bulk.job_ids.add(answer["id"]), done)),
            **{"idempotency-key": category},
        )

    def _delete_status(self) -> Attempt:
        """`Waiting on contact`, into which replies move tickets at this moment."""
        left = [
            {"id": status.id, "name": status.name, "category": status.category.value}
            for status in FIRST.statuses
            if status.id != ON_CONTACT
        ]
        body = {"statuses": left, "moves": {ON_CONTACT: ON_US}, "on_reply": None}

        def accepted(pipeline: Any) -> None:
            if pipeline["job_id"]:
                self._history.moving_jobs.add(pipeline["job_id"])

        return lambda done: self._desk.desk_api("PATCH", "/v1/pipelines/1", body, when(200, accepted, done))

    def _reply(self, conversation_id: str, parts: int = 1, *, closes: bool = False, seconds: int = 0) -> Attempt:
        reply = Reply(conversation_id, f"key-{len(self._history.replies)}", parts, closes=closes)
        self._history.replies.append(reply)

        def accepted(body: Any) -> None:
            reply.message_ids.append(body["id"])
            if body["due_at"]:
                self._history.due[body["id"]] = datetime.fromisoformat(body["due_at"])
            self._users.a_reply.happens()

        path = f"/v1/conversations/{conversation_id}/replies"
        body: dict[str, Any] = {"text": _text(reply), **_CLOSING[closes]}
        if seconds:
            body["send_after"] = (self._users.world.clock.at + timedelta(seconds=seconds)).isoformat()
        return lambda done: self._desk.desk_api(
            "POST", path, body, when(201, accepted, done), **{"idempotency-key": reply.key}
        )

    def _notes(self, conversation_id: str) -> Attempt:
        note = WrittenNote(conversation_id, f"note-{len(self._history.notes)}")
        self._history.notes.append(note)
        path, body = f"/v1/conversations/{conversation_id}/notes", {"text": f"{note.key} {NOTE}"}

        def accepted(body: Any) -> None:
            note.note_ids.append(body["id"])

        return lambda done: self._desk.desk_api(
            "POST", path, body, when(201, accepted, done), **{"idempotency-key": note.key}
        )

    def _schedule(self, conversation_id: str) -> Attempt:
        """Some of them wait in the queue, the others for a schedule."""
        return self._reply(conversation_id, seconds=self._users.random.choice([2, 30, 200, 4000]))

    def _cancel(self, _conversation_id: str) -> Attempt:
        return self._of_a_reply("DELETE", "", None, self._history.cancelled)

    def _retry(self, _conversation_id: str) -> Attempt:
        return self._of_a_reply("POST", "/retries", {}, self._history.retried)

    def _of_a_reply(self, method: str, path: str, body: object, accepted: list[str]) -> Attempt:
        """Of one that exists, when it is asked for."""
        chosen: list[str] = []

        def attempt(done: Done) -> None:
            known = [reply.message_ids[0] for reply in self._history.replies if reply.message_ids]
            if not chosen:
                chosen.extend(self._users.random.sample(known, 1) if known else [])
            if not chosen:
                return done(200, None)
            keep = when(200, lambda body: accepted.append(body["id"]), done)
            return self._desk.desk_api(method, f"/v1/messages/{chosen[0]}{path}", body, keep)

        return attempt

    def _types(self, conversation_id: str) -> Attempt:
        path = f"/v1/conversations/{conversation_id}/typing"
        return lambda done: self._desk.desk_api("POST", path, None, done)

    def _status(self, conversation_id: str, status: str) -> Attempt:
        return self._decision(conversation_id, "status", "status", status)

    def _assign(self, conversation_id: str) -> Attempt:
        chosen = self._users.random.choice([self._desk.agent.id, None])
        return self._decision(conversation_id, "owner", "owner_id", chosen)

    def _decision(self, conversation_id: str, path: str, name: str, value: str | None) -> Attempt:
        ticket_id = conversation_id.replace("cnv_", "tkt_")

        def accepted(body: Any) -> None:
            shown = body["version"], body["status"], body["owner_id"]
            self._history.decisions.append(Decision(ticket_id, name, value, *shown))

        path = f"/v1/tickets/{ticket_id}/{path}"
        return lambda done: self._desk.desk_api("PUT", path, {name: value}, when(200, accepted, done))

    _acts: Mapping[str, Callable[["People", str], Attempt]] = {
        "reply": _reply,
        "reply and close": lambda people, conversation: people._reply(conversation, closes=True),
        "explain": lambda people, conversation: people._reply(conversation, LONG_PARTS),
        "schedule": _schedule,
        "cancel": _cancel,
        "retry": _retry,
        "type": _types,
        "note": _notes,
        "assign": _assign,
        "close": lambda people, conversation: people._status(conversation, "closed"),
        "open": lambda people, conversation: people._status(conversation, "open"),
    }

    def _switch(self, active: bool) -> Attempt:
        path, began = f"/v1/channel-accounts/{self._desk.registered_id}", list[datetime]()

        def attempt(done: Done) -> None:
            began.append(self._users.world.clock.at)

            def accepted(_body: Any) -> None:
                self._history.switches.append(Switch(active, began[0], self._users.world.clock.at))

            self._desk.desk_api("PATCH", path, {"active": active}, when(200, accepted, done))

        return attempt


def _text(reply: Reply) -> str:
    """A long one has a paragraph for each message of Telegram that it becomes."""
    if reply.parts == 1:
        return reply.key
    return "\n\n".join(f"{reply.key}.{part} ".ljust(_PARAGRAPH, "x") for part in range(1, reply.parts + 1))
