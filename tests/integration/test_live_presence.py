"""Who is at a ticket, and that nothing is left of whoever is gone."""

import pytest

from tests.support.desk import DeskInProcess
from tests.support.live import Connected, Live, someone, topic
from tests.support.people import role


@pytest.fixture
def live(desk: DeskInProcess) -> Live:
    return Live(desk)


@pytest.fixture
def name(desk: DeskInProcess) -> str:
    return topic(desk)


def told(connected: Connected) -> list[list[tuple[str, str]]]:
    """Who was said to be there, each time."""
    frames = [frame for frame in connected.new_frames() if frame["type"] == "presence"]
    return [[(each["user_id"], each["state"]) for each in frame["present"]] for frame in frames]


def test_others_see_who_views_and_who_types(desk: DeskInProcess, live: Live, name: str) -> None:
    bob = someone(desk, "Bob")
    mine, second, his = live.connected(), live.connected(), live.connected(bob)
    assert [each.watch(name)["present"] for each in (mine, second, his)] == [[], [], []]
    assert mine.ask("presence", name, state="viewing") is None
    assert (told(his), told(mine), told(second)) == ([[("agent-1", "viewing")]], [], [])
    second.ask("presence", name, state="typing")
    assert told(his) == [[("agent-1", "typing")]], "in one window somebody types, in another they read"
    mine.ask("presence", name, state="typing_note")
    assert told(his) == [[("agent-1", "typing")]], "a reply matters more than a note"
    second.ask("presence", name, state="left")
    mine.new_frames()
    assert told(his) == [[("agent-1", "typing_note")]]
    mine.ask("presence", name, state="viewing")
    assert told(his) == [[("agent-1", "viewing")]]
    desk.clock.forward(seconds=16)
    his.ask("presence", name, state="viewing")
    assert told(mine) == [[(bob.id, "viewing")]]
    assert his.watch(name)["present"][0].items() >= {"user_id": "agent-1", "state": "viewing"}.items()
    mine.ask("presence", name, state="left")
    assert told(his) == [[]]
    assert his.ask("unsubscribe", name) == {"type": "unsubscribed", "topic": name}
    assert told(mine)[-1] == []


def test_whoever_disconnects_leaves(desk: DeskInProcess, live: Live, name: str) -> None:
    mine, his = live.connected(), live.connected(someone(desk, "Bob"))
    mine.watch(name), his.watch(name)
    mine.ask("presence", name, state="typing")
    assert told(his) == [[("agent-1", "typing")]]
    mine.leave()
    assert told(his) == [[]]
    assert {key for key in live.stored() if mine.id in "".join(key)} == set()
    mine.leave()


@pytest.mark.parametrize("loses", ["sight", "seat"])
def test_whoever_loses_sight_of_the_ticket_leaves_it(desk: DeskInProcess, live: Live, name: str, loses: str) -> None:
    own = someone(desk, "Own", role_id=role(desk, "Own", "tickets.read", ticket_access="own"))
    theirs, mine = live.connected(own), live.connected()
    theirs.watch(name), mine.watch(name)
    live.push()
    theirs.ask("presence", name, state="viewing")
    assert told(mine) == [[(own.id, "viewing")]]
    if loses == "sight":
        owner = {"owner_id": desk.agent.id}
        assert desk.call("PUT", f"/v1/tickets/{name.partition(':')[2]}/owner", owner)[0] == 200
    else:
        assert desk.call("PATCH", f"/v1/users/{own.id}", {"is_active": False})[0] == 200
        desk.accept("hello")
    desk.settle()
    live.push()
    assert told(mine) == [[]]
    assert theirs.new_frames()[-1]["type"] == "unsubscribed"
    assert mine.watch(name)["present"] == []


def test_leaving_is_told_by_the_batch_that_comes_again(
    desk: DeskInProcess, live: Live, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = someone(desk, "Own", role_id=role(desk, "Own", "tickets.read", ticket_access="own"))
    theirs, mine = live.connected(own), live.connected()
    theirs.watch(name), mine.watch(name)
    theirs.ask("presence", name, state="viewing")
    live.push()
    owner = {"owner_id": desk.agent.id}
    assert desk.call("PUT", f"/v1/tickets/{name.partition(':')[2]}/owner", owner)[0] == 200
    desk.settle()
    records = live.entries()
    mine.new_frames()
    with monkeypatch.context() as dying:
        dying.setattr(type(live.sockets), "send", lambda *_: 1 // 0)
        with pytest.raises(ZeroDivisionError):
            desk.pusher({"Records": records})
    desk.pusher({"Records": records})
    assert told(mine) == [[]]


@pytest.mark.parametrize("ends", ["gone", "slow"])
def test_a_push_that_fails_ends_the_connection_and_leaves_nothing(
    desk: DeskInProcess, live: Live, name: str, ends: str
) -> None:
    mine, his = live.connected(), live.connected(someone(desk, "Bob"))
    mine.watch(name), his.watch(name), mine.watch("notifications")
    mine.ask("presence", name, state="viewing")
    if ends == "gone":
        live.sockets.open.discard(mine.id)
    else:
        live.sockets.failing.add(mine.id)
    his.new_frames()
    desk.accept("hello")
    live.push()
    assert {frame["type"] for frame in his.new_frames()} == {"events", "presence"}
    assert {key for key in live.stored() if mine.id in "".join(key)} == set()
    assert (mine.id in live.sockets.closed) is (ends == "slow")
    live.happens(mine.id, "MESSAGE", body='{"action": "ping"}')
    assert live.sockets.closed[-1] == mine.id, "what we do not know any more is closed"


def test_an_answer_that_cannot_be_sent_ends_the_connection(live: Live, name: str) -> None:
    mine = live.connected()
    mine.watch(name)
    live.sockets.failing.add(mine.id)
    mine.say('{"action": "ping"}')
    assert live.stored() == set()
