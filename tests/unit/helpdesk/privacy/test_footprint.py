"""Whether something raw is about a person, and what an entry names."""

import json
from typing import Any

import pytest

from helpdesk.conversations.references import ConversationReference
from helpdesk.privacy.footprint import files_of, says, says_what_follows, written_before
from tests.support.examples import REFERENCE

VALUES = ["4217", "zoe@x.example"]


@pytest.mark.parametrize(
    ("raw", "is_theirs"),
    [
        ({"from": {"id": 4217}}, True),
        ({"chats": [{"chat_id": 4217}]}, True),
        ({"amount": 4217}, False),
        ({"text": "4217"}, True),
        ({"text": "42170"}, False),
        ({"contact": {"email": "zoe@x.example"}}, True),
        ("no JSON, of zoe@x.example", True),
        ("{no JSON", False),
    ],
)
def test_a_number_counts_only_where_it_names_somebody(raw: Any, *, is_theirs: bool) -> None:
    assert says(raw if isinstance(raw, str) else json.dumps(raw), VALUES) is is_theirs


def test_an_entry_names_its_files() -> None:
    draft = {"attachments": [{"fileId": "fil_1"}, {"file_id": "fil_2"}, {"file_id": None}], "inserts": {"a": 1}}
    assert files_of({"kind": "draft", "content": json.dumps(draft)}) == ["fil_1", "fil_2"]
    assert files_of({"kind": "draft"}) == []
    assert files_of({"kind": "note", "parts": json.dumps([{"fileId": "fil_3"}, {"type": "LOCATION"}])}) == ["fil_3"]
    assert files_of({"kind": "note"}) == []


def test_only_what_says_that_this_conversation_follows_goes() -> None:
    def event(conversation: ConversationReference, kind: str = "continued") -> dict[str, Any]:
        details = json.dumps({"conversation_id": conversation.conversation_id})
        return {"kind": "event", "type": kind, "details": details}

    following = REFERENCE.next
    assert says_what_follows({"kind": "end"}, following)
    assert says_what_follows(event(following), following)
    assert not says_what_follows(event(following.next), following)
    assert not says_what_follows(event(following, "reported"), following)
    assert not says_what_follows({"kind": "message"}, following)


def test_what_belongs_to_the_next_conversation_of_the_same_id_stays() -> None:
    early, late, ticket = {"created_at": "1"}, {"created_at": "3"}, {"kind": "ticket"}
    assert written_before([early, late, ticket], None) == [early, late, ticket]
    assert written_before([early, late, ticket], {"created_at": "2"}) == [early]
