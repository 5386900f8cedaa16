"""Responses, and missing ones. Allowed addresses: test_outbound_http.py."""

import gzip
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import suppress

import pytest

from helpdesk.platform import outbound_http
from helpdesk.platform.errors import Unavailable
from helpdesk.platform.limited_connections import start_timer
from helpdesk.platform.outbound_http import GuardedPoster, HttpResponse, NoResponse, NotReached, StreamedBody
from tests.support.http_server import Respond, Server, responding
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
    """A response that is not complete when its time limit ends."""

    def respond(handler):
        handler.wfile.write(sent)
        timers.end()
        handler.closing.wait()

    return respond


def test_status_headers_and_body_come_back():
    with Server(responding(429, b"later", Retry_After="7")) as server:
        response = post(server)
    assert (response.status, response.body) == (429, b"later")
    assert response.headers["retry-after"] == "7"


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_not_followed(status):
    with Server() as target, Server(responding(status, Location=f"http://127.0.0.1:{target.port}/")) as server:
        response = post(server)
    assert response.status == status
    assert len(server.received) == 1
    assert target.received == []


@pytest.mark.parametrize("status", [500, 503])
def test_a_failing_server_is_called_once(status):
    with Server(responding(status, Retry_After="1")) as server:
        assert post(server).status == status
    assert len(server.received) == 1


def test_a_closed_connection_is_no_response():
    with Server(lambda handler: handler.connection.shutdown(socket.SHUT_RDWR)) as server, pytest.raises(NoResponse):
        post(server)
    assert len(server.received) == 1


def test_a_silent_server_is_no_response_after_the_time_limit():
    with Server(unfinished(b"")) as server, pytest.raises(NoResponse):
        post(server)


def test_a_response_that_is_not_http_is_no_response():
    with (
        Server(lambda handler: handler.wfile.write(b"SSH-2.0-OpenSSH_9.6\r\n\r\n")) as server,
        pytest.raises(NoResponse),
    ):
        post(server)


def test_an_oversized_body_is_truncated():
    with Server(responding(200, b"x" * 1_000_000)) as server:
        assert post(server).body == b"x" * outbound_http.MAX_RESPONSE_BYTES


@pytest.mark.parametrize("most", [10_000, 100_000])
def test_a_body_is_truncated_to_the_byte_where_the_poster_was_told_to(most):
    poster = GuardedPoster(allow_loopback=True, start_timer=timers.start, max_response_bytes=most)
    with Server(responding(200, b"x" * 1_000_000)) as server:
        assert len(poster.post(f"http://127.0.0.1:{server.port}/hook", {}, b"{}").body) == most


def test_an_endless_body_is_truncated():
    def respond(handler):
        handler.wfile.write(b"HTTP/1.1 200 OK\r\n\r\n")
        with suppress(OSError):  # nobody reads it any longer
            while True:
                handler.wfile.write(b"x" * 20_000)

    with Server(respond) as server:
        assert len(post(server).body) == outbound_http.MAX_RESPONSE_BYTES


def test_a_compressed_body_cannot_exceed_the_limit():
    packed = gzip.compress(b"x" * 5_000_000)
    with Server(responding(200, packed, Content_Encoding="gzip")) as server:
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
def test_an_unfinished_body_does_not_block_the_sender(sent):
    with Server(unfinished(sent)) as server:
        assert post(server).status == 200


@pytest.mark.parametrize("sent", [b"HTTP/1.", b"HTTP/1.1 2"], ids=["version", "status"])
def test_an_unfinished_status_line_is_no_response(sent):
    with Server(unfinished(sent)) as server, pytest.raises(NoResponse):
        post(server)


def test_unfinished_headers_do_not_block_the_sender():
    with Server(unfinished(b"HTTP/1.1 200 OK\r\nX-Long: x")) as server, suppress(NoResponse):
        post(server)


def test_a_truncated_body_still_has_its_status():
    def respond(handler):
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf")
        handler.wfile.flush()

    with Server(respond) as server:
        assert post(server).status == 200


def upload(server: Server, *chunks: bytes, size: int | None = None) -> HttpResponse:
    body = StreamedBody(size or sum(map(len, chunks)), lambda: iter(chunks))
    return poster.post(f"http://chat.example:{server.port}/hook", {}, body)


def test_a_streamed_body_arrives_whole_and_with_its_size():
    with Server(responding(200, b"ok")) as server:
        assert upload(server, b"a" * 70_000, b"", b"b").body == b"ok"
    [received] = server.received
    assert received.body == b"a" * 70_000 + b"b"
    assert received.headers["content-length"] == "70001"
    assert "transfer-encoding" not in received.headers


def test_a_streamed_body_without_a_response_may_have_arrived():
    with Server(unfinished(b"")) as server, pytest.raises(NoResponse):
        upload(server, b"whole")


def test_a_streamed_body_that_was_not_sent_completely_has_not_arrived():
    def chunks() -> Iterator[bytes]:
        yield b"half"
        timers.end()
        yield b"x" * 2**20  # more than a closed socket takes
        yield b"x" * 2**20

    with Server() as server, pytest.raises(NotReached):
        poster.post(f"http://chat.example:{server.port}/hook", {}, StreamedBody(2**30, chunks))


def test_what_reading_a_streamed_body_raises_is_raised():
    def chunks() -> Iterator[bytes]:
        yield b"half"
        raise Unavailable("S3")

    with Server() as server, pytest.raises(Unavailable):
        poster.post(f"http://chat.example:{server.port}/hook", {}, StreamedBody(100, chunks))
