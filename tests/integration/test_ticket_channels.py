"""A ticket says through which channel it came, and what was said last."""

from typing import Any

import pytest

from helpdesk.accounts.repository import AccountRepository
from tests.support.agent import reply
from tests.support.desk import DeskInProcess
from tests.support.integrator import Integrator

pytestmark = pytest.mark.both_backends


def listed(desk: DeskInProcess) -> dict[str, Any]:
    tickets = desk.call("GET", "/v1/tickets")[1]["tickets"]
    return {ticket["account_id"]: ticket["channel"] for ticket in tickets}


def test_each_ticket_of_a_list_has_its_channel(desk: DeskInProcess, app: Integrator) -> None:
    desk.accept()
    desk.accept(account=desk.telegram, thread="5")
    channel_id, registered_id = app.ready()
    app.publish(channel_id, registered_id)
    desk.settle()
    found = listed(desk)
    assert found[desk.telegram.id] == {"id": "telegram", "name": "Telegram", "logo_url": None, "custom": False}
    assert (found[desk.custom.id]["id"], found[desk.custom.id]["custom"]) == ("custom", True)
    assert (found[registered_id]["id"], found[registered_id]["custom"]) == (channel_id, True)


def test_one_ticket_has_it_too(desk: DeskInProcess) -> None:
    ticket = desk.call("GET", f"/v1/tickets/{desk.accept().ticket_id}")[1]
    assert (ticket["channel"]["id"], ticket["team_id"]) == ("custom", None)
    assert ticket["created_at"] == ticket["opened_at"]
    assert ticket["last_message"] == {
        "direction": "in",
        "preview": "Hello",
        "at": ticket["last_activity_at"],
        "actor": {"kind": "contact", "id": ticket["contact_id"], "name": "Cleo"},
    }
    reply(desk, ticket["conversation_id"], "Hi")
    desk.settle()
    answered = desk.call("GET", f"/v1/tickets/{ticket['id']}")[1]
    assert answered["last_message"] == {"direction": "out", "preview": "Hi", "at": None, "actor": None}


def test_a_list_that_is_read_again_reads_no_account_again(desk: DeskInProcess, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.accept()
    first = listed(desk)
    monkeypatch.setattr(AccountRepository, "many", None)
    assert listed(desk) == first
