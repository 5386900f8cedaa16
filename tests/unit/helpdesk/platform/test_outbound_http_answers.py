"""What comes back, or does not. Which addresses may be called at all: test_outbound_http.py."""

import gzip
import socket
import time
from contextlib import suppress

import pytest

from helpdesk.platform import outbound_http
from helpdesk.platform.outbound_http import GuardedPoster, HttpResponse, NoResponse
from tests.support.http_server import Respond, Server, answering

poster = GuardedPoster(allow_loopback=True, resolve=lambda _host, _port: ["127.0.0.1"])


def post(server: Server) -> HttpResponse:
    return poster.post(f"http://chat.example:{server.port}/hook", {}, b"{}")


def dribbling(server_of: list[Server], *, start: bytes, chunk: bytes) -> Respond:
    """One chunk every 50 ms for ten seconds, or until the test is over."""

    def respond(handler):
        handler.wfile.write(start)
        for _ in range(200):
            handler.wfile.write(chunk)
            if server_of[0].closing.wait(0.05):
                return

    return respond


@pytest.fixture(autouse=True)
def short_times(monkeypatch):
    monkeypatch.setattr(outbound_http, "CONNECT_SECONDS", 0.5)
    monkeypatch.setattr(outbound_http, "READ_SECONDS", 0.3)
    monkeypatch.setattr(outbound_http, "TOTAL_SECONDS", 0.6)


def test_status_headers_and_body_come_back():
    with Server(answering(429, b"later", Retry_After="7")) as server:
        answer = post(server)
    assert (answer.status, answer.body) == (429, b"later")
    assert answer.headers["retry-after"] == "7"


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_not_followed(status):
    with Server() as target, Server(answering(status, Location=f"http://127.0.0.1:{target.port}/")) as server:
        answer = post(server)
    assert answer.status == status
    assert len(server.received) == 1
    assert target.received == []


@pytest.mark.parametrize("status", [500, 503])
def test_a_failing_server_is_asked_once(status):
    with Server(answering(status, Retry_After="1")) as server:
        assert post(server).status == status
    assert len(server.received) == 1


def test_a_server_that_hangs_up_gave_no_answer():
    with Server(lambda handler: handler.connection.shutdown(socket.SHUT_RDWR)) as server, pytest.raises(NoResponse):
        post(server)
    assert len(server.received) == 1


def test_a_server_that_says_nothing_gave_no_answer_in_time():
    servers: list[Server] = []
    began = time.monotonic()
    with Server(lambda _handler: servers[0].closing.wait(10) and None) as server:
        servers.append(server)
        with pytest.raises(NoResponse):
            post(server)
        assert time.monotonic() - began < 3


def test_an_answer_that_is_no_http_is_no_answer():
    with (
        Server(lambda handler: handler.wfile.write(b"SSH-2.0-OpenSSH_9.6\r\n\r\n")) as server,
        pytest.raises(NoResponse),
    ):
        post(server)


def test_an_oversized_body_is_cut():
    with Server(answering(200, b"x" * 1_000_000)) as server:
        assert post(server).body == b"x" * outbound_http.MAX_RESPONSE_BYTES


def test_it_is_cut_to_the_byte(monkeypatch):
    monkeypatch.setattr(outbound_http, "MAX_RESPONSE_BYTES", 10_000)
    with Server(answering(200, b"x" * 1_000_000)) as server:
        assert len(post(server).body) == 10_000


def test_an_endless_body_is_cut():
    servers: list[Server] = []
    start = b"HTTP/1.1 200 OK\r\n\r\n"
    with Server(dribbling(servers, start=start, chunk=b"x" * 20_000)) as server:
        servers.append(server)
        assert len(post(server).body) == outbound_http.MAX_RESPONSE_BYTES


def test_a_body_that_expands_is_cut():
    packed = gzip.compress(b"x" * 5_000_000)
    with Server(answering(200, packed, Content_Encoding="gzip")) as server:
        assert len(post(server).body) <= outbound_http.MAX_RESPONSE_BYTES


@pytest.mark.parametrize(
    "start",
    [b"HTTP/1.1 200 OK\r\n\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n"],
    ids=["until it closes", "of a length that it told"],
)
def test_a_body_that_dribbles_does_not_hold_the_sender(start):
    servers: list[Server] = []
    with Server(dribbling(servers, start=start, chunk=b"x")) as server:
        servers.append(server)
        began = time.monotonic()
        answer = post(server)
        assert time.monotonic() - began < 3
    assert answer.status == 200


def test_a_chunked_body_that_dribbles_does_not_hold_the_sender():
    servers: list[Server] = []
    start = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2000\r\n"
    with Server(dribbling(servers, start=start, chunk=b"x")) as server:
        servers.append(server)
        began = time.monotonic()
        assert post(server).status == 200
        assert time.monotonic() - began < 3


def test_headers_that_dribble_do_not_hold_the_sender():
    servers: list[Server] = []
    with Server(dribbling(servers, start=b"HTTP/1.1 200 OK\r\nX-Long: ", chunk=b"x")) as server:
        servers.append(server)
        began = time.monotonic()
        with suppress(NoResponse):
            post(server)
        assert time.monotonic() - began < 3


def test_a_status_that_dribbles_is_no_answer():
    servers: list[Server] = []
    with Server(dribbling(servers, start=b"HTTP/1.", chunk=b"1")) as server:
        servers.append(server)
        began = time.monotonic()
        with pytest.raises(NoResponse):
            post(server)
        assert time.monotonic() - began < 3


def test_a_body_that_stops_early_still_has_its_status():
    def respond(handler):
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf")
        handler.wfile.flush()

    with Server(respond) as server:
        assert post(server).status == 200
