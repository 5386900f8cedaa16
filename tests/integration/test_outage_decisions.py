"""What people decide about replies while their account's receiver is down: to send them later, cancel or retry them."""

from datetime import timedelta
from typing import Any

import pytest

from helpdesk.delivery.parked import ParkedRepository
from helpdesk.platform.clock import to_text
from infra.workbench.tables import CONVERSATIONS
from tests.support.agent import reply
from tests.support.desk import DeskInProcess
from tests.support.outage import Outage


@pytest.fixture
def outage(desk: DeskInProcess) -> Outage:
    return Outage(desk)


def cancelled(outage: Outage, message_id: str, query: dict[str, str] | None = None) -> Any:
    return outage.desk.call("DELETE", f"/v1/messages/{message_id}", query=query)


def redriven(outage: Outage, conversation: str) -> Any:
    return outage.desk.call("POST", f"/v1/tickets/tkt_{conversation.removeprefix('cnv_')}/redrives")


def test_a_reply_that_waits_for_its_receiver_is_cancelled_and_never_arrives(outage: Outage) -> None:
    first, *_ = outage.open()
    for text in ("no", "yes"):
        outage.reply(first, text)
    outage.run(seconds=5)
    waits = outage.shown(first)[1]
    assert (waits["waits_for_account"], waits["can_be_cancelled"], waits["attempts"]) == (True, True, 0)
    status, shown = cancelled(outage, waits["id"])
    assert (status, shown["status"], shown["waits_for_account"]) == (200, "CANCELLED", False)
    outage.is_over()
    outage.run(minutes=10)
    assert outage.texts == ["r0", "r1", "r2", "yes"]
    assert outage.account["delivery"]["state"] == "healthy"
    table = outage.desk.database.table(CONVERSATIONS)
    assert ParkedRepository(table).first(outage.desk.custom.id, 1) == []


def test_what_waits_only_because_it_is_due_later_holds_back_nothing(outage: Outage) -> None:
    """Whatever has to wait behind another is sent in the end: the sender is given it several times before."""
    first, *_ = outage.open()
    due = outage.desk.clock.now + timedelta(days=10)
    reply(outage.desk, first, "much later", send_after=to_text(due))
    soon = outage.reply(first, "soon")
    outage.run(minutes=1)
    outage.is_over()
    outage.run(minutes=6)
    assert (outage.tries["soon"], outage.given[soon["id"]]) == (1, 2), "before it waited, and when it was released"
    assert sorted(outage.texts) == ["r0", "r1", "r2", "soon"]
    afterwards = outage.reply(first, "afterwards")
    outage.run(seconds=1)
    assert outage.texts[-1] == "afterwards"
    assert outage.given[afterwards["id"]] == 1


def test_a_reply_that_becomes_due_in_an_outage_waits_with_the_others(outage: Outage) -> None:
    first, *_ = outage.open()
    account = f"/v1/channel-accounts/{outage.desk.custom.id}"
    assert outage.desk.call("PATCH", account, {"retry_hours": 1})[0] == 200
    reply(outage.desk, first, "scheduled", send_after=to_text(outage.desk.clock.now + timedelta(minutes=50)))
    outage.run(minutes=51)
    outage.desk.outbound_queue.send(outage.desk.schedules.due(outage.desk.clock.now))
    outage.run(minutes=30)
    [former, _] = outage.shown(first)
    assert former["status"] == "FAILED"
    scheduled = outage.shown(first)[1]
    assert (scheduled["status"], scheduled["waits_for_account"]) == ("QUEUED", True), "it has its hour from then on"
    outage.is_over()
    outage.run(minutes=10)
    assert outage.texts == ["scheduled"]


def test_replies_that_can_be_undone_keep_their_order_in_an_outage(outage: Outage) -> None:
    first, *_ = outage.open()
    assert outage.desk.call("PATCH", "/v1/settings", {"undo_seconds": 20})[0] == 200
    for number in range(4):
        outage.reply(first, f"{number}")
        outage.run(seconds=3)
    outage.run(minutes=5)
    outage.is_over()
    outage.run(minutes=10)
    assert [text for text in outage.texts if len(text) == 1] == ["0", "1", "2", "3"]


def test_a_redrive_is_a_retry_of_each_reply_and_says_who_asked(outage: Outage) -> None:
    assert outage.desk.call("PATCH", f"/v1/channel-accounts/{outage.desk.custom.id}", {"retry_hours": 1})[0] == 200
    [conversation] = outage.conversations(1)
    for number in range(2):
        outage.reply(conversation, f"r{number}")
    outage.run(hours=3)
    assert redriven(outage, conversation)[0] == 202
    assert {(each["status"], each["attempts"]) for each in outage.shown(conversation)} == {("QUEUED", 0)}
    assert redriven(outage, conversation)[1]["redriven_ids"] == []
    page = outage.desk.call("GET", f"/v1/conversations/{conversation}/timeline", query={"limit": "100"})[1]
    asked = [entry for entry in page["entries"] if entry.get("event") == "retried"]
    assert len(asked) == 2
    assert all(entry["actor"]["name"] for entry in asked)
    outage.is_over()
    outage.run(minutes=1)
    assert outage.texts == ["r0", "r1"]


def test_replies_of_an_account_that_cannot_send_are_not_redriven(outage: Outage) -> None:
    path = f"/v1/channel-accounts/{outage.desk.custom.id}"
    [conversation] = outage.conversations(1)
    outage.reply(conversation)
    assert outage.desk.call("PATCH", path, {"active": False})[0] == 200
    outage.run(minutes=1)
    status, problem = redriven(outage, conversation)
    assert (status, problem["code"]) == (409, "account_inactive")
    assert outage.shown(conversation)[0]["status"] == "FAILED"
