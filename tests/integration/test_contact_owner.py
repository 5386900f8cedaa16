"""M7: a ticket goes to whoever looks after its contact, if the desk knows who the contact is."""

from dataclasses import replace
from typing import Any

import pytest

from helpdesk.messaging.messages import Sender
from infra.workbench.people import change as change_person
from infra.workbench.tables import DIRECTORY
from tests.support.contacts import call
from tests.support.desk import DeskInProcess
from tests.support.integrator import Integrator, party
from tests.support.people import invited, team
from tests.support.routing import decisions, leaves, returns, ruled
from tests.support.ticket_work import done, read

ADA, BEN = "agent-1", "agent-ben"
TOKEN, OTHER_TOKEN = {"visitorToken": "v" * 16}, {"visitorToken": "w" * 16}
MAIL = {"verifiedEmail": "cleo@example.com"}


class Shop:
    """An app's account, whose tickets go to the owners of their contacts."""

    def __init__(self, desk: DeskInProcess, **rule: Any) -> None:
        self.desk, self.app = desk, Integrator(desk)
        self.place = self.app.ready()
        ruled(desk, self.place[1], automatic=True, assign_to="contact_owner", **rule)

    def opened(self, thread: str, who: str = "cleo", identity: dict[str, str] | None = None) -> Any:
        named = {"customerIdentity": identity} if identity else {}
        said = self.app.publish(*self.place, senders=[party(who)], integrationThreadId=thread, **named)
        self.desk.settle()
        self.desk.clock.forward(seconds=1)
        return read(self.desk, said["conversationsThreadId"].replace("cnv_", "tkt_"))

    def met(self, who: str = "cleo", identity: dict[str, str] | None = MAIL, owner: str = ADA) -> str:
        """The id of a contact who has written before, and has an owner."""
        contact: str = self.opened(f"first-{who}", who, identity)["contact_id"]
        owned(self.desk, contact, owner)
        return contact


def owned(desk: DeskInProcess, contact: str, owner: str = ADA) -> None:
    done(call(desk, "PATCH", f"/v1/contacts/{contact}", {"owner_id": owner}))


@pytest.fixture
def ben(desk: DeskInProcess) -> str:
    return desk.add_agent("Ben").id


def test_the_contacts_owner_gets_the_ticket_and_not_the_fallback(desk: DeskInProcess, ben: str) -> None:
    shop = Shop(desk, fallback={"assign_to": "users_and_teams", "user_ids": [ben]})
    stranger = shop.opened("t0", "dora", {"verifiedEmail": "dora@example.com"})
    assert (stranger["owner_id"], stranger["routing"]["reason"][:9]) == (ben, "They were")
    shop.met()
    ticket = shop.opened("t1")
    assert ticket["owner_id"] == ADA
    [decision] = decisions(desk, ticket["id"])
    assert (decision["code"], decision["written_to"]) == ("contact_owner", None)
    assert [each["user_id"] for each in decision["considered"]] == [ADA]


@pytest.mark.parametrize(
    ("first", "later", "expected"),
    [
        (TOKEN, TOKEN, ADA),
        (OTHER_TOKEN, TOKEN, None),
        (MAIL, None, ADA),
        (None, None, None),
    ],
    ids=["token seen before", "token of nobody", "verified address", "only an address"],
)
def test_a_contact_is_known_by_a_token_seen_before_or_a_verified_address(
    desk: DeskInProcess, first: dict[str, str] | None, later: dict[str, str] | None, expected: str | None
) -> None:
    shop = Shop(desk)
    shop.met("cleo", first)
    assert shop.opened("t1", "cleo" if later is None else "cleo@elsewhere", later)["owner_id"] == expected


def test_a_token_that_comes_with_the_ticket_was_not_seen_before(desk: DeskInProcess) -> None:
    shop = Shop(desk)
    contact = shop.met("cleo", None)
    ticket = shop.opened("t1", "cleo", TOKEN)
    assert (ticket["contact_id"], ticket["owner_id"]) == (contact, None)
    assert decisions(desk, ticket["id"])[0]["code"] == "no_fallback"


