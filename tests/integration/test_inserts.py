"""What agents insert into a message: snippets, the library, passages of messages."""

from typing import Any

import pytest

from helpdesk.people.actors import ActorKind
from helpdesk.people.models import BuiltIn
from helpdesk.people.principals import Principal
from helpdesk.people.roles import scopes_of
from tests.support.agent import reply
from tests.support.desk import DeskInProcess
from tests.support.inserts import ARTICLE, RICH, THANKS, conversation, made, preview

pytestmark = pytest.mark.both_backends

TABLE = "<table><tr><th>Size</th><th>Price</th></tr><tr><td><p>Small</p></td><td>12 EUR</td></tr></table>"


def test_a_snippet_is_made_changed_and_deleted(desk: DeskInProcess) -> None:
    snippet = made(desk)
    path = f"/v1/snippets/{snippet['id']}"
    assert (snippet["text"], snippet["version"]) == (
        "Thank you, {{contact.first_name|dear customer}}. {{agent.name}}",
        1,
    )
    assert desk.call("GET", path) == (200, snippet)
    assert desk.call("GET", "/v1/snippets") == (200, {"snippets": [snippet], "folders": ["Greetings"]})
    status, after = desk.call("PATCH", path, {"text": "Thanks.", "folder": None}, headers={"if-match": '"1"'})
    assert (status, after["text"], after["rich_text"], after["folder"], after["version"]) == (
        *(200, "Thanks.", None, None, 2),
    )
    assert desk.call("PATCH", path, {"name": "x"}, headers={"if-match": '"1"'})[0] == 412
    assert desk.call("DELETE", path)[0] == 204
    assert desk.call("GET", path)[0] == 404
    assert desk.call("GET", "/v1/snippets")[1]["snippets"] == []
    types = [event["type"] for event in desk.call("GET", "/v1/audit")[1]["events"]]
    assert types[:3] == ["snippet.deleted", "snippet.updated", "snippet.created"]


def test_the_same_key_makes_one(desk: DeskInProcess) -> None:
    first = made(desk, **{"idempotency-key": "k"})
    assert made(desk, **{"idempotency-key": "k"}) == first
    status, problem = desk.call("POST", "/v1/snippets", {**THANKS, "name": "Other"}, headers={"idempotency-key": "k"})
    assert (status, problem["code"]) == (409, "idempotency_key_reused")
    after = desk.call("PATCH", f"/v1/snippets/{first['id']}", {"folder": "Ends"})[1]
    assert made(desk, **{"idempotency-key": "k"}) == after
    status, problem = desk.call("POST", "/v1/snippets", {**THANKS, "name": "Other"}, headers={"idempotency-key": "k"})
    assert (status, problem["code"]) == (409, "idempotency_key_reused"), "also after it was changed"
    assert len(desk.call("GET", "/v1/snippets")[1]["snippets"]) == 1


def test_a_shortcut_belongs_to_one_snippet(desk: DeskInProcess) -> None:
    first = made(desk)
    status, problem = desk.call("POST", "/v1/snippets", {**THANKS, "name": "Other"})
    assert (status, problem["code"]) == (409, "shortcut_taken")
    desk.call("PATCH", f"/v1/snippets/{first['id']}", {"shortcut": "thx"})
    second = made(desk, {**THANKS, "name": "Other"})
    desk.call("DELETE", f"/v1/snippets/{second['id']}")
    made(desk, {**THANKS, "name": "Third"})


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({**THANKS, "rich_text": "{{contact.salary}}"}, "rich_text"),
        ({**THANKS, "rich_text": "{{contact.<i>name</i>}}"}, "rich_text"),
        ({**THANKS, "rich_text": None, "text": "{{contact.name"}, "text"),
        ({**THANKS, "rich_text": None}, "text"),
        ({**THANKS, "rich_text": "x" * 20_001}, "rich_text"),
        ({**THANKS, "shortcut": "Two words"}, "shortcut"),
        ({**THANKS, "folder": "a//b"}, "folder"),
        ({**THANKS, "name": "\u200b"}, "name"),
    ],
)
def test_what_is_wrong_with_a_snippet_is_said_at_its_field(desk: DeskInProcess, body: Any, field: str) -> None:
    status, problem = desk.call("POST", "/v1/snippets", body)
    assert (status, problem["errors"][0]["field"]) == (400, field)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"kind": "article", "title": "x"}, "url"),
        ({**ARTICLE, "url": "javascript:alert(1)"}, "url"),
        ({**ARTICLE, "amount": "1"}, "amount"),
        ({"kind": "document", "title": "x"}, "file_id"),
        ({"kind": "document", "title": "x", "file_id": "fil_nothing"}, "file_id"),
        ({"kind": "quote", "title": "x"}, "quote_number"),
        ({"kind": "quote", "title": "x", "quote_number": "Q-1", "amount": "12"}, "currency"),
        ({"kind": "quote", "title": "x", "quote_number": "Q-1", "amount": "-1", "currency": "EUR"}, "amount"),
        ({"kind": "quote", "title": "x", "quote_number": "Q-1", "valid_until": "tomorrow"}, "valid_until"),
        ({"kind": "poem", "title": "x"}, "kind"),
    ],
)
def test_what_is_wrong_with_an_entry_is_said_at_its_field(desk: DeskInProcess, body: Any, field: str) -> None:
    status, problem = desk.call("POST", "/v1/library", body)
    assert (status, problem["errors"][0]["field"]) == (400, field)


