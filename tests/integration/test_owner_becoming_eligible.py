"""A ticket that nobody got when it came goes to whoever looks after its contact, the moment that they can take it."""

from typing import Any

import pytest

from helpdesk.messaging.messages import Sender
from helpdesk.tickets.waiting import WaitingRepository
from infra.workbench.tables import CONVERSATIONS
from tests.support.desk import DeskInProcess
from tests.support.people import invited
from tests.support.routing import code, leaves, owner, returns, ruled, waiting
from tests.support.ticket_work import done, patch, read

ADA, CLEO = "agent-1", Sender("cleo", "Cleo")


@pytest.fixture
def ben(desk: DeskInProcess) -> str:
    return str(invited(desk, "Ben")["id"])


@pytest.fixture
def cleo(desk: DeskInProcess) -> str:
    """A contact whom the desk knows, whom Ada looks after, and who has no open ticket."""
    ticket = desk.accept(thread="t0", key="m0", sender=CLEO).ticket_id
    contact: str = read(desk, ticket)["contact_id"]
    verified = {"type": "HS_EMAIL_ADDRESS", "value": "cleo@example.com", "verified": True}
    done(desk.call("POST", f"/v1/contacts/{contact}/identifiers", verified))
    done(desk.call("PATCH", f"/v1/contacts/{contact}", {"owner_id": ADA}))
    done(patch(desk, ticket, status="closed"))
    desk.settle()
    return contact


def by_owner(desk: DeskInProcess, *fallback: str, **more: Any) -> None:
    group = {"assign_to": "users_and_teams", "user_ids": list(fallback)} if fallback else {"assign_to": "none"}
    ruled(desk, automatic=True, assign_to="contact_owner", fallback=group, **more)


@pytest.mark.usefixtures("cleo")
def test_a_contacts_owner_who_returns_is_offered_what_waits_for_anybody(desk: DeskInProcess, ben: str) -> None:
    by_owner(desk, ben)
    leaves(desk, ADA)
    leaves(desk, ben)
    ticket = waiting(desk, sender=CLEO)
    assert code(desk, ticket) == "nobody_eligible"
    returns(desk, ADA)
    assert (owner(desk, ticket), code(desk, ticket)) == (ADA, "contact_owner")


@pytest.mark.usefixtures("cleo")
def test_a_ticket_that_waits_for_the_owner_by_a_new_rule_gets_them(desk: DeskInProcess, ben: str) -> None:
    by_owner(desk, ben)
    leaves(desk, ADA)
    leaves(desk, ben)
    ticket = waiting(desk, sender=CLEO)
    by_owner(desk, ben, wait_for_owner=True)
    assert code(desk, ticket) == "waits_for_owner"
    assert [each.for_user for each in WaitingRepository(desk.database.table(CONVERSATIONS)).all()] == [ADA]
    returns(desk, ben)
    assert owner(desk, ticket) is None
    returns(desk, ADA)
    assert owner(desk, ticket) == ADA


def contact(desk: DeskInProcess, contact_id: str, **changes: Any) -> None:
    done(desk.call("PATCH", f"/v1/contacts/{contact_id}", changes))
    desk.settle()


def test_a_contact_that_is_given_to_somebody_else_takes_its_tickets_along(
    desk: DeskInProcess, cleo: str, ben: str
) -> None:
    eve = str(invited(desk, "Eve")["id"])
    by_owner(desk, wait_for_owner=True)
    leaves(desk, ADA)
    leaves(desk, eve)
    ticket = waiting(desk, sender=CLEO)
    contact(desk, cleo, owner_id=eve)
    assert (owner(desk, ticket), code(desk, ticket)) == (None, "waits_for_owner")
    assert [each.for_user for each in WaitingRepository(desk.database.table(CONVERSATIONS)).all()] == [eve]
    contact(desk, cleo, owner_id=ben)
    assert (owner(desk, ticket), code(desk, ticket)) == (ben, "contact_owner")


def test_a_contact_without_an_owner_lets_its_tickets_fall_back(desk: DeskInProcess, cleo: str, ben: str) -> None:
    by_owner(desk, ben, wait_for_owner=True)
    leaves(desk, ADA)
    ticket = waiting(desk, sender=CLEO)
    contact(desk, cleo, owner_id=None)
    assert (owner(desk, ticket), code(desk, ticket)) == (ben, "chosen")


def test_a_changed_contact_is_offered_to_whoever_fits_it_now(desk: DeskInProcess, cleo: str, ben: str) -> None:
    done(desk.call("POST", "/v1/contact-properties", {"name": "speaks", "label": "Speaks", "type": "text"}))
    done(desk.call("PATCH", f"/v1/users/{ben}", {"skills": ["dutch"]}))
    skills = [{"property": "speaks", "of": "contact"}]
    ruled(desk, automatic=True, assign_to="users_and_teams", user_ids=[ben], required_skills=skills)
    contact(desk, cleo, properties={"speaks": "French"})
    ticket = waiting(desk, sender=CLEO)
    contact(desk, cleo, properties={"speaks": "Dutch"})
    assert owner(desk, ticket) == ben
    [event, *_] = [each for each in desk.call("GET", "/v1/audit")[1]["events"] if each["type"] == "contact.updated"]
    assert event["details"] == {"properties": {"from": None, "to": ["speaks"]}}, "the trail has no words of people"


def test_a_contact_who_becomes_known_has_an_owner_and_one_who_is_not_has_none(
    desk: DeskInProcess, cleo: str, ben: str
) -> None:
    by_owner(desk, ben, wait_for_owner=True)
    path = f"/v1/contacts/{cleo}/identifiers"
    [known] = [each["id"] for each in read_contact(desk, cleo)["identifiers"] if each["verified"]]
    leaves(desk, ADA)
    ticket = waiting(desk, sender=CLEO)
    assert code(desk, ticket) == "waits_for_owner"
    done(desk.call("DELETE", f"{path}/{known}"))
    desk.settle()
    assert owner(desk, ticket) == ben


def read_contact(desk: DeskInProcess, contact_id: str) -> Any:
    return done(desk.call("GET", f"/v1/contacts/{contact_id}"))
