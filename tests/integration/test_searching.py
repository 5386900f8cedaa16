"""Search by words, over what customers and the desk have written."""

from dataclasses import replace
from typing import Any

import pytest

from helpdesk.people.principals import Principal, Scope, TicketAccess
from tests.support.desk import DeskInProcess


def said(desk: DeskInProcess, text: str, *, thread: str = "t1", **more: Any) -> None:
    desk.accept(text, thread=thread, **more)
    desk.settle()
    desk.clock.forward(seconds=1)


def found(desk: DeskInProcess, q: str, who: Principal | None = None, **query: str) -> dict[str, Any]:
    status, body = desk.call("GET", "/v1/search", principal=who, query={"q": q, **query})
    assert status == 200, body
    return body


def marked(hit: dict[str, Any]) -> str:
    return "".join(f"[{piece['text']}]" if piece["marked"] else piece["text"] for piece in hit["excerpt"])


def test_messages_notes_and_tickets_are_found_with_what_surrounds_it(desk: DeskInProcess) -> None:
    said(desk, "The parcel is lost")
    [first] = [hit for hit in found(desk, "parcel")["hits"] if hit["type"] == "message"]
    ticket = first["ticket"]
    desk.call("POST", f"/v1/conversations/{ticket['conversation_id']}/notes", {"text": "Parcel 12 was seen in Ghent"})
    hits = found(desk, "PARCEL")["hits"]
    assert {hit["type"]: (marked(hit), hit["found_in"]) for hit in hits} == {
        "message": ("The [parcel] is lost", "text"),
        "ticket": ("The [parcel] is lost", "name"),
        "note": ("[Parcel] 12 was seen in Ghent", "text"),
    }
    ids = {hit["type"]: (hit["message_id"], hit["note_id"]) for hit in hits}
    assert ids["ticket"] == (None, None)
    assert (ids["message"][1], ids["note"][0]) == (None, None)
    assert ids["message"][0].startswith("msg_")
    assert ids["note"][1].startswith("nte_")
    assert hits[0]["ticket"]["channel"]["custom"] is True


def test_a_ticket_is_found_by_its_number_its_contact_and_its_properties(desk: DeskInProcess) -> None:
    desk.call("POST", "/v1/ticket-properties", {"name": "plan", "label": "Plan", "type": "text"})
    said(desk, "Hello")
    [hit] = found(desk, "Cleo")["hits"]
    assert (marked(hit), hit["found_in"]) == ("[Cleo]", "contact")
    ticket = hit["ticket"]
    [hit] = found(desk, f"#{ticket['number']}", types="ticket")["hits"]
    assert hit["found_in"] == "number"
    desk.call("PATCH", f"/v1/tickets/{ticket['id']}", {"properties": {"plan": "Premium"}})
    desk.clock.forward(seconds=60)
    [hit] = found(desk, "prem")["hits"]
    assert (marked(hit), hit["found_in"]) == ("[Premium]", "property")


def test_what_only_the_contact_has_is_shown(desk: DeskInProcess) -> None:
    desk.call("POST", "/v1/contact-properties", {"name": "city", "label": "City", "type": "text"})
    said(desk, "Hello")
    [hit] = found(desk, "customer", types="ticket")["hits"]  # its identifier on the channel
    assert (marked(hit), hit["found_in"]) == ("[customer]", "contact")
    path = f"/v1/contacts/{hit['ticket']['contact_id']}"
    for kind, value in (("HS_EMAIL_ADDRESS", "cl@example.com"), ("HS_PHONE_NUMBER", "+31 20 123 45 67")):
        assert desk.call("POST", f"{path}/identifiers", {"type": kind, "value": value})[0] == 201
    assert desk.call("PATCH", path, {"properties": {"city": "Ghent"}})[0] == 200
    desk.settle()
    shown = {q: found(desk, q)["hits"] for q in ("cl@example.com ", "cl@exa", "(31) 20 123-45-67", "ghe")}
    assert {q: [(marked(hit), hit["found_in"]) for hit in hits] for q, hits in shown.items()} == {
        "cl@example.com ": [("[cl@example.com]", "contact")],
        "cl@exa": [("[cl@example].com", "contact")],
        "(31) 20 123-45-67": [("[+31 20 123 45 67]", "contact")],
        "ghe": [("[Ghent]", "property")],
    }


def test_a_contacts_name_and_a_word_find_what_was_said(desk: DeskInProcess) -> None:
    said(desk, "The parcel is lost")
    said(desk, "I want a refund")
    [hit] = found(desk, "cleo refund")["hits"]
    assert (marked(hit), hit["type"], hit["found_in"]) == ("I want a [refund]", "message", "text")
    status, answer = desk.call("PATCH", f"/v1/contacts/{hit['ticket']['contact_id']}", {"name": "Ann"})
    assert status == 200, answer
    desk.settle()
    assert marked(found(desk, "ann refund")["hits"][0]) == "I want a [refund]"


def test_a_file_is_found_by_its_name(desk: DeskInProcess) -> None:
    message = {
        "id": "m1",
        "attachments": [{"url": "https://files.example/invoice.pdf", "filename": "Rechnung_März.pdf"}],
    }
    body = {"type": "message.created", "timestamp": "2026-11-22T09:00:00Z"}
    data = {"conversation": {"id": "t1"}, "sender": {"id": "customer", "name": "Cleo"}, "message": message}
    status, answer = desk.post(desk.custom, {**body, "data": data})
    assert status == 200, answer
    [hit] = found(desk, "marz", types="message")["hits"]
    assert (marked(hit), hit["found_in"]) == ("Rechnung_[März].pdf", "file")


