"""The tickets of views, and their counts, from an index that follows the desk."""

from dataclasses import replace
from typing import Any

import pytest

from helpdesk.conversations.references import ConversationReference, thread_of
from helpdesk.people.principals import Principal, TicketAccess
from tests.support.desk import DeskInProcess


def opened(desk: DeskInProcess, text: str = "Hello", *, thread: str = "t1", **more: Any) -> str:
    """The id of the ticket."""
    desk.accept(text, thread=thread, **more)
    desk.settle()
    desk.clock.forward(seconds=1)
    return ConversationReference(thread_of(desk.custom.id, thread)).ticket_id


def tickets(desk: DeskInProcess, view: str, who: Principal | None = None, **query: str) -> dict[str, Any]:
    status, body = desk.call("GET", f"/v1/views/{view}/tickets", principal=who, query=query)
    assert status == 200, body
    return body


def counts(desk: DeskInProcess, who: Principal | None = None) -> dict[str, int | None]:
    status, body = desk.call("GET", "/v1/view-counts", principal=who)
    assert status == 200, body
    return {each["view_id"]: each["count"] for each in body["counts"]}


def ids(body: dict[str, Any]) -> list[str]:
    return [each["id"] for each in body["tickets"]]


def test_a_view_has_its_tickets_and_their_count(desk: DeskInProcess) -> None:
    first, second = (opened(desk, thread=thread) for thread in ("t1", "t2"))
    found = tickets(desk, "all_open")
    assert (ids(found), found["count"], found["next_cursor"]) == ([second, first], 2, None)
    assert found["tickets"][0]["channel"] == {"id": "custom", "name": "Webhook", "logo_url": None, "custom": True}
    desk.call("PUT", f"/v1/tickets/{first}/owner", {"owner_id": desk.agent.id})
    desk.call("PUT", f"/v1/tickets/{second}/status", {"status": "closed"})
    assert {view: ids(tickets(desk, view)) for view in ("mine", "unassigned", "closed", "all_open")} == {
        "mine": [first],
        "unassigned": [],
        "closed": [second],
        "all_open": [first],
    }
    assert {view: count for view, count in counts(desk).items() if count} == {"mine": 1, "closed": 1, "all_open": 1}


def test_a_page_goes_on_where_the_one_before_ended(desk: DeskInProcess) -> None:
    made = [opened(desk, thread=f"t{each}") for each in range(5)]
    page = tickets(desk, "all_open", limit="2")
    found = ids(page)
    opened(desk, "Again", thread="t0")  # it moves past the reader
    while page["next_cursor"]:
        page = tickets(desk, "all_open", limit="2", cursor=page["next_cursor"])
        found += ids(page)
        assert page["count"] == 5
    assert found == [*reversed(made[1:]), made[0]]


def test_a_ticket_that_is_gone_meanwhile_is_left_out(desk: DeskInProcess, monkeypatch: pytest.MonkeyPatch) -> None:
    kept, gone = (opened(desk, thread=thread) for thread in ("t1", "t2"))
    index = desk.index()
    monkeypatch.setattr(desk, "follow_feed", lambda: index)
    ticket = desk.tickets.get(ConversationReference.from_ticket_id(gone))
    assert ticket
    desk.tickets.transact(desk.tickets.deleting(ticket))
    assert ids(tickets(desk, "all_open")) == [kept]


def test_everybody_sees_and_counts_what_they_may_see(desk: DeskInProcess) -> None:
    mine, theirs, nobodys = (opened(desk, thread=f"t{each}") for each in range(3))
    ben = replace(desk.add_agent("Ben"), ticket_access=TicketAccess.OWN)
    desk.call("PUT", f"/v1/tickets/{mine}/owner", {"owner_id": ben.id})
    desk.call("PUT", f"/v1/tickets/{theirs}/owner", {"owner_id": desk.agent.id})
    assert set(ids(tickets(desk, "all_open", ben))) == {mine, nobodys}
    assert tickets(desk, "all_open", ben)["count"] == counts(desk, ben)["all_open"] == 2
    assert counts(desk)["all_open"] == 3
    closed = replace(ben, closed_inboxes=("1",))
    assert (ids(tickets(desk, "all_open", closed)), counts(desk, closed)["mine"]) == ([], 0)


