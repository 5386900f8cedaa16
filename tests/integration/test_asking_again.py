"""Clients that ask again and again: what is newer in a list, and responses that they have."""

from collections import Counter
from typing import Any

import pytest

from tests.support.described import check_desk_response
from tests.support.desk import SECRET, DeskInProcess


def listed(desk: DeskInProcess, **query: str) -> tuple[list[str], Any]:
    """The subjects of a page, and the page."""
    status, page = desk.call("GET", "/v1/tickets", query=query)
    check_desk_response("GET", "/v1/tickets", status, page)
    return [ticket["subject"] for ticket in page["tickets"]], page


def test_only_what_customers_wrote_since_is_newer(desk: DeskInProcess) -> None:
    for name in "abc":
        desk.accept(name, thread=name)
    desk.settle()
    desk.clock.forward(minutes=1)
    _, page = listed(desk)
    desk.accept("again", thread="a")
    desk.accept("d", thread="d")
    desk.settle()
    desk.clock.forward(minutes=1)
    found, newer = listed(desk, cursor=page["newer_cursor"])
    assert found == ["a", "d"]
    assert newer["tickets"][0]["preview"] == "again"
    assert newer["next_cursor"] is None
    assert listed(desk, cursor=newer["newer_cursor"])[0] == []


@pytest.mark.parametrize("query", [{}, {"status": "closed"}, {"owner_id": "none"}, {"owner_id": "agent-1"}])
def test_an_empty_list_tells_what_is_newer_too(desk: DeskInProcess, query: dict[str, str]) -> None:
    found, page = listed(desk, **query)
    assert found == []
    ticket = desk.accept("a").ticket_id
    desk.settle()
    if query.get("owner_id") == "agent-1":
        desk.call("PUT", f"/v1/tickets/{ticket}/owner", {"owner_id": "agent-1"})
    if "status" in query:
        desk.call("PUT", f"/v1/tickets/{ticket}/status", {"status": "closed"})
    assert listed(desk, **query, cursor=page["newer_cursor"])[0] == ["a"]


def test_what_is_newer_has_the_filters_of_its_list(desk: DeskInProcess) -> None:
    tickets = {name: desk.accept(name, thread=name).ticket_id for name in ("mine", "closed", "nobodys")}
    other = desk.connections.connect("custom", "Other", SECRET, {"delivery_url": "https://other.example/hook"})
    desk.accept("elsewhere", thread="elsewhere", account=other)
    desk.settle()
    for name in ("mine", "closed"):
        desk.call("PUT", f"/v1/tickets/{tickets[name]}/owner", {"owner_id": "agent-1"})
    desk.call("PUT", f"/v1/tickets/{tickets['closed']}/status", {"status": "closed"})
    queries: list[dict[str, str]] = [
        {},
        {"owner_id": "agent-1"},
        {"owner_id": "none"},
        {"account_id": other.id},
        {"account_id": desk.custom.id, "owner_id": "none"},
    ]
    desk.clock.forward(minutes=1)
    cursors = [listed(desk, **query)[1]["newer_cursor"] for query in queries]
    for name in tickets:
        desk.accept("again", thread=name)
    desk.accept("again", thread="elsewhere", account=other)
    desk.settle()
    newer = [set(listed(desk, **query, cursor=cursor)[0]) for query, cursor in zip(queries, cursors, strict=True)]
    # The customer's message has opened the closed one.
    assert newer == [
        {"mine", "closed", "nobodys", "elsewhere"},
        {"mine", "closed"},
        {"nobodys", "elsewhere"},
        {"elsewhere"},
        {"nobodys"},
    ]
    status, problem = desk.call("GET", "/v1/tickets", query={"owner_id": "none", "cursor": cursors[1]})
    assert (status, problem["code"]) == (400, "bad_cursor")


def test_a_ticket_that_follows_its_message_late_is_not_missed(desk: DeskInProcess) -> None:
    """Messages are stored before their tickets move: here, a newer one of another customer moves first."""
    desk.accept("a", thread="a")
    desk.settle()
    desk.clock.forward(minutes=1)
    desk.accept("late", thread="a")
    desk.clock.forward(seconds=1)
    desk.accept("b", thread="b")
    found, page = listed(desk)
    assert found == ["b", "a"]
    desk.settle()
    assert listed(desk, cursor=page["newer_cursor"])[1]["tickets"][0]["preview"] == "late"