def test_only_administrators_prepare_content(desk: DeskInProcess) -> None:
    agent = Principal(ActorKind.PERSON, "agent-2", "Bo", scopes_of(BuiltIn.AGENT))
    for what, body in (("snippets", THANKS), ("library", ARTICLE)):
        assert desk.call("POST", f"/v1/{what}", body, principal=agent)[0] == 403
        assert desk.call("GET", f"/v1/{what}", principal=agent)[0] == 200


def test_what_is_previewed_is_what_is_sent(desk: DeskInProcess) -> None:
    thread, _ = conversation(desk, **RICH)
    status, shown = preview(desk, thread, snippet_id=made(desk)["id"])
    assert (status, shown["lost"], shown["refused"]) == (200, [], [])
    assert shown["rich_text"] == f"<p>Thank you, <b>dear customer</b>. {desk.agent.name}</p>" or "Cleo" in shown["text"]
    status, sent = reply(desk, thread, shown["text"], rich_text=shown["rich_text"])
    assert (status, sent["text"], sent["rich_text"]) == (201, shown["text"], shown["rich_text"])


def test_a_channel_of_plain_text_gets_a_link_that_can_be_read(desk: DeskInProcess) -> None:
    thread, _ = conversation(desk, richText=[])
    shown = preview(desk, thread, entry_id=made(desk, ARTICLE, "library")["id"])[1]
    assert (shown["text"], shown["rich_text"]) == (
        "How to return a <parcel> (https://help.example.com/returns?a=1&b=2)\nPrint the label.",
        None,
    )
    assert [loss["capability"] for loss in shown["lost"]] == ["richText"]
    assert reply(desk, thread, shown["text"])[1]["text"] == shown["text"]


def test_a_table_is_named_as_lost_and_its_rows_can_be_read(desk: DeskInProcess) -> None:
    """No channel can say that it supports tables."""
    thread, _ = conversation(desk, richText=[])
    snippet = made(desk, {"name": "Prices", "rich_text": f"<p><b>Prices</b></p>{TABLE}"})
    shown = preview(desk, thread, snippet_id=snippet["id"])[1]
    assert shown["text"] == "Prices\nSize | Price\nSmall | 12 EUR"
    assert [(loss["kind"], loss["capability"]) for loss in shown["lost"]] == [
        ("BOLD", "richText"),
        ("TABLE", "richText"),
    ]


def test_a_table_becomes_lines_also_where_styles_are_carried(desk: DeskInProcess) -> None:
    thread, _ = conversation(desk, **RICH)
    snippet = made(desk, {"name": "Prices", "rich_text": f"<p><b>Prices</b></p>{TABLE}"})
    shown = preview(desk, thread, snippet_id=snippet["id"])[1]
    assert shown["rich_text"] == ("<p><b>Prices</b></p><div><b>Size</b> | <b>Price</b></div><div> Small | 12 EUR</div>")
    assert ([loss["kind"] for loss in shown["lost"]], shown["refused"]) == (["TABLE"], [])
    status, refused = reply(desk, thread, "", rich_text=TABLE)
    assert (status, refused["code"]) == (400, "not_carried")
    assert "Write their rows as lines" in refused["errors"][0]["message"]


def test_a_quote_says_what_it_offers(desk: DeskInProcess) -> None:
    thread, _ = conversation(desk, **RICH)
    quote = {
        "kind": "quote",
        "title": "New kitchen",
        "quote_number": "Q-17",
        "amount": "1250.00",
        "currency": "EUR",
        "valid_until": "2026-12-31",
        "url": "https://shop.example/q/17",
    }
    shown = preview(desk, thread, entry_id=made(desk, quote, "library")["id"])[1]
    assert shown["text"] == "Q-17: New kitchen (https://shop.example/q/17)\n1250.00 EUR\nValid until 31 December 2026"


