"""Internal notes: in the timeline of the desk, at their place, and nowhere else."""

from collections.abc import Mapping
from typing import Any
from unittest.mock import patch

import pytest

from helpdesk.conversations.note_repository import NoteRepository
from helpdesk.conversations.references import ConversationReference
from helpdesk.people.principals import Principal, Scope
from helpdesk.staff.users import Users
from infra.workbench.tables import DIRECTORY
from tests.support.agent import close, reply
from tests.support.desk import DeskInProcess
from tests.support.telegram_chat import Telegram

Entry = dict[str, Any]


def note(desk: DeskInProcess, conversation: str, text: str = "She has called.", key: str = "", **more: Any) -> Any:
    """`by`: somebody else than the desk's agent."""
    headers = {"idempotency-key": key} if key else {}
    path, by = f"/v1/conversations/{conversation}/notes", more.pop("by", None)
    return desk.call("POST", path, {"text": text, **more}, headers=headers, principal=by)


def change(desk: DeskInProcess, stored: Entry, body: Mapping[str, Any] | None, **more: Any) -> tuple[int, Any]:
    """`body`: None deletes it."""
    path = f"/v1/conversations/{stored['conversation_id']}/notes/{stored['id']}"
    return desk.call("DELETE" if body is None else "PATCH", path, body, **more)


def timeline(desk: DeskInProcess, conversation: str, **query: str) -> list[Entry]:
    entries: list[Entry] = desk.call("GET", f"/v1/conversations/{conversation}/timeline", query=query)[1]["entries"]
    return [entry for entry in entries if entry["type"] != "event"]


@pytest.fixture
def conversation(desk: DeskInProcess) -> str:
    accepted: str = desk.accept().conversation_id
    desk.settle()
    return accepted


def test_a_note_stands_where_it_was_written(desk: DeskInProcess, conversation: str) -> None:
    status, written = note(desk, conversation, rich_text="<p>She has <b>called</b>.</p>", mentions=["agent-1"])
    reply(desk, conversation)
    note(desk, conversation, "Second")
    desk.accept("Thanks")
    shown = timeline(desk, conversation)
    assert status == 201
    assert [(entry["type"], entry["text"]) for entry in shown] == [
        ("message", "Hello"),
        ("note", "She has called."),
        ("message", "Hi"),
        ("note", "Second"),
        ("message", "Thanks"),
    ]
    assert [entry["sequence"] for entry in shown if entry["type"] == "message"] == [1, 2, 3]
    assert shown[1] == written
    assert (written["after_sequence"], written["mentions"], written["actor"]["name"]) == (1, ["agent-1"], "Ada")
    assert written["rich_text"] == "<p>She has <b>called</b>.</p>"


def test_a_client_that_waits_at_the_newest_entry_sees_the_note(desk: DeskInProcess, conversation: str) -> None:
    path = f"/v1/conversations/{conversation}/timeline"
    cursor = desk.call("GET", path)[1]["newer_cursor"]
    _, written = note(desk, conversation)
    assert desk.call("GET", path, query={"cursor": cursor})[1]["entries"] == [written]


def test_a_note_changes_nothing_of_its_ticket(desk: DeskInProcess, conversation: str) -> None:
    ticket_id = conversation.replace("cnv_", "tkt_")
    close(desk, ticket_id)
    desk.clock.forward(minutes=5)
    before = {**desk.call("GET", f"/v1/tickets/{ticket_id}")[1], "entries": []}
    assert note(desk, conversation)[0] == 201
    desk.settle()
    assert {**desk.call("GET", f"/v1/tickets/{ticket_id}")[1], "entries": []} == before
    assert desk.http.posted == []


def test_an_agent_answers_the_customer_and_not_the_notes(desk: DeskInProcess, conversation: str) -> None:
    newest = timeline(desk, conversation)[0]["id"]
    for number in range(8):
        note(desk, conversation, str(number))
    _, sent = reply(desk, conversation)
    assert (sent["in_reply_to"], sent["sequence"]) == (newest, 2)


def test_a_note_can_follow_the_end_of_its_conversation(desk: DeskInProcess, conversation: str) -> None:
    close(desk, conversation.replace("cnv_", "tkt_"))
    desk.clock.forward(hours=100)
    following = desk.accept("Another matter").conversation_id
    assert following != conversation
    assert note(desk, conversation, "Late")[0] == 201
    assert [entry["text"] for entry in timeline(desk, conversation)] == ["Hello", "Late"]
    assert [entry["text"] for entry in timeline(desk, following)] == ["Another matter"]


def test_the_next_message_of_a_thread_whose_newest_entry_is_a_note(desk: DeskInProcess, conversation: str) -> None:
    note(desk, conversation)
    close(desk, conversation.replace("cnv_", "tkt_"))
    note(desk, conversation, "After the close")
    desk.clock.forward(hours=100)
    following = desk.accept("Another matter").conversation_id
    assert [entry["sequence"] for entry in timeline(desk, following)] == [1]