def test_of_two_tokens_the_one_seen_first_counts(desk: DeskInProcess) -> None:
    """Identities are in no order of time: a new token must not hide an old one."""
    shop = Shop(desk)
    known = shop.met("cleo", TOKEN)
    for number in range(4):
        ticket = shop.opened(f"more-{number}", "cleo", {"visitorToken": f"{number}" * 16})
        assert (ticket["contact_id"], ticket["owner_id"]) == (known, ADA)


def test_a_merged_contact_is_known_as_the_person_that_they_are(desk: DeskInProcess) -> None:
    """Owner, verified address and properties are of another record of the person."""
    done(call(desk, "POST", "/v1/contact-properties", {"name": "speaks", "label": "Speaks", "type": "text"}))
    shop = Shop(desk, required_skills=[{"property": "speaks", "of": "contact"}])
    known, other = shop.met("cleo"), shop.opened("t1", "dora")["contact_id"]
    done(call(desk, "PATCH", f"/v1/contacts/{known}", {"properties": {"speaks": "Dutch"}}))
    assert shop.opened("t2", "dora")["owner_id"] is None
    done(call(desk, "POST", f"/v1/contacts/{known}/merges", {"contact_id": other}))
    refused = shop.opened("t3", "dora")
    assert refused["owner_id"] is None
    [considered] = decisions(desk, refused["id"])[0]["considered"]
    assert (considered["user_id"], considered["reason"]) == (ADA, "missing_skill")
    skilled(desk, ADA, "dutch")
    assert shop.opened("t4", "dora")["owner_id"] == ADA


def test_a_ticket_waits_for_the_owner_who_is_away_and_gets_it_on_return(desk: DeskInProcess, ben: str) -> None:
    shop = Shop(desk, wait_for_owner=True, fallback={"assign_to": "users_and_teams", "user_ids": [ben]})
    shop.met()
    leaves(desk, ADA)
    ticket = shop.opened("t1")
    [decision] = decisions(desk, ticket["id"])
    assert (ticket["owner_id"], decision["code"], decision["written_to"]) == (None, "waits_for_owner", ADA)
    returns(desk, ADA)
    assert read(desk, ticket["id"])["owner_id"] == ADA
    newest = decisions(desk, ticket["id"])[0]
    assert (newest["code"], newest["trigger"], newest["written_to"]) == ("contact_owner", "somebody_eligible", None)


@pytest.mark.parametrize("fallback", ["users", "teams", "nobody"])
def test_without_waiting_a_ticket_falls_back_while_the_owner_is_away(
    desk: DeskInProcess, ben: str, fallback: str
) -> None:
    group = {"users": {"user_ids": [ben]}, "teams": {"team_ids": [team(desk, "Shop", ben)["id"]]}, "nobody": None}
    rule = {"assign_to": "users_and_teams", **group[fallback]} if group[fallback] else None
    shop = Shop(desk, fallback=rule)
    shop.met()
    leaves(desk, ADA)
    ticket = shop.opened("t1")
    decision = decisions(desk, ticket["id"])[0]
    assert decision["written_to"] == ADA, "whoever looks after the contact hears of it all the same"
    assert decision["considered"][0] == {
        "user_id": ADA,
        "eligible": False,
        "reason": "away",
        "open_tickets": 0,
        "capacity": None,
    }
    expected = (None, "no_fallback") if fallback == "nobody" else (ben, "chosen")
    assert (ticket["owner_id"], decision["code"]) == expected


def test_the_tickets_of_an_owner_who_was_deactivated_go_to_the_fallback(desk: DeskInProcess, ben: str) -> None:
    eve = invited(desk, "Eve")["id"]
    shop = Shop(desk, wait_for_owner=True, fallback={"assign_to": "users_and_teams", "user_ids": [ben]})
    shop.met(owner=eve)
    done(desk.call("PATCH", f"/v1/users/{eve}", {"is_active": False}))
    ticket = shop.opened("t1")
    [decision] = decisions(desk, ticket["id"])
    assert (ticket["owner_id"], decision["code"], decision["written_to"]) == (ben, "chosen", None)
    reasons = {each["user_id"]: each["reason"] for each in decision["considered"]}
    assert reasons == {eve: "deactivated", ben: None}