def test_a_placeholder_without_a_value_is_named(desk: DeskInProcess) -> None:
    thread, _ = conversation(desk)
    snippet = made(desk, {"name": "Call", "text": "We call {{contact.phone}}, {{ticket.priority}}."})
    status, problem = preview(desk, thread, snippet_id=snippet["id"])
    assert (status, problem["code"]) == (400, "placeholder_without_value")
    assert [error["field"] for error in problem["errors"]] == ["contact.phone", "ticket.priority"]


def test_an_agent_fills_in_what_has_no_value_and_nothing_else(desk: DeskInProcess) -> None:
    thread, _ = conversation(desk, **RICH)
    snippet = made(
        desk, {"name": "Call", "rich_text": "<p>{{contact.phone}}, {{ticket.status}}, {{ticket.category}}</p>"}
    )
    given = {"contact.phone": "<b>112</b>", "ticket.status": "Forged"}
    status, problem = preview(desk, thread, snippet_id=snippet["id"], values=given)
    assert (status, [error["field"] for error in problem["errors"]]) == (400, ["ticket.category"])
    given["ticket.category"] = "{{agent.email}}"
    shown = preview(desk, thread, snippet_id=snippet["id"], values=given)[1]
    assert shown["rich_text"] == "<p>&lt;b&gt;112&lt;/b&gt;, New, {{agent.email}}</p>"


def test_a_value_is_shown_as_people_read_it_and_never_as_markup(desk: DeskInProcess) -> None:
    thread, _ = conversation(desk, **RICH)
    choices = [{"value": "l", "label": "<b>Large</b>"}]
    desk.call("POST", "/v1/ticket-properties", {"name": "size", "label": "Size", "type": "choice", "choices": choices})
    ticket = desk.call("GET", "/v1/tickets")[1]["tickets"][0]
    assert desk.call("PATCH", f"/v1/tickets/{ticket['id']}", {"properties": {"size": "l"}})[0] == 200
    snippet = made(desk, {"name": "Size", "rich_text": "<p>{{ticket.size}}, #{{ticket.number}}, {{ticket.status}}</p>"})
    shown = preview(desk, thread, snippet_id=snippet["id"])[1]
    assert shown["rich_text"] == f"<p>&lt;b&gt;Large&lt;/b&gt;, #{ticket['number']}, New</p>"


def test_what_becomes_too_long_for_the_channel_is_said(desk: DeskInProcess) -> None:
    thread, _ = conversation(desk, maxTextLength=10)
    snippet = made(desk, {"name": "Long", "text": "Twelve letters and more."})
    shown = preview(desk, thread, snippet_id=snippet["id"])[1]
    assert [each["capability"] for each in shown["refused"]] == ["maxTextLength"]


def test_a_passage_of_a_message_is_cited(desk: DeskInProcess) -> None:
    thread, _ = conversation(desk, "First line\nSecond <line>", richText=[])
    [entry] = desk.call("GET", f"/v1/conversations/{thread}/timeline")[1]["entries"][:1]
    assert preview(desk, thread, message_id=entry["id"])[1]["text"] == "> First line\n> Second <line>"
    assert preview(desk, thread, message_id=entry["id"], passage="Second  <line>")[1]["text"] == "> Second <line>"
    status, problem = preview(desk, thread, message_id=entry["id"], passage="Third")
    assert (status, problem["code"]) == (400, "passage_not_found")


def test_nobody_cites_another_customer(desk: DeskInProcess) -> None:
    thread, _ = conversation(desk)
    other = desk.accept("A secret", thread="t9")
    desk.settle()
    [entry] = desk.call("GET", f"/v1/conversations/{other.conversation_id}/timeline")[1]["entries"][:1]
    status, problem = preview(desk, thread, message_id=entry["id"])
    assert (status, problem["code"]) == (404, "message_not_found")


def test_one_thing_is_inserted_at_a_time(desk: DeskInProcess) -> None:
    thread, _ = conversation(desk)
    assert preview(desk, thread)[1]["code"] == "one_insert"
    assert preview(desk, thread, snippet_id="a", entry_id="b")[1]["code"] == "one_insert"
    assert preview(desk, thread, snippet_id="a", passage="x")[0] == 400
    assert preview(desk, thread, snippet_id="nothing")[1]["code"] == "snippet_not_found"
    assert preview(desk, thread, entry_id="nothing")[1]["code"] == "library_entry_not_found"
