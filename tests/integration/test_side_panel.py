"""What is shown beside a conversation: the contact, and the tickets before it."""

from typing import Any

import pytest

from tests.support.agent import close
from tests.support.described import check_desk_response
from tests.support.desk import DeskInProcess
from tests.support.integrator import Integrator, party


def read(desk: DeskInProcess, path: str, **query: str) -> Any:
    status, response = desk.call("GET", path, query=query)
    check_desk_response("GET", path, status, response)
    assert status == 200, response
    return response


def test_a_contact_is_shown_with_who_verified_what(desk: DeskInProcess) -> None:
    app = Integrator(desk)
    channel, account = app.ready()
    email, token = {"verifiedEmail": "cleo@example.com"}, {"visitorToken": "a-visitor-0123456789"}
    for identity in (email, token):
        app.publish(channel, account, customerIdentity=identity)
    desk.settle()
    [ticket] = read(desk, "/v1/tickets")["tickets"]
    contact = read(desk, f"/v1/contacts/{ticket['contact_id']}")
    assert (contact["id"], contact["account_id"]) == (ticket["contact_id"], account)
    own, verified, visitor = contact["identifiers"]
    assert (own["account_id"], own["verified"]) == (account, False)
    assert (verified["type"], verified["value"]) == ("HS_EMAIL_ADDRESS", "cleo@example.com")
    assert verified["verified_by"] == visitor["verified_by"] == "acme"
    assert (visitor["type"], visitor["value"]) == ("VISITOR_TOKEN", None)
    assert "a-visitor-0123456789" not in str(contact)
    # The address of the list is one to which a conversation can be started.
    assert own["type"] == "CHANNEL_SPECIFIC_OPAQUE_ID"


@pytest.mark.parametrize("contact_id", ["con_nothing", "identity", "x" * 64])
def test_an_unknown_contact_is_not_found(desk: DeskInProcess, contact_id: str) -> None:
    status, problem = desk.call("GET", f"/v1/contacts/{contact_id}")
    assert (status, problem["code"]) == (404, "contact_not_found")


def thread_of(desk: DeskInProcess, count: int) -> list[str]:
    """The tickets of one customer, whom each answer satisfied for longer than a ticket can be reopened."""
    tickets: list[str] = []
    for number in range(count):
        tickets.append(desk.accept(f"question {number}").ticket_id)
        desk.settle()
        close(desk, tickets[-1])
        desk.clock.forward(days=30)
    return tickets


def test_the_tickets_before_one_are_listed_newest_first(desk: DeskInProcess) -> None:
    tickets = thread_of(desk, 5)
    assert len(set(tickets)) == 5
    path = f"/v1/tickets/{tickets[4]}/previous-tickets"
    page = read(desk, path)
    assert [ticket["id"] for ticket in page["tickets"]] == tickets[3::-1]
    assert page["next_cursor"] is None
    shown = page["tickets"][0]
    assert (shown["subject"], shown["status"]) == ("question 3", "closed")
    first = read(desk, path, limit="3")
    rest = read(desk, path, limit="3", cursor=first["next_cursor"])
    assert [ticket["id"] for ticket in first["tickets"] + rest["tickets"]] == tickets[3::-1]
    assert rest["next_cursor"] is None
    middle = read(desk, f"/v1/tickets/{tickets[1]}/previous-tickets")
    assert [ticket["id"] for ticket in middle["tickets"]] == tickets[:1]


def test_the_tickets_of_a_contact_on_every_account_are_listed(desk: DeskInProcess) -> None:
    app = Integrator(desk)
    channel, shop = app.ready()
    other = app.connect(channel, "another-line")
    cleo, omar = ({"verifiedEmail": f"{name}@example.com"} for name in ("cleo", "omar"))
    tickets: list[str] = []
    for account, thread, identity in (
        (shop, "a", cleo),
        (other, "b", omar),
        (other, "c", cleo),
        (shop, "d", omar),
        (shop, "e", cleo),
    ):
        # An address of their own in each thread: only the identity says who it is.
        sender = party(f"{thread}-1")
        app.publish(channel, account, thread, senders=[sender], integrationThreadId=thread, customerIdentity=identity)
        desk.settle()
        [newest] = [ticket["id"] for ticket in read(desk, "/v1/tickets")["tickets"] if ticket["subject"] == thread]
        tickets.append(newest)
        desk.clock.forward(seconds=1)
    path = f"/v1/tickets/{tickets[4]}/previous-tickets"
    listed = read(desk, path)
    assert [ticket["id"] for ticket in listed["tickets"]] == [tickets[2], tickets[0]]
    assert {ticket["account_id"] for ticket in listed["tickets"]} == {shop, other}
    first = read(desk, path, limit="1")
    second = read(desk, path, limit="1", cursor=first["next_cursor"])
    assert [ticket["id"] for ticket in first["tickets"] + second["tickets"]] == [tickets[2], tickets[0]]
    assert second["next_cursor"] is None
    assert read(desk, f"/v1/tickets/{tickets[1]}/previous-tickets")["tickets"] == []


def test_tickets_that_were_opened_in_the_same_moment_are_listed_once(desk: DeskInProcess) -> None:
    app = Integrator(desk)
    channel, account = app.ready()
    cleo = {"verifiedEmail": "cleo@example.com"}
    for thread in "abcdef":
        if thread == "f":
            desk.clock.forward(seconds=1)
        app.publish(channel, account, thread, integrationThreadId=thread, customerIdentity=cleo)
    desk.settle()
    newest, *before = read(desk, "/v1/tickets")["tickets"]
    assert newest["subject"] == "f"
    found: list[str] = []
    cursor: dict[str, str] = {}
    while True:
        page = read(desk, f"/v1/tickets/{newest['id']}/previous-tickets", limit="2", **cursor)
        found += [ticket["id"] for ticket in page["tickets"]]
        if page["next_cursor"] is None:
            break
        cursor = {"cursor": page["next_cursor"]}
    assert sorted(found) == sorted(ticket["id"] for ticket in before)


def test_the_first_ticket_has_none_before_it_and_an_unknown_one_is_not_found(desk: DeskInProcess) -> None:
    [ticket] = thread_of(desk, 1)
    assert read(desk, f"/v1/tickets/{ticket}/previous-tickets") == {"tickets": [], "next_cursor": None}
    following = ticket.removesuffix("_1") + "_2"
    for unknown in (following, f"tkt_{'a' * 26}_99999", "tkt_nothing"):
        status, problem = desk.call("GET", f"/v1/tickets/{unknown}/previous-tickets")
        assert (status, problem["code"]) == (404, "ticket_not_found")


def test_a_cursor_belongs_to_its_ticket(desk: DeskInProcess) -> None:
    tickets = thread_of(desk, 3)
    cursor = read(desk, f"/v1/tickets/{tickets[2]}/previous-tickets", limit="1")["next_cursor"]
    status, problem = desk.call("GET", f"/v1/tickets/{tickets[1]}/previous-tickets", query={"cursor": cursor})
    assert (status, problem["code"]) == (400, "bad_cursor")
