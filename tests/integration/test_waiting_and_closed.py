"""A ticket that waits, and is closed by a reply whose request stopped: the fan-out takes it from those that wait."""

import pytest

from helpdesk.tickets.replied import RepliedTicket
from helpdesk.tickets.waiting import WaitingRepository
from infra.workbench.tables import CONVERSATIONS
from tests.support.desk import DeskInProcess
from tests.support.routing import leaves, ruled, waiting
from tests.support.ticket_work import read


def test_what_a_stopped_request_has_closed_waits_no_more(desk: DeskInProcess, monkeypatch: pytest.MonkeyPatch) -> None:
    ruled(desk, automatic=True, assign_to="users_and_teams", user_ids=[desk.agent.id])
    leaves(desk, desk.agent.id)
    ticket, places = waiting(desk), WaitingRepository(desk.database.table(CONVERSATIONS))
    monkeypatch.setattr(RepliedTicket, "follow", lambda _self, _reply: None)
    reply = {"text": "Done", "set_status": {"status_id": "closed"}}
    assert desk.call("POST", f"/v1/conversations/{ticket.replace('tkt', 'cnv')}/replies", reply)[0] == 201
    assert places.any(), "the ticket has not followed its reply yet"
    desk.settle()
    assert read(desk, ticket)["status"] == "closed"
    assert not places.any()
