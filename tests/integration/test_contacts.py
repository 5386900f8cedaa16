"""Contacts as people at the desk list, create and change them (M17)."""

from typing import Any

import pytest

from helpdesk.messaging.messages import Sender
from tests.support.contacts import call, listed, made, read
from tests.support.desk import DeskInProcess
from tests.support.integrator import Integrator

EMAIL = {"type": "HS_EMAIL_ADDRESS", "value": "Cleo@Example.com"}


def test_somebody_who_writes_is_a_contact_with_when_they_were_seen(desk: DeskInProcess) -> None:
    desk.accept("Hello")
    desk.settle()
    desk.clock.forward(hours=1)
    desk.accept("Are you there?")
    desk.settle()
    [contact] = listed(desk)
    assert (contact["name"], contact["owner_id"], contact["version"]) == ("Cleo", None, 1)
    found = read(desk, contact["id"])
    assert found["first_seen_at"] == found["created_at"]
    assert found["last_seen_at"] > found["first_seen_at"]
    [conversation] = call(desk, "GET", f"/v1/contacts/{contact['id']}/conversations")[1]["conversations"]
    assert (conversation["name"], conversation["status"]) == ("Hello", "open")


def test_contacts_are_listed_by_name_or_newest_first_page_by_page(desk: DeskInProcess) -> None:
    for number, name in enumerate(["cleo", "Ömer", "Ada", None, "bob"]):
        desk.accept(thread=f"t{number}", sender=Sender(f"c{number}", name))
        desk.clock.forward(seconds=1)
    assert [each["name"] for each in listed(desk)] == ["bob", None, "Ada", "Ömer", "cleo"]
    assert [each["name"] for each in listed(desk, sort="name")] == ["Ada", "bob", "cleo", "Ömer"]
    for order, expected in (("newest", ["bob", None, "Ada", "Ömer", "cleo"]), ("name", ["Ada", "bob", "cleo", "Ömer"])):
        names: list[str | None] = []
        query = {"sort": order, "limit": "2"}
        while True:
            page = call(desk, "GET", "/v1/contacts", query=query)[1]
            names += [each["name"] for each in page["contacts"]]
            if page["next_cursor"] is None:
                break
            query["cursor"] = page["next_cursor"]
        assert names == expected
    query["sort"] = "newest" if query["sort"] == "name" else "name"
    assert call(desk, "GET", "/v1/contacts", query=query)[1]["code"] == "bad_cursor"


def test_a_contact_is_created_once_for_one_key(desk: DeskInProcess) -> None:
    body = {"name": "Cleo", "identifiers": [EMAIL, {"type": "HS_PHONE_NUMBER", "value": "+31 20 123 45 67"}]}
    key = {"idempotency-key": "k1"}
    status, contact = call(desk, "POST", "/v1/contacts", body, headers=key)
    assert status == 201
    assert [(each["value"], each["verified"]) for each in contact["identifiers"]] == [
        ("Cleo@Example.com", False),
        ("+31 20 123 45 67", False),
    ]
    assert (contact["account_id"], contact["first_seen_at"], contact["last_seen_at"]) == (None, None, None)
    assert call(desk, "POST", "/v1/contacts", body, headers=key)[1]["id"] == contact["id"]
    status, problem = call(desk, "POST", "/v1/contacts", {"name": "Omar"}, headers=key)
    assert (status, problem["code"]) == (409, "idempotency_key_reused")
    assert [each["id"] for each in listed(desk)] == [contact["id"]]


def test_an_identifier_that_another_contact_has_says_whose(desk: DeskInProcess) -> None:
    cleo = made(desk, name="Cleo", identifiers=[EMAIL])
    same = {"type": "HS_EMAIL_ADDRESS", "value": " cleo@example.COM"}
    status, problem = call(desk, "POST", "/v1/contacts", {"name": "C.", "identifiers": [same]})
    assert (status, problem["code"], problem["context"]) == (409, "identifier_taken", {"contact_id": [cleo["id"]]})
    assert "merge" in problem["detail"]
    omar = made(desk, name="Omar")
    path = f"/v1/contacts/{omar['id']}/identifiers"
    assert call(desk, "POST", path, same)[1]["context"] == {"contact_id": [cleo["id"]]}
    [identifier] = cleo["identifiers"]
    status, after = call(desk, "DELETE", f"/v1/contacts/{cleo['id']}/identifiers/{identifier['id']}")
    assert (status, after["identifiers"], after["version"]) == (200, [], 2)
    status, omar = call(desk, "POST", path, same)
    assert (status, omar["identifiers"][0]["value"]) == (201, "cleo@example.COM")


