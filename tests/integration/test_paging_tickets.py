"""Paging through lists of tickets while customers write, and with many accounts or many tickets of one owner."""

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from tests.support.desk import SECRET, DeskInProcess

pytestmark = pytest.mark.engine


def ticket_of(desk: DeskInProcess, name: str, **more: Any) -> str:
    ticket_id: str = desk.accept(name, thread=name, **more).ticket_id
    desk.clock.forward(minutes=1)
    return ticket_id


def owned(desk: DeskInProcess, ticket_id: str) -> None:
    assert desk.call("PUT", f"/v1/tickets/{ticket_id}/owner", {"owner_id": "agent-1"})[0] == 200


def pages(desk: DeskInProcess, between: Callable[[int], None] = lambda _: None, **query: str) -> list[list[str]]:
    """The subjects on each page; `between` happens after each page, with its number."""
    found: list[list[str]] = []
    cursor: dict[str, str] = {}
    while len(found) < 50:
        status, page = desk.call("GET", "/v1/tickets", query={**query, **cursor})
        assert status == 200
        found.append([ticket["subject"] for ticket in page["tickets"]])
        if page["next_cursor"] is None:
            return found
        cursor = {"cursor": page["next_cursor"]}
        between(len(found))
    raise AssertionError(f"the list does not end: {found}")


def test_a_list_without_new_messages_has_each_ticket_once(desk: DeskInProcess) -> None:
    for name in "abcde":
        ticket_of(desk, name)
    assert pages(desk, limit="2") == [["e", "d"], ["c", "b"], ["a"]]
    assert pages(desk, limit="5") == [["e", "d", "c", "b", "a"]]


@pytest.mark.parametrize("owner", ["", "agent-1", "none"])
@pytest.mark.parametrize("writes_after", [1, 2])
def test_a_ticket_whose_customer_writes_meanwhile_is_on_some_page(
    desk: DeskInProcess, owner: str, writes_after: int
) -> None:
    for name in "abcdef":
        ticket_id = ticket_of(desk, name)
        if owner == "agent-1":
            owned(desk, ticket_id)
    desk.settle()

    def between(page: int) -> None:
        if page == writes_after:
            for name in ("a", "c", "f"):
                desk.accept("again", thread=name)
            desk.settle()

    query = {"owner_id": owner} if owner else {}
    found = pages(desk, between, limit="2", **query)
    flat = [subject for page in found for subject in page]
    assert sorted(flat) == list("abcdef"), "each once"
    moved = {"a", "c"} if writes_after == 1 else {"a"}
    assert set(flat[-len(moved) :]) == moved, "those that moved past the reader follow at the end"


def test_a_ticket_that_keeps_moving_is_seen_and_the_list_ends(desk: DeskInProcess) -> None:
    for name in "abcdef":
        ticket_of(desk, name)

    def between(page: int) -> None:
        if page < 8:
            desk.accept("again", thread="a")
            desk.settle()

    found = Counter(subject for page in pages(desk, between, limit="1") for subject in page)
    assert found == Counter("abcdef")


def test_a_ticket_that_moves_while_the_first_page_is_read_is_not_missed(desk: DeskInProcess) -> None:
    """The message was accepted before, its ticket follows a moment later."""
    for name in "abcd":
        ticket_of(desk, name)
    desk.settle()
    desk.accept("again", thread="a")

    def between(page: int) -> None:
        if page == 1:
            desk.settle()

    assert pages(desk, between, limit="2") == [["d", "c"], ["b", "a"]]


def test_a_page_costs_the_same_with_many_accounts(desk: DeskInProcess, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(6):
        hook = {"delivery_url": f"https://chat{number}.example/hook"}
        account = desk.connections.connect("custom", f"Chat {number}", SECRET, hook)
        ticket_of(desk, f"t{number}", account=account)
    desk.index()
    calls: Counter[str] = Counter()
    for name in ("query", "batch_get", "get"):
        counted = getattr(desk.databases["find"], name)

        def count(*given: Any, _name: str = name, _counted: Any = counted, **named: Any) -> Any:
            calls[_name] += given[-1] != []  # nothing to get is no call
            return _counted(*given, **named)

        monkeypatch.setattr(desk.databases["find"], name, count)
    of_pages: list[Counter[str]] = []

    def between(_page: int) -> None:
        of_pages.append(calls.copy())
        calls.clear()

    pages(desk, between, limit="2")
    assert [dict(each) for each in of_pages[1:]] == [{"query": 1, "batch_get": 2}], "the feed; tickets and channels"


def test_accounts_are_listed_page_by_page(desk: DeskInProcess) -> None:
    for number in range(3):
        hook = {"delivery_url": f"https://chat{number}.example/hook"}
        desk.connections.connect("custom", f"Chat {number}", SECRET, hook)
    found: list[str] = []
    cursor: dict[str, str] = {}
    for size in (2, 2, 1):
        status, page = desk.call("GET", "/v1/channel-accounts", query={"limit": "2", **cursor})
        assert (status, len(page["accounts"])) == (200, size)
        found += [account["id"] for account in page["accounts"]]
        cursor = {"cursor": str(page["next_cursor"])}
    assert found == sorted(set(found))
    assert page["next_cursor"] is None
    other = desk.call("GET", "/v1/channel-accounts", query={"limit": "2"})[1]["next_cursor"]
    status, problem = desk.call("GET", "/v1/tickets", query={"cursor": other})
    assert (status, problem["code"]) == (400, "bad_cursor")
