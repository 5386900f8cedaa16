"""Nothing of a note, a draft or a ticket's history leaves the desk: not to a customer, an app or a messaging service.

A desk with an account of each kind does what desks do, in a random order, while everything that is for the desk alone
has a mark. Then whatever the desk has sent or answered to others is searched for it."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from random import Random
from typing import Any

import pytest

from helpdesk.channels.models import ThreadEvent
from infra.stream_filter import passes
from tests.support.desk import DeskInProcess, custom_event, custom_message
from tests.support.integrator import CAPABILITIES, Integrator

MARK = "inside-only"
PROPERTY = {"name": "hint", "label": "Hint", "type": "text"}


class Office:
    """Agents, customers and an app, and all that others have seen."""

    def __init__(self, desk: DeskInProcess, seed: int) -> None:
        desk.clock.now = datetime.now(UTC)  # the reference library uses the real clock
        self.desk, self.app, self.random = desk, Integrator(desk), Random(seed)
        self.bob = desk.add_agent("Bob")
        can = CAPABILITIES | {"allowEdits": True, "allowDeletes": True, "allowReactions": True}
        self.channel, self.account = self.app.ready(capabilities=can, eventSubscriptions=list(ThreadEvent))
        self.done("POST", "/v1/ticket-properties", PROPERTY)
        self.numbers, self.marked = 0, 0
        self.notes: list[Any] = []
        self.answers: list[Any] = []
        """Of the webhook and the channel API."""
        self.conversations = [self._custom(), self._telegram(), self._published()]

    def _number(self) -> int:
        self.numbers += 1
        return self.numbers

    def _mark(self) -> str:
        self.marked += 1
        return f"{MARK} {self.marked}"

    def done(self, method: str, path: str, body: object = None, **more: Any) -> Any:
        status, answer = self.desk.call(method, path, body, **more)
        assert status < 300 or status in {409, 412}, (method, path, answer)
        return answer

    # Outside.

    def _posted(self, account: Any, body: Any) -> str:
        status, answer = self.desk.post(account, body)
        assert status == 200, answer
        self.answers.append(answer)
        conversation: str = answer["messages"][0]["conversation_id"]
        return conversation

    def _custom(self) -> str:
        return self._posted(self.desk.custom, custom_event(custom_message(message=f"m{self._number()}")))

    def _telegram(self) -> str:
        number, person = self._number(), {"id": 7, "is_bot": False, "first_name": "Cleo"}
        message = {"message_id": number, "from": person, "chat": {"id": 7, "type": "private"}, "date": 1, "text": "Hi"}
        return self._posted(self.desk.telegram, {"update_id": number, "message": message})

    def _published(self) -> str:
        message = self.app.publish(self.channel, self.account, integrationIdempotencyId=f"p{self._number()}")
        self.answers.append(message)
        conversation: str = message["conversationsThreadId"]
        return conversation

    def writes(self, _conversation: str) -> None:
        self.random.choice([self._custom, self._telegram, self._published])()

    def reads(self, conversation: str) -> None:
        """What the app can read of its channel, account and messages."""
        paths = ["/", f"/{self.channel}", f"/{self.channel}/channel-accounts", f"/{self.channel}/deliveries"]
        path = f"/v1/conversations/{conversation}/timeline"
        entries = self.desk.call("GET", path, query={"limit": "100"})[1]["entries"]
        paths += [f"/{self.channel}/messages/{entry['id']}" for entry in entries]
        self.answers += [self.app.call("GET", path)[1] for path in paths]

    # Inside.

    def replies(self, conversation: str) -> None:
        self.done("POST", f"/v1/conversations/{conversation}/replies", {"text": "An answer"})

    def notes_down(self, conversation: str) -> None:
        body = {"text": self._mark(), "rich_text": f"<p>{self._mark()}</p>", "mentions": [self.bob.id]}
        self.notes.append(self.done("POST", f"/v1/conversations/{conversation}/notes", body))

    def changes_a_note(self, _conversation: str) -> None:
        if self.notes:
            note = self.random.choice(self.notes)
            path = f"/v1/conversations/{note['conversation_id']}/notes/{note['id']}"
            gone = self.random.random() < 0.3
            self.done("DELETE" if gone else "PATCH", path, None if gone else {"text": self._mark()})

    def drafts(self, conversation: str) -> None:
        body = {"text": self._mark(), "state": self.random.choice(["editing", "waiting_for_approval"])}
        shared = {"shared": self.random.choice(["true", "false"])}
        self.done("PUT", f"/v1/conversations/{conversation}/draft", body, query=shared)

    def drops_a_draft(self, conversation: str) -> None:
        self.done("DELETE", f"/v1/conversations/{conversation}/draft", query={"shared": "true"})

    def works(self, conversation: str) -> None:
        changes: dict[str, Any] = {
            "properties": {"hint": self._mark()},
            "name": self._mark(),
            "category": self._mark(),
            "owner_id": self.random.choice([self.bob.id, "agent-1", None]),
            "status": self.random.choice(["open", "closed"]),
        }
        names = self.random.sample(sorted(changes), 2)
        body = {name: changes[name] for name in names} | {"override": {"reason": self._mark()}}
        self.done("PATCH", f"/v1/tickets/{conversation.replace('cnv_', 'tkt_')}", body)

    ACTS: tuple[Callable[["Office", str], None], ...] = (
        *(writes, reads, replies, notes_down, notes_down, changes_a_note, drafts, drops_a_draft, works, works),
    )

    def a_day(self, acts: int) -> None:
        for _ in range(acts):
            self.random.choice(self.ACTS)(self, self.random.choice(self.conversations))
            if self.random.random() < 0.5:
                self.desk.settle()
        for conversation in self.conversations:
            self.notes_down(conversation)
            self.replies(conversation)
            self.works(conversation)
            self.reads(conversation)
        self.desk.settle()


@pytest.fixture
def office(desk: DeskInProcess, request: pytest.FixtureRequest) -> Office:
    return Office(desk, request.param)


@pytest.mark.parametrize("office", range(4), indirect=True)
def test_nothing_that_is_for_the_desk_alone_leaves_it(office: Office) -> None:
    changes: list[Any] = []
    follow = office.desk.fanout
    office.desk.fanout = lambda event, _=None: (changes.extend(event["Records"]), follow(event))[1]  # type: ignore[assignment]
    office.a_day(40)
    posted = [f"{url} {dict(headers)} {body.decode()}" for url, headers, body in office.desk.http.posted]
    assert {url.partition("/")[2].partition("/")[2].split("/")[0] for url in posted} >= {"chat.example", "acme.example"}
    assert any("THREAD_STATUS_CHANGED" in each or "THREAD_ASSIGNEE_CHANGED" in each for each in posted)
    seen = [*posted, *map(json.dumps, office.answers)]
    assert [each for each in seen if MARK in each] == []
    inside = [record for record in changes if record["dynamodb"].get("NewImage", {}).get("kind", {}).get("S") in KINDS]
    assert inside
    assert not [record for record in inside if passes(record)]
    shown = [office.desk.call("GET", f"/v1/conversations/{each}/timeline")[1] for each in office.conversations]
    assert all(MARK in json.dumps(timeline) for timeline in shown), "the desk itself sees it"


KINDS = {"note", "draft"}
"""Of items that no function but the desk API is given."""
