"""What the routing of a ticket says after people have decided whose it is."""

from typing import Any

import pytest

from tests.support.desk import DeskInProcess
from tests.support.routing import decisions, ruled
from tests.support.ticket_work import AGENT, done, patch, read


@pytest.fixture
def ticket(desk: DeskInProcess) -> str:
    """It was routed to Ada."""
    desk.add_agent("Ben")
    ruled(desk, automatic=True, assign_to="users_and_teams", user_ids=["agent-1"])
    found: str = desk.accept().ticket_id
    desk.settle()
    assert explained(read(desk, found)) == ("agent-1", "assigned", "chosen")
    return found


def explained(ticket: Any) -> tuple[str | None, str, str]:
    return ticket["owner_id"], ticket["routing"]["decision"], ticket["routing"]["code"]


def given(desk: DeskInProcess, ticket: str, owner_id: str | None) -> Any:
    return done(desk.call("PUT", f"/v1/tickets/{ticket}/owner", {"owner_id": owner_id}, principal=AGENT))


def test_an_owner_whom_people_have_set_is_not_explained_by_the_rule(desk: DeskInProcess, ticket: str) -> None:
    assert explained(given(desk, ticket, "agent-ben")) == ("agent-ben", "assigned", "by_hand")
    changed = given(desk, ticket, None)
    assert explained(changed) == (None, "unassigned", "by_hand")
    assert changed["routing"]["reason"] == "Somebody at the desk has changed the owner."
    assert explained(done(patch(desk, ticket, owner_id="agent-1"))) == ("agent-1", "assigned", "by_hand")
    assert [each["code"] for each in decisions(desk, ticket)] == ["chosen"], "the router decided once"


def test_what_does_not_change_the_owner_leaves_the_reason(desk: DeskInProcess, ticket: str) -> None:
    assert explained(given(desk, ticket, "agent-1")) == ("agent-1", "assigned", "chosen")
    assert explained(done(patch(desk, ticket, priority="high"))) == ("agent-1", "assigned", "chosen")


def test_whoever_takes_a_ticket_with_a_reply_is_its_owner_by_hand(desk: DeskInProcess, ticket: str) -> None:
    conversation = given(desk, ticket, None)["conversation_id"]
    path, key = f"/v1/conversations/{conversation}/replies", {"idempotency-key": "r1"}
    done(desk.call("POST", path, {"text": "Hello"}, headers=key, principal=AGENT))
    desk.settle()
    assert explained(read(desk, ticket)) == ("agent-1", "assigned", "by_hand")
