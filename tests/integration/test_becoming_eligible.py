"""A ticket for which nobody was eligible gets an owner the moment somebody is, whatever made them so."""

from dataclasses import replace

import pytest

from tests.support.desk import DeskInProcess, queue_event
from tests.support.people import invited, team
from tests.support.routing import changed, code, leaves, owner, returns, ruled, waiting
from tests.support.ticket_work import done, patch

ADA = "agent-1"
TO_SOMEBODY = {"automatic": True, "assign_to": "users_and_teams"}


@pytest.fixture
def ben(desk: DeskInProcess) -> str:
    return str(invited(desk, "Ben")["id"])


@pytest.mark.parametrize("limited", [False, True], ids=["every inbox", "an inbox of the team"])
def test_whoever_joins_a_team_is_offered_what_waits_for_it(desk: DeskInProcess, ben: str, limited: bool) -> None:
    returns_team = team(desk, "Returns", ADA)["id"]
    if limited:
        changed(desk, "PUT", "/v1/inboxes/1/teams", {"team_ids": [returns_team]})
    ruled(desk, **TO_SOMEBODY, team_ids=[returns_team], user_ids=[ben] if limited else [])
    leaves(desk, ADA)
    ticket = waiting(desk)
    changed(desk, "PATCH", f"/v1/teams/{returns_team}", {"member_ids": [ADA, ben]})
    assert owner(desk, ticket) == ben


def test_a_changed_ticket_is_offered_to_whoever_fits_it_now(desk: DeskInProcess, ben: str) -> None:
    ruled(desk, **TO_SOMEBODY, user_ids=[ben], required_skills=[{"property": "category", "of": "ticket"}])
    changed(desk, "PATCH", f"/v1/users/{ben}", {"skills": ["returns"]})
    ticket = desk.accept(thread="t1", key="m1").ticket_id
    done(patch(desk, ticket, category="invoices"))
    desk.settle()
    assert owner(desk, ticket) is None
    done(patch(desk, ticket, category="returns"))
    desk.settle()
    assert owner(desk, ticket) == ben


def test_tickets_that_move_to_an_inbox_that_somebody_sees_are_offered_in_their_order(
    desk: DeskInProcess, ben: str
) -> None:
    inbox = changed(desk, "POST", "/v1/inboxes", {"name": "Open"})["id"]
    changed(desk, "PUT", "/v1/inboxes/1/teams", {"team_ids": [team(desk, "Returns")["id"]]})
    changed(desk, "PATCH", f"/v1/users/{ben}", {"capacity": {"total": 1}})
    ruled(desk, **TO_SOMEBODY, user_ids=[ben])
    tickets = [waiting(desk, number) for number in range(3)]
    done(patch(desk, tickets[2], priority="urgent"))
    move = {"inbox_id": inbox, "open_conversations": "move"}
    changed(desk, "PATCH", f"/v1/channel-accounts/{desk.custom.id}", move)
    assert [owner(desk, each) for each in tickets] == [None, None, ben]


def test_a_ticket_that_nobody_gets_says_nothing_of_those_in_another_inbox(desk: DeskInProcess, ben: str) -> None:
    inbox = changed(desk, "POST", "/v1/inboxes", {"name": "Open"})["id"]
    changed(desk, "PUT", "/v1/inboxes/1/teams", {"team_ids": [team(desk, "Returns")["id"]]})
    ruled(desk, **TO_SOMEBODY, user_ids=[ben])
    stays = waiting(desk)
    move = {"inbox_id": inbox, "open_conversations": "stay"}
    changed(desk, "PATCH", f"/v1/channel-accounts/{desk.custom.id}", move)
    leaves(desk, ben)
    moved = waiting(desk, 2, account=replace(desk.custom, inbox_id=inbox))
    returns(desk, ben)
    assert (owner(desk, stays), owner(desk, moved)) == (None, ben)


def test_what_somebody_did_not_answer_is_no_reason_to_keep_another_ticket_from_them(desk: DeskInProcess) -> None:
    ruled(desk, **TO_SOMEBODY, user_ids=[ADA], answer_within_seconds=600)
    changed(desk, "PATCH", f"/v1/users/{ADA}", {"capacity": {"total": 1}})
    first = desk.accept(thread="t1", key="m1").ticket_id
    desk.settle()
    desk.clock.forward(seconds=700)
    for message in desk.schedules.due(desk.clock.now, "routing"):
        assert not desk.router(queue_event(message.body))["batchItemFailures"]
    desk.settle()
    assert (owner(desk, first), code(desk, first)) == (None, "nobody_eligible")
    second = desk.accept(thread="t2", key="m2").ticket_id
    desk.settle()
    assert owner(desk, second) == ADA


def test_tickets_that_are_tried_for_nothing_leave_the_rest_to_the_next_turn(
    desk: DeskInProcess, ben: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("helpdesk.routing.offers.TRIES", 2)
    ruled(desk, **TO_SOMEBODY, user_ids=[ben], required_skills=[{"property": "category", "of": "ticket"}])
    leaves(desk, ben)
    tickets = [waiting(desk, number) for number in range(5)]
    for each in tickets[:4]:
        done(patch(desk, each, category="invoices"))
    returns(desk, ben)
    assert [owner(desk, each) for each in tickets] == [None, None, None, None, ben]