def test_a_dry_run_of_a_ticket_without_a_contact_knows_no_owner(desk: DeskInProcess) -> None:
    shop = Shop(desk)
    ticket = {"account_id": shop.place[1]}
    found = done(desk.call("POST", "/v1/routing/simulations", {"ticket": ticket}))
    assert (found["owner_id"], found["code"]) == (None, "no_fallback")
    known = {**ticket, "contact_id": shop.met()}
    assert done(desk.call("POST", "/v1/routing/simulations", {"ticket": known}))["owner_id"] == ADA


def test_a_skill_can_be_required_by_a_property_of_the_contact(desk: DeskInProcess, ben: str) -> None:
    properties = {"name": "speaks", "label": "Speaks", "type": "text"}
    done(call(desk, "POST", "/v1/contact-properties", properties))
    skills = [{"property": "speaks", "of": "contact"}]
    ruled(desk, automatic=True, assign_to="users_and_teams", user_ids=[ADA, ben], required_skills=skills)
    contact = read(desk, desk.accept(sender=Sender("cleo", "Cleo")).ticket_id)["contact_id"]
    done(call(desk, "PATCH", f"/v1/contacts/{contact}", {"properties": {"speaks": "Dutch"}}))
    desk.settle()
    skilled(desk, ben, "Dutch")
    ticket = desk.accept(thread="t2", sender=Sender("cleo", "Cleo")).ticket_id
    desk.settle()
    assert read(desk, ticket)["owner_id"] == ben


def skilled(desk: DeskInProcess, user_id: str, skill: str) -> None:
    change_person(desk.database.table(DIRECTORY), user_id, lambda user: replace(user, skills=(skill,)))


def test_a_rule_that_names_nobody_is_refused_and_says_whom(desk: DeskInProcess, ben: str) -> None:
    change_person(desk.database.table(DIRECTORY), ben, lambda user: replace(user, deactivated_at=user.created_at))
    empty = team(desk, "Empty")["id"]
    group = {"assign_to": "users_and_teams", "user_ids": ["agent-x", ben, ADA], "team_ids": [empty]}
    path, rule = f"/v1/channel-accounts/{desk.custom.id}/routing", {"automatic": True, "assign_to": "contact_owner"}
    status, refused = desk.call("PUT", path, {**rule, "fallback": group})
    assert (status, refused["code"]) == (400, "unroutable")
    assert {each["field"]: each["message"].split(",")[0] for each in refused["errors"]} == {
        "routing.fallback.user_ids[0]": "There is no user 'agent-x'. GET /v1/users lists them.",
        "routing.fallback.user_ids[1]": "Ben was deactivated",
        "routing.fallback.team_ids[0]": f"There is no team {empty!r} that has members. GET /v1/teams lists them.",
    }


def test_tickets_that_do_not_fit_into_one_turn_are_given_away_in_the_next(
    desk: DeskInProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("helpdesk.routing.offers.TURN", 2)
    ruled(desk, automatic=True, assign_to="users_and_teams", user_ids=[ADA])
    leaves(desk, ADA)
    tickets = [desk.accept(thread=f"t{number}").ticket_id for number in range(5)]
    desk.settle()
    returns(desk, ADA)
    assert {read(desk, ticket)["owner_id"] for ticket in tickets} == {ADA}


def test_a_desk_of_before_there_was_a_roster_routes_to_its_users(desk: DeskInProcess) -> None:
    ruled(desk, automatic=True, assign_to="users_and_teams", user_ids=[ADA])
    desk.backend.client.delete_item(TableName=DIRECTORY, Key={"pk": {"S": "roster"}, "sk": {"S": "roster"}})
    ticket = desk.accept().ticket_id
    desk.settle()
    assert read(desk, ticket)["owner_id"] == ADA
