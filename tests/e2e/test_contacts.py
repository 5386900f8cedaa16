"""M17: the people who write, on the deployed stack: what is known of them, and who is the same person."""

import uuid
from typing import Any

import pytest

from tests.support.deployed_client import Desk, custom_event, eventually


def written(desk: Desk, text: str = "Hello", **sender: str) -> dict[str, str]:
    """The message of somebody new."""
    event = custom_event(text, thread=uuid.uuid4().hex)
    event["data"]["sender"] = {"id": f"customer-{uuid.uuid4().hex}", **sender}
    answer = desk.send_custom(event)
    assert answer.status == 200, answer
    accepted: dict[str, str] = answer.body["messages"][0] | {"sender": event["data"]["sender"]["id"]}
    return accepted


def done(desk: Desk, method: str, path: str, body: Any = None, **headers: str) -> Any:
    answer = desk.call(method, path, body, **headers)
    assert answer.status in {200, 201}, answer
    return answer.body


def contact_of(desk: Desk, accepted: dict[str, str]) -> str:
    found: str = done(desk, "GET", f"/tickets/{accepted['ticket_id']}")["contact_id"]
    return found


@pytest.fixture(scope="module")
def plan(desk: Desk) -> str:
    """The name of a property."""
    name = f"plan_{uuid.uuid4().hex[:8]}"
    choices = [{"value": each, "label": each.title()} for each in ("basic", "gold")]
    done(desk, "POST", "/contact-properties", {"name": name, "label": "Plan", "type": "choice", "choices": choices})
    return name


def test_a_contact_is_created_listed_and_changed_with_typed_properties_m17(desk: Desk, plan: str) -> None:
    mark, me = uuid.uuid4().hex[:8], done(desk, "GET", "/users")["users"][0]["id"]
    key = {"idempotency-key": mark}
    email = {"type": "HS_EMAIL_ADDRESS", "value": f"Ada-{mark}@Work.example", "verified": True}
    wanted = {"name": f"Ada {mark}", "properties": {plan: "gold"}, "identifiers": [email]}
    made = done(desk, "POST", "/contacts", wanted, **key)
    assert done(desk, "POST", "/contacts", wanted, **key)["id"] == made["id"]
    assert [(each["value"], each["verified"]) for each in made["identifiers"]] == [(email["value"], True)], "as written"
    taken = desk.call("POST", "/contacts", {"identifiers": [email | {"value": email["value"].lower()}]})
    assert (taken.status, taken.body["code"], taken.body["context"]) == (
        409,
        "identifier_taken",
        {"contact_id": [made["id"]]},
    )
    path = f"/contacts/{made['id']}"
    changed = done(desk, "PATCH", path, {"owner_id": me, "properties": {plan: "basic"}}, if_match='"1"')
    assert (changed["owner_id"], changed["properties"], changed["version"]) == (me, {plan: "basic"}, 2)
    assert desk.call("PATCH", path, {"name": "Late"}, if_match='"1"').body["code"] == "version_differs"
    refused = desk.call("PATCH", path, {"properties": {plan: "silver"}})
    assert (refused.status, refused.body["errors"][0]["field"]) == (400, f"properties.{plan}")
    phone = done(desk, "POST", f"{path}/identifiers", {"type": "HS_PHONE_NUMBER", "value": "+31 20 765 43 21"})
    [noted] = [each for each in phone["identifiers"] if each["type"] == "HS_PHONE_NUMBER"]
    assert (noted["value"], noted["verified"]) == ("+31 20 765 43 21", False)
    assert len(done(desk, "DELETE", f"{path}/identifiers/{noted['id']}")["identifiers"]) == 1
    eventually(lambda: made["id"] in [each["id"] for each in done(desk, "GET", f"/contacts?owner_id={me}")["contacts"]])


