"""Agents who write drafts, read what is there, and send it: two of them at once, by approval or as a reply."""

from collections.abc import Mapping
from typing import Any

from tests.simulation.desk import Done
from tests.simulation.history import SavedDraft
from tests.simulation.users import Attempt, Script, Users, Waiting, when

_CLICKS_TWICE = 0.3


class Drafts:
    def __init__(self, users: Users) -> None:
        self._users, self._desk, self._drafts = users, users.desk, users.history.drafts
        self._written = 0
        self._known: dict[str, SavedDraft] = {}
        """By conversation, the one that was read last."""
        self._a_draft = Waiting()

    def writes(self, times: int) -> Script:
        yield self._users.a_message
        for _ in range(times):
            yield self._users.wait()
            conversation = self._users.random.choice(self._users.conversations)
            yield from self._clicked(self._save(conversation))
            yield self._read(conversation)

    def sends(self, times: int) -> Script:
        yield self._a_draft
        for _ in range(times):
            yield self._users.wait()
            yield from self._clicked(self._send())

    def _clicked(self, attempt: Attempt) -> Script:
        yield attempt
        if self._users.random.random() < _CLICKS_TWICE:
            yield attempt

    def _save(self, conversation: str) -> Attempt:
        self._written += 1
        body = {"text": f"draft {self._written:03}", "state": "waiting_for_approval"}

        def attempt(done: Done) -> None:
            known = self._known.get(conversation)
            condition = {"if-match": f'"{known.version}"'} if known else {}
            keep = when(200, lambda saved: self._knows(conversation, saved), done)
            self._desk.desk_api("PUT", f"/v1/conversations/{conversation}/draft", body, keep, **condition)

        return attempt

    def _read(self, conversation: str) -> Attempt:
        def attempt(done: Done) -> None:
            forget = when(404, lambda _: self._known.pop(conversation, None), done)
            keep = when(200, lambda found: self._knows(conversation, found), forget)
            self._desk.desk_api("GET", f"/v1/conversations/{conversation}/draft", None, keep)

        return attempt

    def _knows(self, conversation: str, shown: Mapping[str, Any]) -> None:
        found = SavedDraft(conversation, shown["id"], shown["version"], shown["text"])
        known = next((each for each in self._drafts if (each.id, each.version) == (found.id, found.version)), None)
        if known is None:
            self._drafts.append(found)
        self._known[conversation] = known or found
        self._a_draft.happens()

    def _send(self) -> Attempt:
        """One of those that are known when it is asked for; somebody else may have sent it."""
        send = self._users.random.choice([self._approve, self._reply])
        chosen: list[Attempt] = []

        def attempt(done: Done) -> None:
            if not chosen and self._known:
                chosen.append(send(self._users.random.choice(list(self._known.values()))))
            if not chosen:
                return done(200, None)
            return chosen[0](done)

        return attempt

    def _approve(self, draft: SavedDraft) -> Attempt:
        path, body = "draft/approvals", {"draft_id": draft.id, "version": draft.version}
        return lambda done: self._post(draft, path, body, done)

    def _reply(self, draft: SavedDraft) -> Attempt:
        body = {"text": draft.text, "draft": {"version": draft.version}}
        key = f"sending {self._users.random.random()}"
        return lambda done: self._post(draft, "replies", body, done, **{"idempotency-key": key})

    def _post(self, draft: SavedDraft, path: str, body: object, done: Done, **headers: str) -> None:
        keep = when(201, lambda message: draft.message_ids.append(message["id"]), done)
        self._desk.desk_api("POST", f"/v1/conversations/{draft.conversation_id}/{path}", body, keep, **headers)