def test_what_is_newer_can_have_several_pages(desk: DeskInProcess) -> None:
    other = desk.connections.connect("custom", "Other", SECRET, {"delivery_url": "https://other.example/hook"})
    cursor = listed(desk)[1]["newer_cursor"]
    for number, name in enumerate("abcde"):
        desk.accept(name, thread=name, account=other if number % 2 else desk.custom)
    desk.settle()
    desk.clock.forward(minutes=1)
    found: list[str] = []
    begun: set[str] = set()
    while cursor:
        subjects, page = listed(desk, limit="2", cursor=cursor)
        found += subjects
        begun.add(page["newer_cursor"])
        cursor = page["next_cursor"]
        desk.clock.forward(seconds=2)
    assert sorted(found) == list("abcde")
    # Each page names the time at which the first one was read.
    assert [listed(desk, cursor=each)[0] for each in begun] == [[]]


@pytest.mark.parametrize("query", [{}, {"owner_id": "agent-1"}])
def test_asking_when_nothing_is_newer_reads_no_ticket(
    desk: DeskInProcess, monkeypatch: pytest.MonkeyPatch, query: dict[str, str]
) -> None:
    for name in "abcdef":
        ticket = desk.accept(name, thread=name).ticket_id
        desk.call("PUT", f"/v1/tickets/{ticket}/owner", {"owner_id": "agent-1"})
    desk.settle()
    desk.clock.forward(minutes=1)
    cursor = listed(desk, **query)[1]["newer_cursor"]
    calls: Counter[str] = Counter()
    read = desk.databases["find"].query

    def count(*given: Any, **named: Any) -> Any:
        calls[given[0]] += 1
        return read(*given, **named)

    monkeypatch.setattr(desk.databases["find"], "query", count)
    monkeypatch.setattr(desk.databases["find"], "batch_get_across", None)
    assert listed(desk, **query, cursor=cursor)[0] == []
    assert calls["feed"] == 1
    assert calls["conversations"] == 0


def tagged(desk: DeskInProcess, path: str, tag: str | None = None) -> tuple[int, Any, str]:
    """Status, body and tag of a response."""
    headers = {"if-none-match": tag} if tag else {}
    response = desk.respond("GET", path, headers=headers)
    assert response["headers"]["cache-control"] == "private, no-cache"
    return response["statusCode"], response["body"], response["headers"]["etag"]


def test_a_response_that_the_client_has_comes_without_a_body(desk: DeskInProcess) -> None:
    desk.accept("a")
    desk.settle()
    for path in ("/v1/tickets", "/v1/channel-accounts"):
        status, body, tag = tagged(desk, path)
        assert (status, bool(body)) == (200, True)
        desk.clock.forward(minutes=1)  # cursors name the time of the request
        for known in (tag, tag.removeprefix("W/"), f'"x", {tag}', "*"):
            assert tagged(desk, path, known) == (304, "", tag)
        status, _, same = tagged(desk, path, '"x"')
        assert (status, same) == (200, tag)


def test_a_response_that_has_changed_comes_whole(desk: DeskInProcess) -> None:
    desk.accept("a")
    desk.settle()
    before = tagged(desk, "/v1/tickets")[2]
    desk.accept("again")
    desk.settle()
    status, body, newer = tagged(desk, "/v1/tickets", before)
    assert (status, "again" in body) == (200, True)
    assert newer != before
    _, _, tag = tagged(desk, "/v1/channel-accounts")
    desk.call("PATCH", f"/v1/channel-accounts/{desk.custom.id}", {"name": "Renamed"})
    assert tagged(desk, "/v1/channel-accounts", tag)[0] == 200


def test_a_list_that_goes_on_is_not_one_that_ends(desk: DeskInProcess) -> None:
    """Its first page is the same."""
    desk.accept("a", thread="a")
    desk.settle()
    response = desk.respond("GET", "/v1/tickets", query={"limit": "1"})
    assert '"next_cursor":null' in response["body"]
    desk.clock.forward(minutes=-2)
    desk.accept("b", thread="b")  # its activity is older
    desk.settle()
    known = {"if-none-match": response["headers"]["etag"]}
    assert desk.respond("GET", "/v1/tickets", query={"limit": "1"}, headers=known)["statusCode"] == 200
