"""Who is told of what on the live connection: what they may see when it is sent, and what concerns them."""

import pytest

from helpdesk.people.actors import ActorKind
from helpdesk.people.principals import Principal
from helpdesk.platform.outbound_http import HttpResponse
from tests.support.desk import DeskInProcess
from tests.support.live import Live, someone, topic
from tests.support.people import role


@pytest.fixture
def live(desk: DeskInProcess) -> Live:
    return Live(desk)


def test_an_event_goes_only_to_those_who_see_the_ticket_when_it_is_sent(desk: DeskInProcess, live: Live) -> None:
    name = topic(desk)
    own = someone(desk, "Own", role_id=role(desk, "Own", "tickets.read", "conversations.read", ticket_access="own"))
    watching = live.connected(own)
    watching.watch(name)
    owner = {"owner_id": desk.agent.id}
    assert desk.call("PUT", f"/v1/tickets/{name.partition(':')[2]}/owner", owner)[0] == 200
    desk.settle()
    live.push()
    assert watching.new_frames()[-1] == {"type": "unsubscribed", "topic": name, "code": "ticket_not_found"}
    desk.accept("secret")
    desk.settle()
    live.push()
    assert watching.new_frames() == []
    assert live.stored() == {(f"connection#{watching.id}", "connection")}
    refused, unknown = watching.ask("subscribe", name), watching.ask("subscribe", name[:-1] + "9")
    assert {refused["code"], unknown["code"]} == {"ticket_not_found"}


def test_a_scope_is_needed_for_each_kind_of_change(desk: DeskInProcess, live: Live) -> None:
    name = topic(desk)
    reader = someone(desk, "Tickets", role_id=role(desk, "Tickets", "tickets.read"))
    watching = live.connected(reader)
    watching.watch(name)
    live.push()
    desk.accept("hello")
    desk.settle()
    live.push()
    assert {event["type"].partition(".")[0] for event in watching.events()} == {"ticket"}
    nothing = someone(desk, "Nothing", role_id=role(desk, "Nothing", "audit.read"))
    assert live.connected(nothing).ask("subscribe", name)["code"] == "missing_scope"


def test_a_person_is_told_what_concerns_them(desk: DeskInProcess, live: Live) -> None:
    name = topic(desk)
    ticket_id = name.partition(":")[2]
    ann = someone(desk, "Ann")
    hers = live.connected(ann)
    assert "present" not in hers.watch("notifications")
    live.push()
    hers.events()
    assert desk.call("PUT", f"/v1/tickets/{ticket_id}/owner", {"owner_id": ann.id})[0] == 200
    body = {"text": "Look", "mentions": [ann.id]}
    assert desk.call("POST", f"/v1/conversations/{ticket_id.replace('tkt', 'cnv')}/notes", body)[0] == 201
    desk.settle()
    live.push()
    told = hers.events()
    assert [(event["type"], event["reason"]) for event in told] == [
        ("ticket.changed", "assigned"),
        ("note.added", "mentioned"),
    ]
    assert {tuple(event["topics"]) for event in told} == {("notifications",)}


def test_a_person_is_told_that_their_reply_has_failed(desk: DeskInProcess, live: Live) -> None:
    name = topic(desk)
    mine = live.connected()
    mine.watch("notifications"), mine.watch(name)
    conversation = name.partition(":")[2].replace("tkt", "cnv")
    desk.http.responses = [HttpResponse(410, {}, b"")]
    assert desk.call("POST", f"/v1/conversations/{conversation}/replies", {"text": "Hello"})[0] == 201
    desk.settle()
    live.push()
    failed = [event for event in mine.events() if event["type"] == "message.failed"]
    assert [(event["reason"], event["topics"]) for event in failed] == [("reply_failed", ["notifications", name])]


def test_somebody_who_has_left_is_told_nothing_and_their_connection_ends(desk: DeskInProcess, live: Live) -> None:
    name = topic(desk)
    bob = someone(desk, "Bob")
    his = live.connected(bob)
    his.watch(name)
    assert desk.call("PATCH", f"/v1/users/{bob.id}", {"is_active": False})[0] == 200
    desk.accept("hello")
    live.push()
    assert his.events() == []
    assert his.ask("subscribe", name)["code"] == "not_authenticated"
    assert his.id in live.sockets.closed
    assert live.stored() == set()


def test_a_program_watches_but_is_not_present_and_has_no_notifications(desk: DeskInProcess, live: Live) -> None:
    name = topic(desk)
    status, made = desk.call("POST", "/v1/api-tokens", {"name": "CRM", "scopes": ["tickets.read"]})
    assert status == 201, made
    program = Principal(ActorKind.PROGRAM, made["id"], "CRM", frozenset({"tickets.read"}), desk.agent.id)
    its = live.connected(program)
    assert "present" not in its.watch(name)
    assert its.ask("subscribe", "notifications")["code"] == "people_only"
    assert its.ask("presence", name, state="typing")["code"] == "people_only"
    live.push()
    assert {event["type"].partition(".")[0] for event in its.events()} <= {"ticket"}
    assert desk.call("DELETE", f"/v1/api-tokens/{made['id']}")[0] in {200, 204}
    assert its.ask("subscribe", name)["code"] == "not_authenticated"