def test_an_idempotency_key_writes_one_note(desk: DeskInProcess, conversation: str) -> None:
    _, first = note(desk, conversation, key="k", mentions=["agent-1"])
    desk.accept("Meanwhile")
    assert note(desk, conversation, key="k", mentions=["agent-1", "agent-1"]) == (201, first)
    for other in ({"text": "Other"}, {"mentions": []}, {"rich_text": "<b>x</b>"}):
        status, problem = note(desk, conversation, **{"key": "k", "mentions": ["agent-1"], **other})
        assert (status, problem["code"]) == (409, "idempotency_key_reused")
    assert change(desk, first, {"text": "Changed"})[0] == 200
    assert note(desk, conversation, key="k", mentions=["agent-1"])[1]["text"] == "Changed"
    desk.clock.forward(hours=25)
    assert note(desk, conversation, key="k", mentions=["agent-1"])[1]["id"] != first["id"]


def test_somebody_else_may_use_the_same_key(desk: DeskInProcess, conversation: str) -> None:
    bob = desk.add_agent("Bob")
    assert note(desk, conversation, key="k")[1]["id"] != note(desk, conversation, key="k", by=bob)[1]["id"]


def test_a_repetition_finds_its_note_although_a_mentioned_agent_is_gone(desk: DeskInProcess, conversation: str) -> None:
    bob = desk.add_agent("Bob")
    _, first = note(desk, conversation, key="k", mentions=[bob.id])
    Users.on(desk.database.table(DIRECTORY), desk.clock).remove(bob.id, bob.actor())
    assert note(desk, conversation, key="k", mentions=[bob.id]) == (201, first)
    status, problem = note(desk, conversation, mentions=["agent-1", bob.id])
    assert (status, problem["code"], problem["errors"][0]["field"]) == (400, "unknown_agent", "mentions[1]")


def test_its_author_changes_a_note(desk: DeskInProcess, conversation: str) -> None:
    _, written = note(desk, conversation, "Typo", rich_text="<b>Typo</b>", mentions=["agent-1"])
    path = f"/v1/conversations/{conversation}/notes/{written['id']}"
    response = desk.respond("PATCH", path, {"text": "Right"}, headers={"if-match": '"1"'})
    assert (response["statusCode"], response["headers"]["etag"]) == (200, '"2"')
    [_, shown] = timeline(desk, conversation)
    assert (shown["text"], shown["rich_text"], shown["mentions"]) == ("Right", None, ["agent-1"])
    assert (shown["id"], shown["version"], shown["created_at"]) == (written["id"], 2, written["created_at"])
    assert shown["edited_at"] > written["created_at"]
    assert change(desk, written, {"text": "Late"}, headers={"if-match": '"1"'})[1]["code"] == "version_differs"
    assert change(desk, written, {"text": "Right"})[1] == shown, "what is so already is no change"
    assert change(desk, written, {})[1]["code"] == "empty_update"
    assert change(desk, written, {"text": " "})[0] == 400


def test_its_author_deletes_a_note_and_a_trace_remains(desk: DeskInProcess, conversation: str) -> None:
    _, written = note(desk, conversation, "secret", mentions=["agent-1"])
    assert change(desk, written, None, headers={"if-match": '"7"'})[0] == 412
    assert change(desk, written, None) == (204, None)
    assert change(desk, written, None) == (204, None)
    [_, shown] = timeline(desk, conversation)
    assert shown["deleted_at"] > written["created_at"]
    assert (shown["text"], shown["rich_text"], shown["files"], shown["mentions"]) == ("", None, [], [])
    assert shown["actor"] == written["actor"]
    assert "secret" not in str(desk.backend.client.scan(TableName="conversations")["Items"])
    assert change(desk, written, {"text": "Back"})[1]["code"] == "note_deleted"


def test_only_its_author_may_change_or_delete_a_note(desk: DeskInProcess, conversation: str) -> None:
    _, written = note(desk, conversation)
    for body in ({"text": "Mine"}, None):
        status, problem = change(desk, written, body, principal=desk.add_agent(f"Bob{body is None}"))
        assert (status, problem["code"]) == (409, "not_the_author")


def test_an_agent_may_delete_what_their_api_client_wrote(desk: DeskInProcess, conversation: str) -> None:
    client = Principal.from_context(
        {
            "kind": "program",
            "id": "token-1",
            "name": "Bot",
            "scopes": Scope.CONVERSATIONS_WRITE.value,
            "on_behalf_of": "agent-1",
        }
    )
    _, written = note(desk, conversation, by=client)
    assert written["actor"]["on_behalf_of"] == "agent-1"
    assert change(desk, written, None)[0] == 204


