"""M10, the live connection: on the deployed stack, with its WebSocket API and its streams."""

import json
import time

import aiohttp
import pytest

from tests.support.deployed_client import Desk
from tests.support.live_client import LiveClient

_SECONDS = 30
"""Of a machine on which other tests run, with functions that start. The feed collects for a second."""


def _connected(desk: Desk, token: str | None = None) -> LiveClient:
    got = desk.call("POST", "/live-tickets", token=token)
    assert got.status == 201, got
    return LiveClient(got.body["url"], got.body["ticket"])


def test_m10_a_ticket_is_good_once_and_a_stranger_gets_no_connection(desk: Desk) -> None:
    ticket = desk.call("POST", "/live-tickets").body
    assert "?" not in ticket["url"]
    with LiveClient(ticket["url"], ticket["ticket"]) as live:
        assert live.protocol == "kanaal.live"
        assert live.ask(action="ping") == {"type": "pong"}
        for refused in (ticket["ticket"], "x", "0" * 26 + "_" + "a" * 43):
            with pytest.raises(aiohttp.WSServerHandshakeError), LiveClient(ticket["url"], refused):
                pass
        for garbage in ("", "{", "[1]", '"' + "x" * 3000, '{"action": "subscribe", "topic": "ticket:x"}'):
            answer = live.ask_text(garbage)
            assert answer["type"] == "error", garbage
    assert desk.call("POST", "/live-tickets", token="").status == 401


def test_m10_two_clients_see_a_message_as_it_comes_and_each_other(desk: Desk) -> None:
    message = desk.open_conversation()
    conversation, topic = message["conversation_id"], f"ticket:{message['ticket_id']}"
    agent, admin = (desk.tokens_of(who)["AccessToken"] for who in ("agent", "admin"))
    with _connected(desk) as program, _connected(desk, agent) as agents, _connected(desk, admin) as admins:
        cursor = program.ask(action="subscribe", topic=topic)["cursor"]
        for person in (agents, admins):
            assert person.ask(action="subscribe", topic=topic)["present"] == []
        agents.say(json.dumps({"action": "presence", "topic": topic, "state": "typing"}))
        [typing] = admins.wait(lambda frame: frame["type"] == "presence")["present"]
        assert typing["state"] == "typing"
        note = desk.call("POST", f"/conversations/{conversation}/notes", {"text": "I look at it."})
        assert note.status == 201, note
        answered = time.time()
        for live in (program, agents, admins):
            told = live.event("note.added")
            assert (told["topics"], told["data"]["note_id"]) == ([topic], note.body["id"])
            took = live.arrived[live.frames.index(live.frame_of("note.added"))] - answered
            assert took < _SECONDS
        missed = desk.call("GET", f"/changes?after={cursor}").body["changes"]
        mine = [each["cursor"] for each in missed if each["data"].get("ticket_id") == message["ticket_id"]]
        assert mine[: len(program.events)] == [event["cursor"] for event in program.events]
    assert not any(frame["type"] == "presence" for frame in program.frames), "no program is told who is present"