def test_whoever_verifies_an_identifier_is_named(desk: DeskInProcess) -> None:
    cleo = made(desk, name="Cleo", identifiers=[EMAIL])
    path = f"/v1/contacts/{cleo['id']}/identifiers"
    status, after = call(desk, "POST", path, {**EMAIL, "verified": True}, headers={"if-match": '"1"'})
    assert status == 201, after
    [identifier] = after["identifiers"]
    assert (identifier["verified_by"], identifier["verifier"]) == (desk.agent.id, "user")
    assert call(desk, "POST", path, EMAIL)[1]["identifiers"] == [identifier], "it stays verified"
    assert call(desk, "DELETE", f"{path}/email-none")[1]["code"] == "identifier_not_found"


def test_a_message_is_never_joined_by_what_nobody_has_verified(desk: DeskInProcess) -> None:
    """An app that has verified it gets it, and the contact that had only noted it keeps it unverified."""
    noted = made(desk, name="Cleo", identifiers=[EMAIL])
    app = Integrator(desk)
    channel, account = app.ready()
    app.publish(channel, account, customerIdentity={"verifiedEmail": "cleo@example.com"})
    desk.settle()
    [ticket] = call(desk, "GET", "/v1/tickets")[1]["tickets"]
    assert ticket["contact_id"] != noted["id"]
    assert [each["verified"] for each in read(desk, noted["id"])["identifiers"]] == [False]
    assert call(desk, "DELETE", f"/v1/contacts/{noted['id']}/identifiers/{noted['identifiers'][0]['id']}")[0] == 200
    again = call(desk, "POST", f"/v1/contacts/{noted['id']}/identifiers", EMAIL)[1]
    assert again["context"] == {"contact_id": [ticket["contact_id"]]}


def test_a_message_is_joined_by_what_somebody_at_the_desk_knows(desk: DeskInProcess) -> None:
    known = made(desk, name="Cleo", identifiers=[{**EMAIL, "verified": True}])
    app = Integrator(desk)
    channel, account = app.ready()
    app.publish(channel, account, customerIdentity={"verifiedEmail": "cleo@example.com"})
    desk.settle()
    [ticket] = call(desk, "GET", "/v1/tickets")[1]["tickets"]
    assert ticket["contact_id"] == known["id"]