def test_a_note_of_another_conversation_is_not_found(desk: DeskInProcess, conversation: str) -> None:
    other = desk.accept(thread="t2").conversation_id
    _, written = note(desk, other)
    for note_id in (written["id"], "nte_x", written["id"].replace("_1_", "_2_")):
        for found in (conversation, other):
            if (found, note_id) != (other, written["id"]):
                path = f"/v1/conversations/{found}/notes/{note_id}"
                assert desk.call("GET", path)[1]["code"] == "note_not_found", path
    assert desk.call("GET", f"/v1/conversations/{other}/notes/{written['id']}")[1] == written
    unknown = f"cnv_{'a' * 26}_1"
    assert note(desk, unknown)[1]["code"] == "conversation_not_found"


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"text": " \u200b"}, "text"),
        ({"text": "x" * 65_537}, "text"),
        ({"text": "x", "rich_text": "<div>" * 201}, "rich_text"),
        ({"text": "x", "mentions": ["agent-1"] * 51}, "mentions"),
        ({"text": "x", "mentions": ["nobody", "agent-1"]}, "mentions[0]"),
        ({"text": "x", "mentions": [7]}, "mentions[0]"),
        ({"text": "x", "attachments": [{"type": "LOCATION", "latitude": 1, "longitude": 1}]}, "attachments[0].type"),
        ({"text": "x", "attachments": [{"type": "FILE", "file_id": "fil_none"}]}, "attachments[0].file_id"),
        ({"text": "x", "attachments": [{"type": "FILE", "file_id": "fil_none"}] * 51}, "attachments"),
        ({"text": "x", "recipients": []}, "recipients"),
    ],
)
def test_what_no_note_can_have_is_named(desk: DeskInProcess, conversation: str, body: Any, field: str) -> None:
    status, problem = note(desk, conversation, **body)
    assert (status, problem["errors"][0]["field"]) == (400, field)
    assert len(timeline(desk, conversation)) == 1


def test_a_note_needs_the_scope_that_a_reply_needs(desk: DeskInProcess, conversation: str) -> None:
    reader = Principal(desk.principal.kind, "agent-1", "Ada", frozenset({Scope.CONVERSATIONS_READ}))
    assert note(desk, conversation, by=reader)[1]["code"] == "missing_scope"


def test_a_note_has_files_and_loses_them_when_it_is_deleted(telegram: Telegram) -> None:
    conversation, file_id = telegram.writes(), telegram.upload()
    attachment = {"type": "FILE", "file_id": file_id}
    _, written = note(telegram.desk, conversation, "", attachments=[attachment])
    assert [(file["file_id"], file["name"], file["state"]) for file in written["files"]] == [
        (file_id, "cat.png", "READY")
    ]
    assert timeline(telegram.desk, conversation)[1] == written
    _, changed = change(telegram.desk, written, {"text": "A cat"})
    assert (changed["text"], changed["files"]) == ("A cat", written["files"])
    assert change(telegram.desk, written, {"attachments": []})[1]["files"] == []
    telegram.desk.settle()
    assert telegram.api.called("sendPhoto") == []


def mentioned(desk: DeskInProcess, conversation: str) -> Mapping[str, int]:
    ticket = desk.tickets.get(ConversationReference.from_conversation_id(conversation))
    assert ticket is not None
    assert set(ticket.mentions) == set(ticket.mentioned)
    return ticket.mentioned


def test_a_ticket_knows_who_is_mentioned_in_its_notes(desk: DeskInProcess, conversation: str) -> None:
    """Each is counted by notes: nobody is forgotten who is still mentioned in another one."""
    ann, bob = "agent-1", desk.add_agent("Bob").id
    both = [ann, bob, ann]
    first = note(desk, conversation, key="one", mentions=both)[1]
    note(desk, conversation, key="one", mentions=both)
    second = note(desk, conversation, "Again", mentions=[ann])[1]
    note(desk, conversation, "Nobody")
    assert mentioned(desk, conversation) == {ann: 2, bob: 1}
    assert change(desk, first, {"mentions": [bob]})[0] == 200
    assert change(desk, first, {"text": "Other words"})[0] == 200
    assert mentioned(desk, conversation) == {ann: 1, bob: 1}
    desk.accept("What customers write leaves it as it is")
    desk.settle()
    assert change(desk, second, None)[0] == 204
    assert mentioned(desk, conversation) == {bob: 1}
    assert change(desk, first, None)[0] == 204
    assert mentioned(desk, conversation) == {}


def test_two_who_mention_at_once_are_both_counted(desk: DeskInProcess, conversation: str) -> None:
    bob, read = desk.add_agent("Bob").id, NoteRepository.mentioning
    notes = iter([bob])

    def meanwhile(repository: NoteRepository, *given: Any) -> Any:
        """Another note is written between the read and the write."""
        writes = read(repository, *given)
        for other in notes:
            assert note(desk, conversation, "First", mentions=[other])[0] == 201
        return writes

    with patch.object(NoteRepository, "mentioning", meanwhile):
        assert note(desk, conversation, mentions=["agent-1"])[0] == 201
    assert mentioned(desk, conversation) == {"agent-1": 1, bob: 1}
