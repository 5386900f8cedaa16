"""Whoever watches a view is told when a ticket comes into it, changes in it, or leaves it."""

from typing import Any

import pytest

from helpdesk.people.principals import Principal
from tests.support.desk import DeskInProcess
from tests.support.live import Connected, Live, someone, topic
from tests.support.people import role


@pytest.fixture
def live(desk: DeskInProcess) -> Live:
    return Live(desk)


def give(desk: DeskInProcess, live: Live, name: str, owner_id: str | None) -> None:
    ticket_id = name.partition(":")[2]
    assert desk.call("PUT", f"/v1/tickets/{ticket_id}/owner", {"owner_id": owner_id})[0] == 200
    desk.settle()
    live.push()


def about(watching: Connected, name: str) -> list[list[str]]:
    """Of which topics it was told that the ticket has changed, each time."""
    ticket_id = name.partition(":")[2]
    return [event["topics"] for event in watching.events() if event["data"]["ticket_id"] == ticket_id]


def viewing(live: Live, *views: str, as_: Principal | None = None) -> Connected:
    live.push()
    watching = live.connected(as_)
    for view in views:
        watching.watch(f"view:{view}")
    watching.new_frames()
    return watching


def test_lists_follow_a_ticket_from_nobody_to_one_owner_and_the_next(desk: DeskInProcess, live: Live) -> None:
    ann, bob = someone(desk, "Ann"), someone(desk, "Bob")
    anns, bobs = viewing(live, "mine", as_=ann), viewing(live, "mine", as_=bob)
    everybodys = viewing(live, "unassigned", "all_open", "closed")
    name = topic(desk)
    live.push()
    assert set(map(tuple, about(everybodys, name))) == {("view:all_open", "view:unassigned")}
    assert (about(anns, name), about(bobs, name)) == ([], [])
    give(desk, live, name, ann.id)
    assert about(anns, name) == [["view:mine"]]
    assert about(everybodys, name) == [["view:all_open", "view:unassigned"]], (
        "it left the one, and changed in the other"
    )
    give(desk, live, name, bob.id)
    assert (about(anns, name), about(bobs, name)) == ([["view:mine"]], [["view:mine"]])
    assert about(everybodys, name) == [["view:all_open"]]


def test_a_view_of_ones_own_and_its_end(desk: DeskInProcess, live: Live) -> None:
    body: dict[str, Any] = {
        "name": "Urgent",
        "filters": [{"property": "priority", "operator": "is", "value": "urgent"}],
        "visibility": "private",
    }
    status, view = desk.call("POST", "/v1/views", body)
    assert status == 201, view
    bob = someone(desk, "Bob")
    mine = viewing(live, view["id"])
    assert viewing(live, as_=bob).ask("subscribe", f"view:{view['id']}")["code"] == "view_not_found"
    name = topic(desk)
    live.push()
    assert about(mine, name) == []
    change = {"priority": "urgent"}
    assert desk.call("PATCH", f"/v1/tickets/{name.partition(':')[2]}", change)[0] == 200
    live.push()
    assert about(mine, name) == [[f"view:{view['id']}"]]
    assert desk.call("PATCH", f"/v1/views/{view['id']}", {"name": "Very urgent"})[0] == 200
    live.push()
    assert mine.new_frames() == [{"type": "changed", "topic": f"view:{view['id']}"}]
    assert desk.call("DELETE", f"/v1/views/{view['id']}")[0] == 204
    live.push()
    assert mine.new_frames() == [{"type": "unsubscribed", "topic": f"view:{view['id']}", "code": "view_not_found"}]
    assert live.stored() & {("views", f"{view['id']}#{mine.id}")} == set()


def test_today_is_where_the_viewer_is(desk: DeskInProcess, live: Live) -> None:
    filters = [{"property": "opened_at", "operator": "is", "value": "today"}]
    status, view = desk.call("POST", "/v1/views", {"name": "New today", "filters": filters, "visibility": "private"})
    assert status == 201, view
    name = f"view:{view['id']}"
    live.push()
    east, west, utc, moved = (live.connected() for _ in range(4))
    for watching, zone in ((east, "Pacific/Kiritimati"), (west, "America/New_York"), (moved, "Pacific/Kiritimati")):
        assert watching.ask("subscribe", name, time_zone=zone)["type"] == "subscribed"
    utc.watch(name), moved.watch(name)
    ticket = topic(desk)
    live.push()
    told = [bool(about(each, ticket)) for each in (east, west, utc, moved)]
    assert told == [True, True, True, True], "it was opened today everywhere"
    desk.clock.forward(hours=4)
    assert desk.call("PATCH", f"/v1/tickets/{ticket.partition(':')[2]}", {"priority": "low"})[0] == 200
    live.push()
    assert [bool(about(each, ticket)) for each in (east, west, utc, moved)] == [False, True, True, True]
    refused = utc.ask("subscribe", name, time_zone="Europe/Atlantis")
    assert (refused["type"], refused["code"]) == ("error", "unknown_time_zone")
    assert utc.ask("subscribe", name, time_zone=1)["code"] == "unknown_time_zone"
    assert utc.ask("subscribe", ticket, time_zone="Asia/Tokyo")["code"] == "invalid_request"


