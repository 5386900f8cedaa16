"""Drafts: kept by the desk, replaced by whoever has read them, sent once."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest

from helpdesk.conversations.references import ConversationReference
from helpdesk.drafts.schemas import reply_of
from helpdesk.people.actors import ActorKind
from helpdesk.people.principals import Principal, Scope
from tests.support.agent import close, entries, reply
from tests.support.desk import DeskInProcess

BOT = Principal(
    ActorKind.PROGRAM,
    "token-1",
    "Helper bot",
    frozenset({Scope.CONVERSATIONS_READ, Scope.CONVERSATIONS_WRITE}),
    on_behalf_of="agent-1",
)
WAITING = {"state": "waiting_for_approval"}
CHOICE = {"type": "QUICK_REPLIES", "quick_replies": [{"value": "yes", "value_type": "TEXT", "label": "Yes"}]}


class Desk:
    """The drafts of one conversation."""

    def __init__(self, desk: DeskInProcess) -> None:
        self.desk = desk
        self.id: str = desk.accept().conversation_id
        desk.settle()

    def call(self, method: str, path: str, body: object = None, *, version: int = 0, **more: Any) -> tuple[int, Any]:
        headers = {"if-match": f'"{version}"'} if version else {}
        query = {"shared": "true"} if more.pop("shared", False) else {}
        return self.desk.call(
            method, f"/v1/conversations/{self.id}/{path}", body, headers=headers, query=query, principal=more.get("by")
        )

    def save(self, text: str = "Draft", **more: Any) -> tuple[int, Any]:
        given = {name: more.pop(name) for name in ("version", "shared", "by") if name in more}
        return self.call("PUT", "draft", {"text": text, **more}, **given)

    def get(self, **more: Any) -> tuple[int, Any]:
        return self.call("GET", "draft", **more)

    def texts(self, by: Principal | None = None) -> list[str]:
        return [draft["text"] for draft in self.call("GET", "drafts", by=by)[1]["drafts"]]

    def approve(self, draft: Any, **more: Any) -> tuple[int, Any]:
        body = {"draft_id": draft["id"], "version": more.get("version", draft["version"])}
        return self.call("POST", "draft/approvals", body, by=more.get("by"))

    def sent(self) -> list[Any]:
        return [entry for entry in entries(self.desk, self.id) if entry["direction"] == "out"]


@pytest.fixture
def drafts(desk: DeskInProcess) -> Desk:
    return Desk(desk)


def test_a_draft_has_what_a_reply_has(drafts: Desk) -> None:
    recipients = [{"delivery_identifier": {"type": "CHANNEL_SPECIFIC_OPAQUE_ID", "value": "customer"}}]
    content = {
        "rich_text": '<p onclick="x()">Is it <b>yours</b>?</p>',
        "attachments": [CHOICE, {"type": "FILE", "file_id": "fil_later", "usage": "IMAGE"}],
        "recipients": recipients,
        "in_reply_to": entries(drafts.desk, drafts.id)[0]["id"],
    }
    status, saved = drafts.save("", **content)
    assert (status, saved["version"], saved["state"], saved["proposed_by"]) == (200, 1, "editing", None)
    assert saved["rich_text"] == "<p>Is it <b>yours</b>?</p>"
    assert saved["attachments"][1] == content["attachments"][1]
    assert saved["attachments"][0]["quick_replies"] == CHOICE["quick_replies"]
    assert (saved["recipients"], saved["in_reply_to"]) == (recipients, content["in_reply_to"])
    response = drafts.desk.respond("GET", f"/v1/conversations/{drafts.id}/draft")
    assert (drafts.get()[1], response["headers"]["etag"]) == (saved, '"1"')
    reusable = {name: saved[name] for name in ("text", *content, "state")}
    assert drafts.call("PUT", "draft", reusable) == (200, saved), "what is read can be saved, and is no change"


def test_each_agent_has_a_draft_and_all_share_another(drafts: Desk) -> None:
    bob = drafts.desk.add_agent("Bob")
    drafts.save("Ada's")
    drafts.save("Bob's", by=bob)
    drafts.save("Ours", shared=True)
    drafts.save("The bot's", by=BOT)
    drafts.save("The bot's, for approval", by=BOT, version=1, **WAITING)
    assert sorted(drafts.texts()) == ["Ada's", "Ours", "The bot's, for approval"]
    assert sorted(drafts.texts(bob)) == ["Bob's", "Ours", "The bot's, for approval"]
    assert drafts.get(shared=True)[1]["owner_id"] is None
    assert drafts.get(by=bob)[1]["owner_id"] == bob.id


def test_nobody_replaces_a_draft_that_they_have_not_read(drafts: Desk) -> None:
    drafts.save("Mine", shared=True)
    bob = drafts.desk.add_agent("Bob")
    status, problem = drafts.save("Bob's", shared=True, by=bob)
    assert (status, problem["code"]) == (412, "version_differs")
    assert "version 1" in problem["detail"]
    assert drafts.save("Bob's", shared=True, by=bob, version=1)[1]["version"] == 2
    assert drafts.save("Mine again", shared=True, version=1)[0] == 412
    assert drafts.save("Elsewhere", version=3)[1]["code"] == "version_differs", "there is none to replace"
    assert drafts.get(shared=True)[1]["saved_by"]["name"] == "Bob"


@pytest.mark.engine
def test_of_two_who_save_at_once_one_is_told(drafts: Desk) -> None:
    drafts.save("First", shared=True)
    service, place = drafts.desk.use_cases.drafts, ConversationReference.from_conversation_id(drafts.id)
    shared = service._repository.all(place)[0]

    def save(text: str) -> bool:
        return service._repository.save(shared, replace(shared, content={"text": text}, version=2))

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(save, "abcd")) == [False, False, False, True]


def test_a_dropped_draft_is_gone_and_its_version_does_not_come_again(drafts: Desk) -> None:
    drafts.save("secret", version=0)
    assert drafts.call("DELETE", "draft", version=7)[0] == 412
    assert drafts.call("DELETE", "draft", version=1) == (204, None)
    assert drafts.call("DELETE", "draft") == (204, None)
    assert (drafts.get()[1]["code"], drafts.texts()) == ("draft_not_found", [])
    assert "secret" not in str(drafts.desk.backend.client.scan(TableName="conversations")["Items"])
    assert drafts.save("Next", version=1)[0] == 412
    assert drafts.save("Next")[1]["version"] == 3


def test_an_approved_draft_is_sent_once_in_the_name_of_whoever_approves(drafts: Desk) -> None:
    _, proposed = drafts.save("It ships today.", by=BOT, attachments=[], **WAITING)
    assert proposed["proposed_by"]["name"] == "Helper bot"
    status, message = drafts.approve(proposed)
    assert (status, message["text"], message["status"]) == (201, "It ships today.", "QUEUED")
    assert (message["actor"]["id"], message["actor"]["through"]["name"]) == ("agent-1", "Helper bot")
    assert drafts.approve(proposed) == (201, message)
    assert drafts.approve(proposed, by=drafts.desk.add_agent("Bob")) == (201, message)
    drafts.desk.settle()
    assert (len(drafts.sent()), len(drafts.desk.http.posted), drafts.texts()) == (1, 1, [])


def test_only_the_version_that_was_read_is_sent(drafts: Desk) -> None:
    _, first = drafts.save("First", by=BOT, **WAITING)
    _, second = drafts.save("Second", by=BOT, version=1, **WAITING)
    assert drafts.approve(first)[1]["code"] == "version_differs"
    assert drafts.save("Back to work", by=BOT, version=2)[0] == 200
    assert drafts.approve(second)[1]["code"] == "draft_not_found", "it is withdrawn"
    _, shared = drafts.save("Ours", shared=True)
    assert drafts.approve(shared)[1]["code"] == "not_waiting"
    assert drafts.approve({"id": "nothing", "version": 1})[1]["code"] == "draft_not_found"
    assert drafts.sent() == []


@pytest.mark.engine
def test_of_many_who_approve_at_once_one_message_is_sent(drafts: Desk) -> None:
    _, proposed = drafts.save("Once", by=BOT, **WAITING)
    service, reference = drafts.desk.use_cases.drafts, ConversationReference.from_conversation_id(drafts.id)
    people = [drafts.desk.add_agent(f"Agent{number}").actor() for number in range(4)]
    with ThreadPoolExecutor(4) as pool:
        sent = list(pool.map(lambda who: service.approve(reference, proposed["id"], 1, who, reply_of).id, people))
    assert (len(set(sent)), len(drafts.sent())) == (1, 1)


def test_an_approval_that_the_channel_refuses_sends_nothing_and_keeps_the_draft(drafts: Desk) -> None:
    location = {"type": "LOCATION", "latitude": 52.1, "longitude": 5.0}
    _, proposed = drafts.save("", by=BOT, attachments=[location], **WAITING)
    status, problem = drafts.approve(proposed)
    assert (status, problem["code"]) == (400, "not_carried")
    assert drafts.call("DELETE", f"drafts/{proposed['id']}", version=5)[0] == 412
    assert drafts.call("DELETE", f"drafts/{proposed['id']}", by=drafts.desk.add_agent("Bob"))[0] == 204
    assert drafts.call("DELETE", f"drafts/{proposed['id']}")[1]["code"] == "draft_not_found"


def test_what_others_are_still_writing_cannot_be_dropped(drafts: Desk) -> None:
    bob = drafts.desk.add_agent("Bob")
    _, own = drafts.save("Bob's", by=bob)
    assert drafts.call("DELETE", f"drafts/{own['id']}")[0] == 404
    assert drafts.texts(bob) == ["Bob's"]


def test_a_reply_takes_its_draft_with_it(drafts: Desk) -> None:
    drafts.save("Typing", version=0)
    used = {"version": 1}
    status, problem = reply(drafts.desk, drafts.id, "Typed", draft={"version": 2})
    assert (status, problem["code"], drafts.sent()) == (409, "draft_changed", [])
    status, message = reply(drafts.desk, drafts.id, "Typed", key="k", draft=used)
    assert (status, message["text"], drafts.texts()) == (201, "Typed", [])
    assert reply(drafts.desk, drafts.id, "Typed", key="k", draft=used)[1] == message
    assert reply(drafts.desk, drafts.id, "Typed", draft=used)[1]["code"] == "draft_changed"
    assert len(drafts.sent()) == 1


def test_two_who_send_the_shared_draft_send_it_once(drafts: Desk) -> None:
    drafts.save("Ours", shared=True)
    used = {"shared": True, "version": 1}
    answers = [reply(drafts.desk, drafts.id, "Ours", draft=used)[0] for _ in range(2)]
    assert (answers, len(drafts.sent())) == ([201, 409], 1)


def test_drafts_end_with_their_conversation(drafts: Desk) -> None:
    drafts.save("Mine")
    close(drafts.desk, drafts.id.replace("cnv_", "tkt_"))
    assert drafts.texts() == ["Mine"], "the customer may still write again"
    drafts.desk.clock.forward(hours=73)
    assert (drafts.texts(), drafts.get()[1]["code"]) == ([], "draft_not_found")
    assert drafts.save("Late")[1]["code"] == "conversation_ended"


def test_a_draft_is_kept_for_thirty_days(drafts: Desk) -> None:
    drafts.save("Mine")
    drafts.desk.clock.forward(days=29)
    assert drafts.save("Mine, later", version=1)[0] == 200
    drafts.desk.clock.forward(days=29)
    assert drafts.texts() == ["Mine, later"]
    drafts.desk.clock.forward(days=2)
    assert (drafts.texts(), drafts.get()[0]) == ([], 404)
    assert drafts.save("New")[1]["version"] == 3


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"text": " "}, "text"),
        ({"text": "x", "state": "sent"}, "state"),
        ({"text": "x" * 60_001}, "text"),
        ({"text": "x", "attachments": [{"type": "FILE"}]}, "attachments[0].file_id"),
        ({"text": "x", "draft": {"version": 1}}, "draft"),
        ({"text": "x", "rich_text": "<div>" * 201}, "rich_text"),
    ],
)
def test_what_no_draft_can_have_is_named(drafts: Desk, body: Any, field: str) -> None:
    status, problem = drafts.call("PUT", "draft", body)
    assert (status, problem["errors"][0]["field"]) == (400, field)


def test_a_conversation_that_does_not_exist_has_no_drafts(drafts: Desk) -> None:
    drafts.id = f"cnv_{'a' * 26}_1"
    for method, path, body in (
        ("GET", "draft", None),
        ("GET", "drafts", None),
        ("PUT", "draft", {"text": "x"}),
        ("DELETE", "draft", None),
        ("DELETE", "drafts/x", None),
        ("POST", "draft/approvals", {"draft_id": "x", "version": 1}),
    ):
        assert drafts.call(method, path, body)[1]["code"] == "conversation_not_found", (method, path)


def test_reading_a_draft_needs_less_than_saving_one(drafts: Desk) -> None:
    reader = replace(BOT, scopes=frozenset({Scope.CONVERSATIONS_READ}))
    assert drafts.call("GET", "drafts", by=reader)[0] == 200
    for method, path, body in (
        ("PUT", "draft", {"text": "x"}),
        ("DELETE", "draft", None),
        ("DELETE", "drafts/x", None),
        ("POST", "draft/approvals", {"draft_id": "x", "version": 1}),
    ):
        assert drafts.call(method, path, body, by=reader)[1]["code"] == "missing_scope", (method, path)
