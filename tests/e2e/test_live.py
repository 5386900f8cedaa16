"""M10, the live connection: on the deployed stack, with its WebSocket API and its stream."""

import aiohttp
import pytest

from tests.support.deployed_client import Desk
from tests.support.live_client import LiveClient


def _connected(desk: Desk) -> LiveClient:
    got = desk.call("POST", "/live-tickets")
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
