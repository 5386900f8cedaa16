"""What restricted people meet beside tickets: conversations that they start, contacts, exports."""

from dataclasses import replace
from typing import Any

import pytest

from helpdesk.people.principals import Principal, TicketAccess
from helpdesk.people.roles import BUILT_IN
from tests.support.desk import DeskInProcess
from tests.support.line import Line
from tests.support.people import team
from tests.support.ticket_work import done, patch

ADMINISTRATOR = BUILT_IN["administrator"].scopes


@pytest.fixture
def ben(desk: DeskInProcess) -> Principal:
    return replace(desk.add_agent("Ben"), scopes=ADMINISTRATOR)


def test_nobody_starts_a_conversation_in_an_inbox_that_is_closed_to_them(desk: DeskInProcess, ben: Principal) -> None:
    line = Line(desk)
    closed = replace(ben, closed_inboxes=("1",))
    assert line.rejected(as_=closed)[:2] == (403, "no_inbox_access")
    path = f"/v1/channel-accounts/{line.account}/composer"
    assert desk.call("GET", path, principal=closed)[1]["obstacle"]["code"] == "no_inbox_access"
    other = replace(ben, closed_inboxes=("2",), ticket_access=TicketAccess.OWN)
    assert desk.call("GET", path, principal=other)[1]["obstacle"] is None
    assert line.start(as_=other)[1]["ticket"]["owner_id"] == ben.id


def test_who_does_not_see_an_open_conversation_learns_only_that_there_is_one(
    desk: DeskInProcess, ben: Principal
) -> None:
    line = Line(desk)
    started = line.started()
    status, refused = line.start(as_=ben)
    assert (status, refused["context"]["ticket_id"]) == (409, [started["ticket"]["id"]])
    status, refused = line.start(as_=replace(ben, ticket_access=TicketAccess.OWN))
    assert (status, refused["code"], refused.get("context", {})) == (409, "conversation_exists", {})
    assert started["conversation"]["id"] not in str(refused)


def test_a_reply_does_not_go_on_through_an_inbox_that_is_closed(desk: DeskInProcess, ben: Principal) -> None:
    line = Line(desk)
    inbox = done(desk.call("POST", "/v1/inboxes", {"name": "Returns"}))["id"]
    other = line.app.connect(line.channel, "other-line", inboxId=inbox)
    conversation = line.started()["conversation"]["id"]
    path = f"/v1/conversations/{conversation}/composer"
    shown = [each["account_id"] for each in desk.call("GET", path, principal=ben)[1]["switch_to"]]
    assert shown == [other]
    closed = replace(ben, closed_inboxes=(inbox,))
    assert desk.call("GET", path, principal=closed)[1]["switch_to"] == []


def contact_with_two(desk: DeskInProcess) -> tuple[str, str, str]:
    """A contact with somebody else's ticket, another ticket of the same person, and another contact."""
    mine = desk.accept("Mine", thread="t1", key="m1").ticket_id
    theirs = desk.accept("Theirs", thread="t2", key="m2").ticket_id
    done(patch(desk, theirs, owner_id="agent-1"))
    return done(desk.call("GET", f"/v1/tickets/{mine}"))["contact_id"], mine, theirs


def test_a_contact_is_everybodys_and_their_tickets_are_not(desk: DeskInProcess, ben: Principal) -> None:
    contact, mine, theirs = contact_with_two(desk)
    own = replace(ben, ticket_access=TicketAccess.OWN)
    listed = [each["id"] for each in desk.call("GET", "/v1/contacts", principal=own)[1]["contacts"]]
    assert contact in listed
    for path in (f"/v1/contacts/{contact}", f"/v1/contacts/{contact}/conversations", f"/v1/tickets/{mine}"):
        assert "Theirs" in str(desk.call("GET", path)[1]) or path.endswith(contact)
        status, answer = desk.call("GET", path, principal=own)
        assert (status, "Theirs" in str(answer), theirs in str(answer)) == (200, False, False), path
    status, changed = desk.call("PATCH", f"/v1/contacts/{contact}", {"name": "Cleo"}, principal=own)
    assert (status, changed["name"], theirs in str(changed)) == (200, "Cleo", False)


def test_nobody_inserts_a_passage_of_a_conversation_that_they_do_not_see(desk: DeskInProcess, ben: Principal) -> None:
    _, mine, theirs = contact_with_two(desk)
    path = f"/v1/conversations/{mine.replace('tkt', 'cnv')}/composer/preview"
    passage = {"message_id": f"{theirs.replace('tkt', 'msg')}_1"}
    assert desk.call("POST", path, passage)[1]["text"] == "> Theirs"
    refused = desk.call("POST", path, passage, principal=replace(ben, ticket_access=TicketAccess.OWN))
    assert (refused[0], refused[1]["code"]) == (404, "message_not_found")


def test_a_merge_shows_only_the_tickets_that_one_sees(desk: DeskInProcess, ben: Principal) -> None:
    contact, mine, theirs = contact_with_two(desk)
    stays = done(desk.call("POST", "/v1/contacts", {"name": "Cleo"}))["id"]
    body = {"contact_id": contact, "preview": True}
    path = f"/v1/contacts/{stays}/merges"
    everything = done(desk.call("POST", path, body))
    assert {each["id"] for each in everything["conversations"]} == {mine, theirs}
    shown = done(desk.call("POST", path, body, principal=replace(ben, ticket_access=TicketAccess.OWN)))
    assert [each["id"] for each in shown["conversations"]] == [mine]
    assert [each["id"] for each in shown["open_tickets"]] == [mine]


@pytest.mark.parametrize("what", ["exports", "erasures"])
def test_only_whose_role_sees_every_ticket_exports_or_erases_a_person(
    desk: DeskInProcess, ben: Principal, what: str
) -> None:
    contact, *_ = contact_with_two(desk)
    path = f"/v1/contacts/{contact}/{what}"
    for access in (TicketAccess.OWN, TicketAccess.TEAM):
        restricted: Any = replace(ben, ticket_access=access)
        assert desk.call("POST", path, principal=restricted)[:1] == (403,)
        assert desk.call("POST", path, principal=restricted)[1]["code"] == "sees_not_all"
    done(desk.call("PUT", "/v1/inboxes/1/teams", {"team_ids": [team(desk, "Returns")["id"]]}))
    status, job = desk.call("POST", path, principal=replace(ben, closed_inboxes=("1",)))
    assert (status, job["state"]) == (202, "queued"), "an administrator's is whole, whichever teams see the inboxes"


def test_an_owner_who_left_the_team_of_an_inbox_stays_the_owner_until_somebody_takes_it(
    desk: DeskInProcess, ben: Principal
) -> None:
    returns = team(desk, "Returns", "agent-1", ben.id)["id"]
    done(desk.call("PUT", "/v1/inboxes/1/teams", {"team_ids": [returns]}))
    ticket = desk.accept().ticket_id
    done(patch(desk, ticket, owner_id=ben.id))
    done(desk.call("PATCH", f"/v1/teams/{returns}", {"member_ids": ["agent-1"]}))
    desk.settle()
    caller = desk.callers.find(ben.id)
    assert caller
    assert desk.call("GET", f"/v1/tickets/{ticket}", principal=caller.person())[0] == 404
    [listed] = done(desk.call("GET", "/v1/tickets", query={"owner_id": ben.id}))["tickets"]
    assert (listed["id"], listed["owner_id"]) == (ticket, ben.id)
    seen = {"if-match": f'"{listed["version"]}"'}
    assert desk.call("PATCH", f"/v1/tickets/{ticket}", {"owner_id": "agent-1"}, headers=seen)[0] == 200
