"""What comes back, or does not. Which addresses may be called at all: test_outbound_http.py."""

import gzip
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import suppress

import pytest

from helpdesk.platform import outbound_http
from helpdesk.platform.limited_connections import start_timer
from helpdesk.platform.outbound_http import GuardedPoster, HttpResponse, NoResponse
from tests.support.http_server import Respond, Server, answering
from tests.support.timers import Timers

timers = Timers()
poster = GuardedPoster(allow_loopback=True, resolve=lambda _host, _port: ["127.0.0.1"], start_timer=timers.start)


def post(server: Server) -> HttpResponse:
    return poster.post(f"http://chat.example:{server.port}/hook", {}, b"{}")


@pytest.fixture(autouse=True)
def no_read_times_out() -> Iterator[None]:
    """What ends a response here is its end or its time limit; the timeout of a single read would hide that."""
    began = time.monotonic()
    yield
    assert time.monotonic() - began < outbound_http.READ_SECONDS


def test_a_timer_ends_by_itself():
    ended = threading.Event()
    start_timer(0, ended.set)
    assert ended.wait(10)


def test_a_cancelled_timer_does_not():
    ended = threading.Event()
    timer = start_timer(3600, ended.set)
    timer.cancel()
    timer.join(10)
    assert not ended.is_set()


def unfinished(sent: bytes) -> Respond:
    """A response that goes on when its time is over."""

    def respond(handler):
        handler.wfile.write(sent)
        timers.end()
        handler.closing.wait()

    return respond


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


def test_a_server_that_sends_nothing_gave_no_response_in_time():
    with Server(unfinished(b"")) as server, pytest.raises(NoResponse):
        post(server)


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
    def respond(handler):
        handler.wfile.write(b"HTTP/1.1 200 OK\r\n\r\n")
        with suppress(OSError):  # nobody reads it any longer
            while True:
                handler.wfile.write(b"x" * 20_000)

    with Server(respond) as server:
        assert len(post(server).body) == outbound_http.MAX_RESPONSE_BYTES


def test_a_body_that_expands_is_cut():
    packed = gzip.compress(b"x" * 5_000_000)
    with Server(answering(200, packed, Content_Encoding="gzip")) as server:
        assert len(post(server).body) <= outbound_http.MAX_RESPONSE_BYTES


@pytest.mark.parametrize(
    "sent",
    [
        b"HTTP/1.1 200 OK\r\n\r\nx",
        b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\nx",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2000\r\nx",
    ],
    ids=["of unknown length", "of a length that was announced", "in chunks"],
)
def test_a_body_that_never_ends_does_not_hold_the_sender(sent):
    with Server(unfinished(sent)) as server:
        assert post(server).status == 200


@pytest.mark.parametrize("sent", [b"HTTP/1.", b"HTTP/1.1 2"], ids=["version", "status"])
def test_a_status_that_never_ends_is_no_response(sent):
    with Server(unfinished(sent)) as server, pytest.raises(NoResponse):
        post(server)


def test_headers_that_never_end_do_not_hold_the_sender():
    with Server(unfinished(b"HTTP/1.1 200 OK\r\nX-Long: x")) as server, suppress(NoResponse):
        post(server)


def test_a_body_that_stops_early_still_has_its_status():
    def respond(handler):
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf")
        handler.wfile.flush()

    with Server(respond) as server:
        assert post(server).status == 200
