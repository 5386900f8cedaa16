"""What administrators see of an account's deliveries, and replaying one."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from helpdesk.delivery import log
from helpdesk.delivery.models import Result
from helpdesk.people.actors import ActorKind
from helpdesk.people.models import BuiltIn
from helpdesk.people.principals import Principal, TicketAccess
from helpdesk.people.roles import scopes_of
from helpdesk.platform.attributes import Item
from helpdesk.platform.dynamodb import Table
from helpdesk.platform.outbound_http import HttpResponse
from tests.support.agent import reply
from tests.support.described import check_desk_response
from tests.support.desk import DeskInProcess
from tests.support.integrator import Integrator

AGENT = Principal(ActorKind.PERSON, "agent-1", "Ada", scopes_of(BuiltIn.AGENT))


@pytest.fixture
def app(desk: DeskInProcess) -> Integrator:
    desk.clock.now = datetime.now(UTC)  # the log's ids have the real time
    return Integrator(desk)


def conversation(app: Integrator, channel: str, account: str) -> str:
    thread: str = app.publish(channel, account)["conversationsThreadId"]
    app.desk.settle()
    return thread


def ask(desk: DeskInProcess, method: str, path: str, **more: Any) -> tuple[int, Any]:
    path = f"/v1/channel-accounts/{path}"
    found = desk.call(method, path, **more)
    check_desk_response(method, path, *found)
    return found


def deliveries(desk: DeskInProcess, account: str, **query: str) -> Any:
    status, page = ask(desk, "GET", f"{account}/deliveries", query=query)
    assert status == 200, page
    return page


def test_the_log_of_an_account_is_read_newest_first_by_result_and_page(app: Integrator) -> None:
    desk = app.desk
    channel, account = app.ready()
    thread = conversation(app, channel, account)
    replies = [reply(desk, thread, f"Reply {at}")[1]["id"] for at in range(3)]
    desk.http.responses = [HttpResponse(200, {}, b""), HttpResponse(410, {}, b""), HttpResponse(200, {}, b"")]
    desk.settle()
    page = deliveries(desk, account)
    assert [entry["event_id"] for entry in page["deliveries"][:3]] == replies[::-1]
    assert (page["deliveries"][3]["type"], page["next_cursor"]) == ("CHANNEL_ACCOUNT_CREATED", None)
    [failed] = deliveries(desk, account, result="FAILED")["deliveries"]
    assert (failed["event_id"], failed["failure"]["code"], failed["attempt"]) == (replies[1], "gone", 1)
    seen, cursor = [], None
    while cursor or not seen:
        part = deliveries(desk, account, limit="3", **({"cursor": cursor} if cursor else {}))
        seen.append(part["deliveries"])
        cursor = part["next_cursor"]
    assert [len(each) for each in seen] == [3, 1]
    assert [entry for each in seen for entry in each] == page["deliveries"]


@pytest.mark.parametrize(("at_most", "most_pages"), [(500, 3), (2, 9)])
def test_only_the_accounts_own_deliveries_are_shown(
    app: Integrator, monkeypatch: pytest.MonkeyPatch, at_most: int, most_pages: int
) -> None:
    monkeypatch.setattr(log, "_READ_AT_MOST", at_most)
    desk = app.desk
    channel, account = app.ready()
    other = app.connect(channel, "another-line")
    thread = conversation(app, channel, account)
    busy = app.publish(channel, other, integrationThreadId="t2")["conversationsThreadId"]
    reply(desk, thread)
    desk.settle()
    for at in range(6):
        reply(desk, busy, f"Reply {at}")
    desk.settle()
    found: list[Any] = []
    pages, cursor = 0, None
    while cursor or not pages:
        part = deliveries(desk, account, limit="1", **({"cursor": cursor} if cursor else {}))
        found += part["deliveries"]
        pages, cursor = pages + 1, part["next_cursor"]
    assert [(entry["account_id"], entry["type"]) for entry in found] == [
        (account, "OUTGOING_CHANNEL_MESSAGE_CREATED"),
        (account, "CHANNEL_ACCOUNT_CREATED"),
    ]
    assert 2 <= pages <= most_pages, "a page that read enough of other accounts is short"
    [foreign, *_] = deliveries(desk, other)["deliveries"]
    status, problem = ask(desk, "POST", f"{account}/deliveries/{foreign['id']}/replay")
    assert (status, problem["code"]) == (404, "delivery_not_found")


def test_an_administrator_replays_a_delivery(app: Integrator) -> None:
    desk = app.desk
    channel, account = app.ready()
    thread = conversation(app, channel, account)
    message = reply(desk, thread)[1]["id"]
    desk.http.responses = [HttpResponse(410, {}, b"")]
    desk.settle()
    [failed] = deliveries(desk, account, result="FAILED")["deliveries"]
    assert ask(desk, "POST", f"{account}/deliveries/{failed['id']}/replay") == (202, failed)
    desk.settle()
    newest = deliveries(desk, account)["deliveries"][0]
    assert (newest["event_id"], newest["result"], newest["replay"], newest["failure"]) == (message, "SENT", True, None)


def test_the_account_says_when_a_message_came_and_how_the_last_delivery_went(app: Integrator) -> None:
    desk = app.desk
    channel, account = app.ready()
    unused = ask(desk, "GET", account)[1]
    assert unused["last_message_at"] is None
    desk.settle()
    assert ask(desk, "GET", account)[1]["last_delivery"]["result"] == "SENT"  # its app was told of the account
    thread = conversation(app, channel, account)
    desk.http.responses = [HttpResponse(410, {}, b"")]
    reply(desk, thread)
    desk.settle()
    ticket = thread.replace("cnv_", "tkt_")
    came = desk.call("GET", f"/v1/tickets/{ticket}")[1]["last_activity_at"]
    desk.call("PUT", f"/v1/tickets/{ticket}/status", {"status": "closed"})
    [failed] = deliveries(desk, account, result="FAILED")["deliveries"]
    shown = ask(desk, "GET", account)[1]
    assert shown["last_message_at"] == came
    assert shown["last_delivery"] == {
        "at": failed["attempted_at"],
        "result": "FAILED",
        "reason": failed["failure"]["reason"],
        "code": "gone",
    }


def test_the_last_delivery_is_looked_for_among_the_newest_only(
    app: Integrator, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = app.desk
    channel, account = app.ready()
    other = app.connect(channel, "another-line")
    desk.settle()
    busy = app.publish(channel, other, integrationThreadId="t2")["conversationsThreadId"]
    for at in range(30):
        reply(desk, busy, f"Reply {at}")
    desk.settle()
    read: list[int] = []
    query = Table.query

    def counted(table: Table, condition: str, values: Item, **more: Any) -> Any:
        page = query(table, condition, values, **more)
        if str(values.get("pk")).startswith("deliveries#"):
            read.append(len(page.items))
        return page

    monkeypatch.setattr(Table, "query", counted)
    shown = ask(desk, "GET", account)[1]
    assert (shown["last_delivery"], shown["last_delivery_known"]) == (None, False)
    assert (len(read), sum(read)) == (len(Result), 26)
    assert deliveries(desk, account)["deliveries"], "the list goes further back"
    shown = ask(desk, "GET", other)[1]
    assert (shown["last_delivery"]["result"], shown["last_delivery_known"]) == ("SENT", True)


def test_an_account_without_a_registered_channel_has_no_log(desk: DeskInProcess) -> None:
    message = desk.accept()
    reply(desk, message.conversation_id)
    desk.settle()
    came = desk.call("GET", f"/v1/tickets/{message.ticket_id}")[1]["last_activity_at"]
    assert deliveries(desk, desk.custom.id) == {"deliveries": [], "next_cursor": None}
    shown = ask(desk, "GET", desk.custom.id)[1]
    assert (shown["last_message_at"], shown["last_delivery"]) == (came, None)
    assert shown["last_delivery_known"]
    status, problem = ask(desk, "POST", f"{desk.custom.id}/deliveries/{'0' * 26}/replay")
    assert (status, problem["code"]) == (404, "delivery_not_found")


def test_only_administrators_read_the_log_and_replay(app: Integrator) -> None:
    _, account = app.ready()
    for method, path in (("GET", "deliveries"), ("POST", f"deliveries/{'0' * 26}/replay")):
        status, problem = ask(app.desk, method, f"{account}/{path}", principal=AGENT)
        assert (status, problem["code"]) == (403, "missing_scope")


def test_the_log_names_messages_and_is_for_whoever_sees_every_ticket_of_the_inbox(app: Integrator) -> None:
    desk = app.desk
    channel, account = app.ready()
    reply(desk, conversation(app, channel, account), "Where is it?")
    desk.settle()
    entry = deliveries(desk, account)["deliveries"][0]["id"]
    administrator = Principal(ActorKind.PERSON, "agent-1", "Ada", scopes_of(BuiltIn.ADMINISTRATOR))
    for seen, principal in (
        (False, replace(administrator, closed_inboxes=("1",))),
        (False, replace(administrator, ticket_access=TicketAccess.TEAM)),
        (True, replace(administrator, closed_inboxes=("2",))),
    ):
        for method, path in (("GET", "deliveries"), ("POST", f"deliveries/{entry}/replay")):
            status, answer = ask(desk, method, f"{account}/{path}", principal=principal)
            assert (status < 300) is seen
            assert seen or (status, answer["code"]) == (404, "account_not_found")


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"result": "sent"}, "result"),
        ({"limit": "101"}, "limit"),
        ({"cursor": "x"}, "cursor"),
        ({"after": "x"}, "after"),
    ],
)
def test_a_parameter_that_does_not_fit_is_named(desk: DeskInProcess, query: dict[str, str], field: str) -> None:
    status, problem = ask(desk, "GET", f"{desk.custom.id}/deliveries", query=query)
    assert (status, problem["errors"][0]["field"]) == (400, field)
    status, problem = ask(desk, "GET", "12/deliveries")
    assert (status, problem["code"]) == (404, "account_not_found")
