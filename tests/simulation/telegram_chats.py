"""Chats of Telegram: what customers write, and what Telegram reports."""

import json
from collections.abc import Callable, Mapping, Sequence
from itertools import chain
from typing import Any

from tests.simulation.desk import Done
from tests.simulation.history import Member, Move, Place, Press, Reach, Written
from tests.simulation.users import Attempt, Script, Users, when

GROUP, SUPERGROUP, PRIVATE, OTHER, SILENT = -42, -10042, 42, 43, 77
"""Nobody writes in the last one."""
_START = 1_790_000_000
_TWICE = 0.4
_TESS = {"id": 42, "is_bot": False, "first_name": "Tess"}
_LIVE_SECONDS = 900


class Chats:
    def __init__(self, users: Users) -> None:
        self._users, self._desk, self._history = users, users.desk, users.history
        self._updates = 0

    def writes(self, chat: int, messages: int = 2, first: str = "update 1") -> Script:
        for number in range(1, messages + 1):
            text = f"update {number}" if number > 1 else first
            yield self._message(chat, number, text)

    def becomes_a_supergroup(self, chat: int = GROUP, supergroup: int = SUPERGROUP) -> Script:
        """Both chats say so."""
        yield self._message(chat, 1, "before")
        yield self._moved(message(chat, 2, migrate_to_chat_id=supergroup), chat, supergroup)
        yield self._moved(message(supergroup, 1, migrate_from_chat_id=chat), chat, supergroup)
        yield self._message(supergroup, 2, "after")

    def notices(self, chat: int) -> Script:
        """What nobody wrote, before the first message and after it."""
        yield self._notice(chat, 100)
        yield self._users.a_message
        yield self._notice(chat, 101)

    def strange(self, chat: int) -> Script:
        """What is no message: the edit of one, and updates that nobody can read."""
        yield self._users.a_message
        edit = message(chat, 1, text="edited", edit_date=_START + 500)
        yield self._update("edited_message", edit, lambda body, _raw: self._changed(body))
        for body in ('{"update_id": 1, "message": {"message_id": 1}}', '{"update_id"'):
            yield self._unreadable(body)

    def album(self, chat: int) -> list[Script]:
        """Three photos, of which any has the caption; the customer sends one of them again, by itself."""
        captioned = self._users.random.randrange(3)
        members = [self._member(chat, 11 + at, at == captioned) for at in range(3)]
        again = message(chat, 14, photo=_photo(14, unique="u11"), caption="again")
        return self._delivered([*members, self._said(again, "again", "tess, again")])

    def shares_a_place(self, chat: int) -> list[Script]:
        """A place that moves."""
        place = {"latitude": 52.0, "longitude": 4.9, "live_period": _LIVE_SECONDS}

        def shared(body: Any, _raw: str) -> None:
            self._history.shared.extend(each["id"] for each in body["messages"])

        sharing = self._update("message", message(chat, 21, location=place), shared)
        one, other = self._delivered([self._place(chat, at, place) for at in (22, 23, 24, 25)])
        return [chain([sharing], one), other]

    def presses(self, chat: int) -> Script:
        """Buttons of a reply, one after the other. Telegram delivers some presses twice, the second one at any time."""
        yield self._users.a_delivered_reply
        for number in (1, 2):
            press = self._press(chat, f"press {number}")
            if self._users.random.random() < _TWICE:
                self._users.go_on(iter([press]))
            yield press

    def blocks(self, chat: int) -> list[Script]:
        """The customer blocks the bot, comes back and writes, and may do all of it once more."""
        acts = [self._reach(chat, 30, blocked=True), self._reach(chat, 40, blocked=False), self._back(chat, 41)]
        acts += [self._reach(chat, 50, blocked=True), self._reach(chat, 60, blocked=False), self._back(chat, 61)]
        return self._delivered(acts[: self._users.random.randint(1, len(acts))])

    def _back(self, chat: int, number: int) -> Attempt:
        return self._message(chat, number, f"back at {number}", sender=f"tess at {number}")

    # Updates.

    def _delivered(self, updates: Sequence[Attempt]) -> list[Script]:
        """Over two connections, in any order, some of them twice."""
        twice = [each for each in updates if self._users.random.random() < _TWICE]
        mixed = self._users.random.sample([*updates, *twice], len(updates) + len(twice))
        return [iter(mixed[::2]), iter(mixed[1::2])]

    def _update(self, kind: str, content: Mapping[str, Any], taken: Callable[[Any, str], None]) -> Attempt:
        """`taken`: with the answer and the update as it was sent."""
        self._updates += 1
        self._history.chats.add(str(content["chat"]["id"] if "chat" in content else content["message"]["chat"]["id"]))
        raw = json.dumps({"update_id": self._updates, kind: content})
        desk = self._desk
        return lambda done: desk.post_raw(desk.telegram, raw, when(200, lambda body: taken(body, raw), done))

    def _message(self, chat: int, number: int, text: str, *, sender: str = "tess") -> Attempt:
        return self._said(message(chat, number, text=text), text, sender)

    def _said(self, content: dict[str, Any], text: str, sender: str, kind: str = "message") -> Attempt:
        """A message that shows this text."""
        about = content["message"] if kind == "callback_query" else content
        written = Written(about["chat"]["id"], about["date"])
        return self._update(kind, content, lambda body, _raw: self._accepted(body, text, sender, written))

    def _accepted(self, body: Any, text: str, sender: str, written: Written) -> None:
        self._users.noted(self._desk.telegram.id, text, sender, _nobody, written)(200, body)

    def _moved(self, content: Mapping[str, Any], chat: int, supergroup: int) -> Attempt:
        update = self._update("message", content, lambda *_: self._has_moved(chat, supergroup))

        def attempt(done: Done) -> None:
            self._desk.receivers.telegram.supergroups[chat] = supergroup
            update(done)

        return attempt

    def _has_moved(self, chat: int, supergroup: int) -> None:
        self._history.moves.append(Move(chat, supergroup, len(self._history.replies)))

    def _notice(self, chat: int, number: int) -> Attempt:
        title = f"{chat}.{number}"
        said = f"The chat is now called {title}"
        content = message(chat, number, new_chat_title=title)
        return self._update("message", content, lambda *_: self._history.notices.append(said))

    def _unreadable(self, body: str) -> Attempt:
        desk, kept = self._desk, self._history.not_understood
        return lambda done: desk.post_raw(desk.telegram, body, when(200, lambda _: kept.append(body), done))

    def _changed(self, body: Any) -> None:
        self._history.changes += [each["id"] for each in body["messages"]]

    def _member(self, chat: int, number: int, captioned: bool) -> Attempt:
        album, caption = "900", "an album"
        content = message(chat, number, photo=_photo(number), media_group_id=album)
        if captioned:
            content["caption"] = caption

        def taken(body: Any, _raw: str) -> None:
            self._accepted(body, caption, "tess, in an album", Written(chat, content["date"]))
            self._history.members.extend(Member(album, str(number), each["id"]) for each in body["messages"])

        return self._update("message", content, taken)

    def _place(self, chat: int, at: int, place: Mapping[str, float]) -> Attempt:
        latitude = 52 + at / 100
        content = message(chat, 21, location={**place, "latitude": latitude}, edit_date=_START + at)

        def taken(_body: Any, raw: str) -> None:
            self._history.places.append(Place(_START + at, latitude, raw))

        return self._update("edited_message", content, taken)

    def _press(self, chat: int, label: str) -> Attempt:
        sent = self._desk.receivers.telegram.newest_in(chat)
        markup = {"inline_keyboard": [[{"text": label, "callback_data": "yes"}]]}
        about = message(chat, sent, text="choose", reply_markup=markup)
        press = {"id": label, "from": _TESS, "chat_instance": "1", "data": "yes", "message": about}

        def taken(body: Any, _raw: str) -> None:
            self._accepted(body, label, label, Written(chat, about["date"]))
            self._history.presses.extend(Press(label, each["id"]) for each in body["messages"])

        return self._update("callback_query", press, taken)

    def _reach(self, chat: int, at: int, *, blocked: bool) -> Attempt:
        before, after = ("member", "kicked") if blocked else ("kicked", "member")
        content = {
            **{name: value for name, value in message(chat, at).items() if name in {"chat", "from", "date"}},
            "old_chat_member": {"user": _TESS, "status": before},
            "new_chat_member": {"user": _TESS, "status": after},
        }

        def taken(_body: Any, raw: str) -> None:
            self._history.reaches.append(Reach(chat, _START + at, blocked, raw))

        return self._update("my_chat_member", content, taken)


def message(chat: int, number: int, **content: Any) -> dict[str, Any]:
    """A group has a negative number."""
    kind = {"type": "private", "first_name": "Tess"} if chat > 0 else {"type": "group", "title": "Friends"}
    return {"message_id": number, "date": _START + number, "chat": {"id": chat} | kind, "from": _TESS} | content


def _photo(number: int, unique: str | None = None) -> list[dict[str, Any]]:
    return [{"file_id": f"f{number}", "file_unique_id": unique or f"u{number}", "width": 90, "height": 60}]


def _nobody(_status: int, _body: Any) -> None:
    """The answer is passed on elsewhere."""
