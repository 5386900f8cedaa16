"""What is refused of contacts, and what happens if two requests change one at the same moment (M17)."""

from typing import Any

import pytest

from helpdesk.contacts.identities import Identity
from helpdesk.contacts.repository import ContactRepository
from helpdesk.profiles import merging
from infra.workbench.tables import CONTACTS
from tests.support.contacts import call, made, read
from tests.support.desk import DeskInProcess
from tests.support.people import invited

EMAIL = {"type": "HS_EMAIL_ADDRESS", "value": "cleo@example.com"}


def test_a_person_has_at_most_so_many_contacts(desk: DeskInProcess, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(merging, "MOST", 2)
    first, second, third = (made(desk, name=name)["id"] for name in ("A", "B", "C"))
    path = f"/v1/contacts/{first}/merges"
    assert call(desk, "POST", path, {"contact_id": second})[0] == 200
    for body in ({"contact_id": third, "preview": True}, {"contact_id": third}):
        status, problem = call(desk, "POST", path, body)
        assert (status, problem["code"]) == (409, "too_many")
    assert read(desk, third)["id"] == third


def test_the_contacts_of_an_owner_have_no_order_by_name(desk: DeskInProcess) -> None:
    query = {"owner_id": desk.agent.id, "sort": "name"}
    status, problem = call(desk, "GET", "/v1/contacts", query=query)
    assert (status, problem["errors"][0]["field"]) == (400, "sort")


def test_nobody_who_is_deactivated_becomes_the_owner_of_a_contact(desk: DeskInProcess) -> None:
    eve = invited(desk, "Eve")["id"]
    hers, contact = made(desk, name="Cleo", owner_id=eve)["id"], made(desk, name="Dora")["id"]
    assert desk.call("PATCH", f"/v1/users/{eve}", {"is_active": False})[0] == 200
    for owner, code in ((eve, "user_inactive"), ("nobody", "unknown_agent")):
        for method, path in (("POST", "/v1/contacts"), ("PATCH", f"/v1/contacts/{contact}")):
            status, problem = call(desk, method, path, {"name": "Finn", "owner_id": owner})
            assert (status, problem["code"], problem["errors"][0]["field"]) == (400, code, "owner_id")
    status, kept = call(desk, "PATCH", f"/v1/contacts/{hers}", {"name": "Cleo B.", "owner_id": eve})
    assert (status, kept["name"], kept["owner_id"]) == (200, "Cleo B.", eve), "whoever is it stays it"


def test_what_would_change_nothing_is_refused(desk: DeskInProcess) -> None:
    contact = made(desk, name="Cleo")["id"]
    assert call(desk, "PATCH", f"/v1/contacts/{contact}", {})[1]["code"] == "empty_update"
    status, problem = call(desk, "DELETE", f"/v1/contacts/{contact}/identifiers/email-unknown")
    assert (status, problem["code"]) == (404, "identifier_not_found")


def test_an_identifier_of_a_contact_that_is_going_is_still_taken(desk: DeskInProcess) -> None:
    """An erasure deletes the contact, and then the keys of its identities."""
    repository = ContactRepository(desk.database.table(CONTACTS))
    repository.bind([Identity.email("cleo@example.com", None)], "con_" + "a" * 26, "2026-11-22T09:00:00.000000Z")
    status, problem = call(desk, "POST", "/v1/contacts", {"identifiers": [EMAIL]})
    assert (status, problem["code"], problem.get("context")) == (409, "identifier_taken", None)


def racing(desk: DeskInProcess, monkeypatch: pytest.MonkeyPatch, meanwhile: Any) -> None:
    """Something happens before the next write of a contact."""
    repository = desk.use_cases.profiles._repository
    transact = repository.transact

    def late(writes: Any) -> None:
        monkeypatch.setattr(repository, "transact", transact)
        meanwhile()
        transact(writes)

    monkeypatch.setattr(repository, "transact", late)


def test_two_requests_with_one_key_create_one_contact(desk: DeskInProcess, monkeypatch: pytest.MonkeyPatch) -> None:
    key, contacts = {"idempotency-key": "once"}, []
    racing(desk, monkeypatch, lambda: contacts.append(call(desk, "POST", "/v1/contacts", {"name": "C"}, headers=key)))
    status, contact = call(desk, "POST", "/v1/contacts", {"name": "C"}, headers=key)
    assert status == 201
    assert contacts == [(201, contact)]


def test_an_identifier_is_added_also_if_the_contact_changes_meanwhile(
    desk: DeskInProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    contact = made(desk, name="C")["id"]
    path = f"/v1/contacts/{contact}"
    racing(desk, monkeypatch, lambda: call(desk, "PATCH", path, {"name": "Cleo"}))
    status, after = call(desk, "POST", f"{path}/identifiers", EMAIL)
    assert (status, after["name"], [each["value"] for each in after["identifiers"]]) == (201, "Cleo", [EMAIL["value"]])
