"""Fetching from addresses that others chose: against a real server on loopback."""

import pytest

from helpdesk.platform.download import CutOff, GuardedDownloader, TooMuch
from helpdesk.platform.outbound_address import AddressGuard, AddressRefused, NotReached
from tests.support.http_server import Server, answering
from tests.support.timers import Timers

PRIVATE = [
    "169.254.169.254",
    "10.0.0.1",
    "fd00::1",
    "::ffff:169.254.169.254",
    "64:ff9b::a9fe:a9fe",
    "2002:a9fe:a9fe::1",
]


def downloader(*addresses, max_bytes=1000, allow_loopback=True, **more):
    found = addresses or ("127.0.0.1",)
    guard = AddressGuard(allow_loopback=allow_loopback, resolve=lambda _host, _port: list(found))
    return GuardedDownloader(guard, max_bytes=max_bytes, seconds=5.0, **more)


def fetch(server, via=None, path="/a.png"):
    with (via or downloader()).open(f"http://files.example:{server.port}{path}") as found:
        return found.status, b"".join(found.chunks)


def respond(*answers):
    """One after the other."""
    left = list(answers)
    return lambda handler: left.pop(0)(handler)  # noqa: PLW0108 - a new one each time


def test_what_lies_there_is_read_and_nothing_is_sent_along():
    with Server(answering(200, b"x" * 1000)) as server:
        assert fetch(server, path="/a%20b.png?c=d#e") == (200, b"x" * 1000)
    [asked] = server.received
    assert (asked.method, asked.path, asked.body) == ("GET", "/a%20b.png?c=d", b"")
    assert set(asked.headers) == {"host", "accept", "accept-encoding", "user-agent"}
    assert asked.headers["accept-encoding"] == "identity"
    assert asked.headers["host"] == f"files.example:{server.port}"


def test_what_is_packed_is_not_unpacked():
    with Server(answering(200, b"not gzip", content_encoding="gzip")) as server:
        assert fetch(server) == (200, b"not gzip")


def test_redirects_are_followed_and_carry_no_cookies():
    onward = answering(302, location="/b", set_cookie="a=b")
    elsewhere = answering(308, location="//files.example:1/c")
    with Server(respond(onward, elsewhere, answering(200, b"ok"))) as server, pytest.raises(NotReached):
        fetch(server)
    assert [request.path for request in server.received] == ["/a.png", "/b"]
    assert all("cookie" not in request.headers for request in server.received)
    with Server(respond(*[onward] * 5, answering(200, b"ok"))) as server:
        assert fetch(server) == (200, b"ok")


def test_a_sixth_redirect_is_refused():
    with Server(answering(302, location="/a.png")) as server, pytest.raises(AddressRefused, match="more than 5"):
        fetch(server)
    assert len(server.received) == 6


@pytest.mark.parametrize(
    "location",
    [
        "http://169.254.169.254/latest/meta-data",
        "ftp://files.example/",
        "file:///etc/passwd",
        "http://[::1",
        "//u:p@h/",
    ],
)
def test_a_redirect_is_checked_like_the_first_address(location):
    addresses = {"files.example": "127.0.0.1"}
    guard = AddressGuard(allow_loopback=True, resolve=lambda host, _port: [addresses.get(host, host)])
    with Server(answering(301, location=location)) as server, pytest.raises(AddressRefused):
        fetch(server, GuardedDownloader(guard, max_bytes=10, seconds=5))
    assert len(server.received) == 1


def test_from_https_no_redirect_leads_to_http():
    with (
        pytest.raises(AddressRefused, match="https://"),
        downloader(allow_loopback=False).open("http://files.example/"),
    ):
        pass


@pytest.mark.parametrize("address", PRIVATE)
def test_a_private_address_is_refused(address):
    with pytest.raises(AddressRefused), downloader(address).open("https://files.example/"):
        pass


def test_what_answers_otherwise_is_told():
    with Server(answering(404, b"nothing", retry_after="7")) as server:
        assert fetch(server) == (404, b"nothing")
    with Server(answering(302)) as server:
        assert fetch(server) == (302, b"")


@pytest.mark.parametrize("announced", [True, False])
def test_more_than_the_limit_is_not_read(announced):
    sent = []

    def endless(handler):
        handler.send_response(200)
        if announced:
            handler.send_header("Content-Length", "1001")
        handler.end_headers()
        while not announced:
            sent.append(handler.wfile.write(b"x" * 500))

    with Server(endless) as server, pytest.raises(TooMuch):
        fetch(server)
    assert len(sent) < 100_000


def test_a_body_that_never_ends_ends_when_its_time_is_over():
    timers = Timers()

    def endless(handler):
        handler.send_response(200)
        handler.end_headers()
        handler.wfile.write(b"x")
        timers.end()
        handler.closing.wait()

    with Server(endless) as server, pytest.raises(CutOff):
        fetch(server, downloader(start_timer=timers.start))


def test_what_is_shorter_than_announced_is_cut_off():
    def short(handler):
        handler.send_response(200)
        handler.send_header("Content-Length", "10")
        handler.end_headers()
        handler.wfile.write(b"x")

    with Server(short) as server, pytest.raises(CutOff):
        fetch(server)


def test_the_time_is_for_all_redirects_together():
    clock = iter([0.0, 1.0, 6.0])
    guard = AddressGuard(allow_loopback=True, resolve=lambda _host, _port: ["127.0.0.1"])
    with Server(answering(302, location="/a.png")) as server, pytest.raises(CutOff, match="no time"):
        fetch(server, GuardedDownloader(guard, max_bytes=10, seconds=5, monotonic=lambda: next(clock)))
    assert len(server.received) == 1


def test_a_server_that_is_not_there():
    def nowhere(_host, _port):
        raise OSError

    guard = AddressGuard(allow_loopback=True, resolve=nowhere)
    with pytest.raises(NotReached), GuardedDownloader(guard, max_bytes=1, seconds=1).open("https://x/"):
        pass