@pytest.mark.parametrize("of", ["ticket", "contact"])
def test_a_view_that_is_broken_by_a_deleted_property_ends_at_once(desk: DeskInProcess, live: Live, of: str) -> None:
    made = {"label": "Size", "name": "size", "type": "number"}
    assert desk.call("POST", f"/v1/{of}-properties", made)[0] == 201
    name = "properties.size" if of == "ticket" else "contact.properties.size"
    filters = [{"property": name, "operator": "at_least", "value": 3}]
    body = {"name": "Big", "filters": filters, "visibility": "everyone"}
    status, view = desk.call("POST", "/v1/views", body)
    assert status == 201, view
    watching = viewing(live, view["id"], "all_open")
    topic(desk)
    live.push()
    watching.new_frames()
    assert desk.call("DELETE", f"/v1/{of}-properties/size")[0] in {200, 204}
    live.push()
    told = [frame for frame in watching.new_frames() if frame["type"] != "events"]
    assert told == [{"type": "unsubscribed", "topic": f"view:{view['id']}", "code": "view_broken"}]
    assert ("views", f"all_open#{watching.id}") in live.stored()


def test_whoever_may_not_see_a_ticket_is_told_only_that_a_list_has_changed(desk: DeskInProcess, live: Live) -> None:
    own = someone(desk, "Own", role_id=role(desk, "Own", "tickets.read", ticket_access="own"))
    watching = viewing(live, "all_open", "closed", as_=own)
    name = topic(desk)
    live.push()
    assert set(map(tuple, about(watching, name))) == {("view:all_open",)}
    give(desk, live, name, desk.agent.id)
    both = [{"type": "changed", "topic": f"view:{view}"} for view in ("all_open", "closed")]
    assert watching.new_frames() == both, "it may have been closed between the two"
    desk.accept("More")
    desk.settle()
    live.push()
    assert watching.new_frames() == []


def test_whoever_never_saw_a_ticket_is_told_nothing_of_it(desk: DeskInProcess, live: Live) -> None:
    own = someone(desk, "Own", role_id=role(desk, "Own", "tickets.read", ticket_access="own"))
    name = topic(desk)
    give(desk, live, name, desk.agent.id)
    watching = viewing(live, "mine", "closed", "my_mentions", "all_open", as_=own)
    bob = someone(desk, "Bob")
    ticket = f"/v1/tickets/{name.partition(':')[2]}"
    assert desk.call("PATCH", ticket, {"priority": "urgent"})[0] == 200
    give(desk, live, name, bob.id)
    assert desk.call("PATCH", ticket, {"status": "closed"})[0] == 200
    live.push()
    assert watching.new_frames() == []


def test_a_list_is_not_told_of_what_it_does_not_ask_for(desk: DeskInProcess, live: Live) -> None:
    name = topic(desk)
    watching = viewing(live, "closed", "my_mentions", "all_open")
    assert desk.call("PATCH", f"/v1/tickets/{name.partition(':')[2]}", {"priority": "urgent"})[0] == 200
    live.push()
    assert about(watching, name) == [["view:all_open"]]


def test_whoever_may_not_read_tickets_any_more_watches_no_view(desk: DeskInProcess, live: Live) -> None:
    bob = someone(desk, "Bob")
    watching = viewing(live, "all_open", as_=bob)
    role_id = role(desk, "Nothing", "audit.read")
    assert desk.call("PATCH", f"/v1/users/{bob.id}", {"role_id": role_id})[0] == 200
    topic(desk)
    live.push()
    assert watching.new_frames() == [{"type": "unsubscribed", "topic": "view:all_open", "code": "missing_scope"}]


def test_who_watches_views_leaves_nothing_behind(desk: DeskInProcess, live: Live) -> None:
    watching = viewing(live, "all_open", "mine")
    assert watching.ask("unsubscribe", "view:mine")["type"] == "unsubscribed"
    assert ("views", f"all_open#{watching.id}") in live.stored()
    live.sockets.open.discard(watching.id)
    topic(desk)
    live.push()
    assert live.stored() == set()