def test_a_view_of_ones_own_is_counted_too(desk: DeskInProcess) -> None:
    desk.call("POST", "/v1/ticket-properties", {"name": "size", "label": "Size", "type": "number"})
    large, _ = (opened(desk, thread=thread) for thread in ("t1", "t2"))
    desk.call("PATCH", f"/v1/tickets/{large}", {"properties": {"size": 9}})
    filters = [{"property": "properties.size", "operator": "at_least", "value": 5}]
    sort = [{"property": "properties.size", "direction": "ascending"}]
    status, view = desk.call("POST", "/v1/views", {"name": "Large ones", "filters": filters, "sort": sort})
    assert status == 201, view
    assert ids(tickets(desk, view["id"])) == [large]
    assert counts(desk)[view["id"]] == 1
    status, body = desk.call("POST", "/v1/tickets/query", {"filters": filters, "limit": 1})
    assert (status, ids(body), body["count"]) == (200, [large], 1)


def test_a_view_that_names_what_is_gone_says_so_and_the_others_are_counted(desk: DeskInProcess) -> None:
    opened(desk)
    desk.call("POST", "/v1/ticket-properties", {"name": "size", "label": "Size", "type": "number"})
    filters = [{"property": "properties.size", "operator": "at_least", "value": 5}]
    _, view = desk.call("POST", "/v1/views", {"name": "Large ones", "filters": filters})
    desk.call("DELETE", "/v1/ticket-properties/size")
    status, body = desk.call("GET", f"/v1/views/{view['id']}/tickets")
    assert (status, body["code"], body["errors"][0]["field"]) == (409, "view_broken", "filters[0].property")
    assert (counts(desk)[view["id"]], counts(desk)["all_open"]) == (None, 1)


def test_days_begin_by_the_clocks_of_whoever_asks(desk: DeskInProcess) -> None:
    """It is nine in the morning, in UTC: in Auckland it is ten in the evening of that day."""
    desk.clock.forward(seconds=3 * 3600)
    opened(desk)
    asked = [{"property": "opened_at", "operator": "is", "value": "today"}]
    desk.clock.forward(seconds=2)
    for zone, count in ((None, 1), ("Pacific/Auckland", 1), ("Pacific/Kiritimati", 1)):
        status, body = desk.call("POST", "/v1/tickets/query", {"filters": asked, "time_zone": zone})
        assert (status, body["count"]) == (200, count)
    status, body = desk.call("GET", "/v1/view-counts", query={"time_zone": "Mars/Olympus"})
    assert (status, body["code"]) == (400, "unknown_time_zone")


def test_what_a_client_has_is_not_sent_again(desk: DeskInProcess) -> None:
    opened(desk)
    for path in ("/v1/view-counts", "/v1/views/all_open/tickets"):
        tag = desk.respond("GET", path)["headers"]["etag"]
        assert desk.respond("GET", path, headers={"if-none-match": tag})["statusCode"] == 304


@pytest.mark.parametrize("limit", ["0", "101", "1000000", "many"])
def test_a_page_has_at_most_a_hundred_tickets(desk: DeskInProcess, limit: str) -> None:
    status, body = desk.call("GET", "/v1/views/all_open/tickets", query={"limit": limit})
    assert (status, body["errors"][0]["field"]) == (400, "limit")


def test_a_cursor_is_of_one_view_and_one_caller(desk: DeskInProcess) -> None:
    for each in range(2):
        opened(desk, thread=f"t{each}")
    cursor = tickets(desk, "all_open", limit="1")["next_cursor"]
    ben = desk.add_agent("Ben")
    for view, who in (("unassigned", None), ("all_open", ben)):
        status, body = desk.call("GET", f"/v1/views/{view}/tickets", principal=who, query={"cursor": cursor})
        assert (status, body["code"]) == (400, "bad_cursor")
    status, body = desk.call("POST", "/v1/tickets/query", {"cursor": "x" * 8_001})
    assert (status, body["errors"][0]["field"]) == (400, "cursor")


@pytest.mark.parametrize(
    ("filters", "field"),
    [
        ([{"property": "shoe_size", "operator": "is", "value": 1}], "filters[0].property"),
        ([{"property": "opened_at", "operator": "contains", "value": "x"}], "filters[0].operator"),
        ([{"property": "opened_at", "operator": "before", "value": "soon"}], "filters[0].value"),
        ([{"property": "status", "operator": "is", "value": "open"}] * 200, "filters"),
    ],
)
def test_a_query_that_cannot_be_asked_is_refused_by_its_filter(
    desk: DeskInProcess, filters: list[Any], field: str
) -> None:
    status, body = desk.call("POST", "/v1/tickets/query", {"filters": filters})
    assert (status, body["errors"][0]["field"]) == (400, field)


def test_a_view_that_somebody_may_not_see_is_not_there(desk: DeskInProcess) -> None:
    ben = desk.add_agent("Ben")
    _, view = desk.call("POST", "/v1/views", {"name": "Mine alone"})
    status, body = desk.call("GET", f"/v1/views/{view['id']}/tickets", principal=ben)
    assert (status, body["code"]) == (404, "view_not_found")
    assert view["id"] not in counts(desk, ben)