def test_what_is_learnt_later_fills_what_was_empty_and_the_ticket_shows_it_m17(desk: Desk) -> None:
    event = custom_event("Who am I?", thread=uuid.uuid4().hex)
    sender = event["data"]["sender"] = {"id": f"customer-{uuid.uuid4().hex}"}
    ticket = f"/tickets/{desk.send_custom(event).body['messages'][0]['ticket_id']}"
    assert done(desk, "GET", ticket)["contact"]["name"] is None
    event["data"]["sender"] = {**sender, "name": "Zoe", "email": "zoe@x.example"}
    event["data"]["message"] = {"id": uuid.uuid4().hex, "text": "It is me"}
    assert desk.send_custom(event).status == 200
    eventually(lambda: done(desk, "GET", ticket)["contact_name"] == "Zoe")
    contact = done(desk, "GET", ticket)["contact"]
    assert (contact["name"], contact["email"]) == ("Zoe", "zoe@x.example")
    event["data"]["sender"]["name"] = "Somebody else"
    event["data"]["message"]["id"] = uuid.uuid4().hex
    assert desk.send_custom(event).status == 200
    assert done(desk, "GET", f"/contacts/{contact['id']}")["name"] == "Zoe"


def test_two_contacts_are_merged_after_a_preview_and_the_merge_is_undone_m17(desk: Desk, plan: str) -> None:
    ours, theirs = written(desk, name="Ada"), written(desk, "Me again", email="ada@x.example")
    ada, other = contact_of(desk, ours), contact_of(desk, theirs)
    done(desk, "PATCH", f"/contacts/{other}", {"properties": {plan: "gold"}})
    path, asked = f"/contacts/{ada}/merges", {"contact_id": other}
    preview = done(desk, "POST", path, {**asked, "preview": True})
    assert preview["filled"] == {"email": "ada@x.example", f"properties.{plan}": "gold"}
    assert [each["id"] for each in preview["open_tickets"]] == [theirs["ticket_id"]]
    assert done(desk, "GET", f"/contacts/{ada}")["merges"] == [], "a preview writes nothing"
    done(desk, "POST", path, asked)
    for known in (ada, other):
        person = done(desk, "GET", f"/contacts/{known}")
        assert (person["id"], person["name"], person["properties"]) == (ada, "Ada", {plan: "gold"})
    assert desk.call("POST", f"/contacts/{other}/merges", {"contact_id": ada}).body["code"] == "already_merged"
    beside = done(desk, "GET", f"/tickets/{ours['ticket_id']}")["open_tickets"]
    assert [each["id"] for each in beside] == [theirs["ticket_id"]]
    undone = done(desk, "DELETE", f"{path}/{other}")
    assert (undone["id"], undone["email"], undone["properties"], undone["merges"]) == (ada, None, {}, [])
    assert done(desk, "GET", f"/contacts/{other}")["id"] == other
    assert desk.call("DELETE", f"{path}/{other}").body["code"] == "merge_not_found"


def test_a_ticket_is_read_with_all_that_is_beside_it_m17(desk: Desk) -> None:
    older = written(desk, "An older question", name="Bea")
    assert desk.call("PUT", f"/tickets/{older['ticket_id']}/status", {"status": "closed"}).status == 200
    event = custom_event("A newer one", thread=uuid.uuid4().hex)
    event["data"]["sender"] = {"id": older["sender"]}
    newer = desk.send_custom(event).body["messages"][0]
    assert desk.call("POST", f"/conversations/{newer['conversation_id']}/replies", {"text": "Yes?"}).status == 201
    shown = eventually(lambda: beside(desk, newer["ticket_id"]))
    texts = [each["text"] for each in shown["entries"] if each["type"] == "message"]
    assert (shown["contact"]["name"], texts) == ("Bea", ["A newer one", "Yes?"])
    assert [each["id"] for each in shown["earlier_conversations"]] == [older["ticket_id"]]
    conversations = done(desk, "GET", f"/contacts/{shown['contact_id']}/conversations")["conversations"]
    assert [each["id"] for each in conversations] == [newer["ticket_id"], older["ticket_id"]]


def beside(desk: Desk, ticket_id: str) -> Any:
    """The ticket, when the index has the contact's earlier ones."""
    shown = done(desk, "GET", f"/tickets/{ticket_id}")
    return shown if shown["earlier_conversations"] else None
