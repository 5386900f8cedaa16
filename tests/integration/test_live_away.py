"""M9: whoever closes their last window is away after some minutes, and available when they are back."""

from typing import Any

import pytest
from botocore.exceptions import ClientError

from helpdesk.people import connection_news
from helpdesk.people.load_repository import LoadRepository
from helpdesk.people.principals import Principal
from helpdesk.people.tokens import TokenRepository
from infra.workbench.tables import CONVERSATIONS, DIRECTORY
from tests.support.desk import AWAY_AFTER, DeskInProcess, queue_event
from tests.support.live import Live, someone, topic

AVAILABLE = ("available", None)
DISCONNECTED = ("away", "disconnected")


@pytest.fixture
def live(desk: DeskInProcess) -> Live:
    return Live(desk)


@pytest.fixture
def bob(desk: DeskInProcess) -> Principal:
    return someone(desk, "Bob")


def holds(desk: DeskInProcess, person: Principal) -> tuple[str, str | None]:
    found = desk.call("GET", f"/v1/users/{person.id}/availability")[1]
    is_away = LoadRepository(desk.database.table(CONVERSATIONS)).read().is_away(person.id)
    assert is_away is (found["state"] == "away"), "routing chooses by what is shown"
    return found["state"], found["reason"]


def history(desk: DeskInProcess, person: Principal) -> list[tuple[str, str | None, Any]]:
    """Newest first."""
    changes = desk.call("GET", f"/v1/users/{person.id}/availability/history")[1]["changes"]
    return [(each["state"], each["reason"], each["by"]) for each in changes]


def routed(desk: DeskInProcess) -> list[int]:
    """The router works on what is in its queue. Returns how late each message came, in seconds."""
    messages, desk.routing_queue.messages = desk.routing_queue.messages, []
    for message in messages:
        assert not desk.router(queue_event(message.body))["batchItemFailures"]
    desk.settle()
    return [message.delay_seconds for message in messages]


def after_grace(desk: DeskInProcess) -> None:
    desk.clock.forward(seconds=AWAY_AFTER + 2)
    assert AWAY_AFTER + 2 in routed(desk)


@pytest.mark.both_backends
def test_m9_whoever_closes_their_last_window_is_away_until_they_are_back(
    desk: DeskInProcess, live: Live, bob: Principal
) -> None:
    mine, second = live.connected(bob), live.connected(bob)
    mine.leave()
    assert routed(desk) == [0, 0], "somebody who has another window has not left"
    second.leave()
    assert holds(desk, bob) == AVAILABLE, "they may be back in a moment"
    after_grace(desk)
    assert (holds(desk, bob), history(desk, bob)) == (DISCONNECTED, [(*DISCONNECTED, None)])
    body = {"automatic": True, "assign_to": "users_and_teams", "user_ids": [bob.id], "method": "round_robin"}
    assert desk.call("PUT", f"/v1/channel-accounts/{desk.custom.id}/routing", body)[0] == 200
    ticket_id = topic(desk).removeprefix("ticket:")
    assert desk.call("GET", f"/v1/tickets/{ticket_id}")[1]["owner_id"] is None
    live.connected(bob)
    routed(desk)
    assert (holds(desk, bob), history(desk, bob)[0]) == (AVAILABLE, (*AVAILABLE, None))
    assert desk.call("GET", f"/v1/tickets/{ticket_id}")[1]["owner_id"] == bob.id


def test_m9_a_page_that_is_loaded_again_is_nobody_who_left(desk: DeskInProcess, live: Live, bob: Principal) -> None:
    live.connected(bob).leave()
    reloaded = live.connected(bob)
    after_grace(desk)
    reloaded.leave()
    desk.clock.forward(seconds=AWAY_AFTER - 2)
    assert not desk.router(queue_event(connection_news.of(bob.id).body))["batchItemFailures"]
    assert (holds(desk, bob), history(desk, bob)) == (AVAILABLE, []), "what was told of the first time is too early"
    desk.clock.forward(seconds=2)
    routed(desk)
    assert holds(desk, bob) == DISCONNECTED


def test_m9_a_push_finds_who_has_crashed(desk: DeskInProcess, live: Live, bob: Principal) -> None:
    crashed = live.connected(bob)
    crashed.watch(topic(desk))
    live.sockets.open.discard(crashed.id)
    desk.accept("hello")
    live.push()
    after_grace(desk)
    assert holds(desk, bob) == DISCONNECTED


def test_m9_a_connection_of_which_nobody_said_that_it_ended_has_ended_after_two_hours(
    desk: DeskInProcess, live: Live, bob: Principal
) -> None:
    crashed = live.connected(bob)
    routed(desk)
    desk.clock.forward(hours=2)
    assert desk.schedules.due(desk.clock.now, "routing") == []
    desk.clock.forward(seconds=63)
    [message] = desk.schedules.due(desk.clock.now, "routing")
    desk.routing_queue.send([message])
    routed(desk)
    assert (message, holds(desk, bob)) == (connection_news.of(bob.id), DISCONNECTED)
    live.connected(bob)
    routed(desk)
    assert holds(desk, bob) == AVAILABLE
    crashed.leave()
    assert (routed(desk), holds(desk, bob)) == ([], AVAILABLE), "it is said too late"


def test_m9_the_end_of_a_program_s_connection_says_nothing_of_its_person(desk: DeskInProcess, live: Live) -> None:
    program = desk.call("POST", "/v1/api-tokens", {"name": "CRM", "scopes": ["tickets.read"]})[1]
    caller = desk.callers.find("agent-1")
    token = TokenRepository(desk.database.table(DIRECTORY)).get(program["id"])
    assert caller
    assert token
    live.connected(caller.program(token)).leave()
    assert (routed(desk), desk.schedules.waiting) == ([], {})
    desk.clock.forward(hours=9)
    desk.routing_queue.send([connection_news.of("agent-1")])
    routed(desk)
    assert history(desk, caller.person()) == [], "nor is somebody away who never was connected"


def test_without_a_scheduler_there_are_connections_all_the_same(
    desk: DeskInProcess, live: Live, bob: Principal, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(**_request: Any) -> None:
        raise ClientError({"Error": {"Code": "ThrottlingException", "Message": "Slow down."}}, "CreateSchedule")

    monkeypatch.setattr(desk.schedules, "create_schedule", refused)
    live.connected(bob)