def test_name_owner_and_properties_change_on_the_version_that_was_read(desk: DeskInProcess) -> None:
    call(desk, "POST", "/v1/contact-properties", {"name": "plan", "label": "Plan", "type": "text"})
    cleo = made(desk, name="Cleo")
    path = f"/v1/contacts/{cleo['id']}"
    body = {"name": "Cleo Q", "owner_id": desk.agent.id, "properties": {"plan": "paid"}}
    status, after = call(desk, "PATCH", path, body, headers={"if-match": '"1"'})
    assert (status, after["version"], after["properties"]) == (200, 2, {"plan": "paid"})
    assert call(desk, "PATCH", path, {"name": "C"}, headers={"if-match": '"1"'})[1]["code"] == "version_differs"
    assert [each["id"] for each in listed(desk, owner_id=desk.agent.id)] == [cleo["id"]]
    assert listed(desk, sort="name")[0]["name"] == "Cleo Q"
    after = call(desk, "PATCH", path, {"owner_id": None, "properties": {"plan": None}})[1]
    assert (after["owner_id"], after["properties"], after["version"]) == (None, {}, 3)
    assert listed(desk, owner_id=desk.agent.id) == []
    assert call(desk, "PATCH", path, {"name": "Cleo Q"})[1]["version"] == 3, "it is so already"


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "name"),
        ({"name": " "}, "name"),
        ({"name": "C", "owner_id": "nobody"}, "owner_id"),
        ({"name": "C", "properties": {"plan": "x"}}, "properties.plan"),
        ({"name": "C", "properties": {"owner_id": "x"}}, "properties.owner_id"),
        ({"identifiers": [{"type": "HS_EMAIL_ADDRESS", "value": "x"}]}, "identifiers[0].value"),
        ({"identifiers": [EMAIL, {"type": "HS_PHONE_NUMBER", "value": "0201234567"}]}, "identifiers[1].value"),
        ({"identifiers": [{"type": "CHANNEL_SPECIFIC_OPAQUE_ID", "value": "x"}]}, "identifiers[0].type"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(desk: DeskInProcess, body: Any, field: str) -> None:
    status, problem = call(desk, "POST", "/v1/contacts", body)
    assert (status, problem["errors"][0]["field"]) == (400, field)
    assert listed(desk) == []


def test_a_required_property_is_asked_of_whoever_creates_a_contact(desk: DeskInProcess) -> None:
    number = {"name": "number", "label": "Number", "type": "text", "required_on_creation": True}
    call(desk, "POST", "/v1/contact-properties", number)
    call(desk, "POST", "/v1/contact-properties", {"name": "plan", "label": "Plan", "type": "text", "default": "free"})
    status, problem = call(desk, "POST", "/v1/contacts", {"name": "Cleo"})
    assert (status, problem["errors"][0]["field"]) == (400, "properties.number")
    assert made(desk, name="Cleo", properties={"number": "7"})["properties"] == {"number": "7", "plan": "free"}
    desk.accept("Hello")
    assert listed(desk)[0]["properties"] == {}, "a customer who writes is never asked"


def test_what_a_service_said_can_be_removed(desk: DeskInProcess) -> None:
    desk.accept(sender=Sender("c1", "Cleo", email="cleo@example.com", phone="020 123"))
    [contact] = listed(desk)
    assert (contact["email"], contact["phone"]) == ("cleo@example.com", "020 123")
    path = f"/v1/contacts/{contact['id']}/identifiers"
    _, email, phone = read(desk, contact["id"])["identifiers"]
    assert (email["id"], phone["id"]) == ("email-said", "phone-said")
    after = call(desk, "DELETE", f"{path}/email-said")[1]
    assert [each["type"] for each in after["identifiers"]] == ["CHANNEL_SPECIFIC_OPAQUE_ID", "HS_PHONE_NUMBER"]
    assert call(desk, "DELETE", f"{path}/email-said")[0] == 404


def test_the_conversations_of_a_contact_are_listed_page_by_page(desk: DeskInProcess) -> None:
    tickets = []
    for number in range(3):
        tickets.append(desk.accept(f"q{number}", thread=f"t{number}").ticket_id)
        desk.clock.forward(seconds=1)
    [contact] = listed(desk)
    path = f"/v1/contacts/{contact['id']}/conversations"
    first = call(desk, "GET", path, query={"limit": "2"})[1]
    rest = call(desk, "GET", path, query={"limit": "2", "cursor": first["next_cursor"]})[1]
    assert [each["id"] for each in first["conversations"] + rest["conversations"]] == tickets[::-1]
    assert rest["next_cursor"] is None


def test_open_tickets_show_a_name_that_somebody_gives(desk: DeskInProcess) -> None:
    ticket = desk.accept(sender=Sender("c1")).ticket_id
    desk.settle()
    [contact] = listed(desk)
    assert call(desk, "GET", "/v1/tickets")[1]["tickets"][0]["contact_name"] == "c1"
    call(desk, "PATCH", f"/v1/contacts/{contact['id']}", {"name": "Cleo"})
    [shown] = call(desk, "GET", "/v1/tickets")[1]["tickets"]
    assert (shown["id"], shown["contact_name"]) == (ticket, "Cleo")


def test_a_number_without_a_country_needs_the_accounts_region(desk: DeskInProcess) -> None:
    app = Integrator(desk)
    channel, account = app.ready()
    national, same = {"verifiedPhone": "020 123 45 67"}, {"verifiedPhone": "+31 20 123 45 67"}
    body = app.message(account, customerIdentity=national)
    status, problem = app.call("POST", f"/{channel}/messages", body)
    assert (status, "customerIdentity.verifiedPhone" in str(problem)) == (400, True)
    path = f"/v1/channel-accounts/{account}"
    assert call(desk, "PATCH", path, {"default_region": "XX"})[1]["errors"][0]["field"] == "default_region"
    assert call(desk, "PATCH", path, {"default_region": "NL"})[1]["default_region"] == "NL"
    desk.restart()
    app.publish(channel, account, "a", integrationThreadId="a", customerIdentity=national)
    app.publish(channel, account, "b", integrationThreadId="b", customerIdentity=same)
    [contact] = listed(desk)
    shown = [each for each in read(desk, contact["id"])["identifiers"] if each["type"] == "HS_PHONE_NUMBER"]
    assert [each["value"] for each in shown] == ["020 123 45 67"], "as it was written first"
    phone = {"type": "HS_PHONE_NUMBER", "value": "020-1234567"}
    after = call(desk, "POST", f"/v1/contacts/{contact['id']}/identifiers", phone)[1]
    assert len(after["identifiers"]) == len(read(desk, contact["id"])["identifiers"]), "it is the same number"