def test_filters_are_about_the_ticket_and_times_about_the_text(desk: DeskInProcess) -> None:
    said(desk, "A refund")
    said(desk, "My refund", thread="t2")
    hits = found(desk, "refund", types="message")["hits"]
    second, first = (hit["ticket"] for hit in hits)
    desk.call("PUT", f"/v1/tickets/{first['id']}/owner", {"owner_id": desk.agent.id})
    desk.call("PUT", f"/v1/tickets/{second['id']}/status", {"status": "closed"})

    def of(**query: str) -> list[str]:
        return [hit["ticket"]["id"] for hit in found(desk, "refund", types="message", **query)["hits"]]

    both = [second["id"], first["id"]]
    assert of(status="open") == of(owner_id=desk.agent.id) == of(owner_id="me") == [first["id"]]
    assert of(status="closed") == of(owner_id="none") == [second["id"]]
    assert of(account_id=desk.custom.id) == of(channel_id="custom") == of(contact_id=first["contact_id"]) == both
    assert of(account_id=desk.telegram.id) == of(team_id="my_teams") == []
    assert of(team_id="none") == both
    assert of(after=hits[0]["at"]) == of(after=hits[0]["at"], status="closed") == [second["id"]]
    assert of(before=hits[0]["at"]) == [first["id"]]
    filters = [{"property": "owner_id", "operator": "is", "value": "me"}]
    status, body = desk.call("POST", "/v1/search", {"query": "refund", "filters": filters, "types": ["message"]})
    assert (status, body["count"], body["hits"][0]["ticket"]["id"]) == (200, 1, first["id"])


def test_nobody_finds_what_they_may_not_see(desk: DeskInProcess) -> None:
    said(desk, "A secret")
    [hit] = found(desk, "secret", types="message")["hits"]
    desk.call("PUT", f"/v1/tickets/{hit['ticket']['id']}/owner", {"owner_id": desk.agent.id})
    ben = replace(desk.add_agent("Ben"), ticket_access=TicketAccess.OWN)
    assert (found(desk, "secret", ben)["hits"], found(desk, "secret", ben)["count"]) == ([], 0)
    without = replace(desk.principal, scopes=frozenset({Scope.TICKETS_READ}))
    assert {hit["type"] for hit in found(desk, "secret", without)["hits"]} == {"ticket"}
    assert found(desk, "secret", without, types="message")["hits"] == []


def test_what_the_table_does_not_have_any_more_is_not_shown(desk: DeskInProcess) -> None:
    """Although the index still has it."""
    said(desk, "A refund")
    [hit] = found(desk, "refund", types="message")["hits"]
    note = {"text": "A refund of ten"}
    _, note = desk.call("POST", f"/v1/conversations/{hit['ticket']['conversation_id']}/notes", note)
    index = desk.index()
    desk.follow_feed = lambda: index
    path = f"/v1/conversations/{hit['ticket']['conversation_id']}/notes/{note['id']}"
    assert found(desk, "ten")["hits"]
    desk.call("PATCH", path, {"text": "Nothing"})
    assert found(desk, "ten")["hits"] == []
    desk.call("DELETE", path)
    assert found(desk, "ten")["hits"] == []


def test_pages_of_hits_follow_each_other(desk: DeskInProcess) -> None:
    for each in range(5):
        said(desk, f"refund {each}")
    page = found(desk, "refund", types="message", limit="2")
    shown = [marked(hit) for hit in page["hits"]]
    while page["next_cursor"]:
        said(desk, "refund again")
        page = found(desk, "refund", types="message", limit="2", cursor=page["next_cursor"])
        shown += [marked(hit) for hit in page["hits"]]
    assert (shown, page["count"]) == ([f"[refund] {each}" for each in (4, 3, 2, 1, 0)], 5)


@pytest.mark.parametrize(
    ("query", "code", "field"),
    [
        ({"q": "x" * 10_000}, "invalid_request", "q"),
        ({"q": "+- * ()"}, "nothing_to_search", "q"),
        ({"q": '""'}, "nothing_to_search", "q"),
        ({}, "invalid_request", "q"),
        ({"q": "a", "limit": "0"}, "invalid_request", "limit"),
        ({"q": "a", "limit": "1000000"}, "invalid_request", "limit"),
        ({"q": "a", "order": "oldest"}, "invalid_request", "order"),
        ({"q": "a", "types": "file"}, "invalid_request", "types[0]"),
        ({"q": "a", "after": "yesterday"}, "invalid_request", "after"),
        ({"q": "a", "cursor": "abc"}, "bad_cursor", "cursor"),
        ({"q": "a", "colour": "red"}, "invalid_request", "colour"),
    ],
)
def test_what_cannot_be_searched_for_is_refused(
    desk: DeskInProcess, query: dict[str, str], code: str, field: str
) -> None:
    status, body = desk.call("GET", "/v1/search", query=query)
    assert (status, body["code"], body["errors"][0]["field"]) == (400, code, field)


@pytest.mark.parametrize("q", ["h", "the of and", "hello " * 150, "日", '"hello'])
def test_anything_with_a_letter_is_searched_for(desk: DeskInProcess, q: str) -> None:
    said(desk, "Hello the of and 日本語")
    assert found(desk, q, types="message")["count"] == 1
