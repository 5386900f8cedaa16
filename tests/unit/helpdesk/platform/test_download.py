"""Fetching from untrusted URLs, against a real server on loopback."""

import gzip

import pytest

from helpdesk.platform.decompression import UnknownEncoding
from helpdesk.platform.download import CutOff, GuardedDownloader, TooMuch
from helpdesk.platform.outbound_address import AddressGuard, AddressRefused, NotReached
from tests.support.http_server import Server, in_turn, responding
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


def test_a_file_is_fetched_with_minimal_headers():
    with Server(responding(200, b"x" * 1000)) as server:
        assert fetch(server, path="/a%20b.png?c=d#e") == (200, b"x" * 1000)
    [request] = server.received
    assert (request.method, request.path, request.body) == ("GET", "/a%20b.png?c=d", b"")
    assert set(request.headers) == {"host", "accept", "accept-encoding", "user-agent"}
    assert request.headers["accept-encoding"] == "identity"
    assert request.headers["host"] == f"files.example:{server.port}"


def test_a_body_that_the_server_compressed_is_decompressed():
    packed = gzip.compress(b"x" * 1000)
    with Server(responding(200, packed, content_encoding="gzip")) as server:
        assert fetch(server) == (200, b"x" * 1000)
    with (
        Server(responding(200, packed[:-1], content_encoding="gzip")) as server,
        pytest.raises(CutOff, match="Corrupt"),
    ):
        fetch(server)
    with Server(responding(200, b"?", content_encoding="br")) as server, pytest.raises(UnknownEncoding, match="br"):
        fetch(server)


def test_a_gzip_file_is_packed_once():
    packed = gzip.compress(b"x")
    for content_type in ("application/gzip", "Application/X-Gzip; a=b"):
        headers = {"content_encoding": "gzip", "content_type": content_type}
        with Server(responding(200, packed, **headers)) as server:
            assert fetch(server) == (200, packed)


@pytest.mark.parametrize("encoding", ["gzip", "gzip, gzip"])
def test_a_bomb_is_read_up_to_the_limit(encoding):
    bomb = bytes(10_000_000)
    for _ in encoding.split(","):
        bomb = gzip.compress(bomb)
    with Server(responding(200, bomb, content_encoding=encoding)) as server, pytest.raises(TooMuch):
        fetch(server, downloader(max_bytes=100_000))


def test_redirects_are_followed_without_cookies():
    onward = responding(302, location="/b", set_cookie="a=b")
    elsewhere = responding(308, location="//files.example:1/c")
    with Server(in_turn(onward, elsewhere, responding(200, b"ok"))) as server, pytest.raises(NotReached):
        fetch(server)
    assert [request.path for request in server.received] == ["/a.png", "/b"]
    assert all("cookie" not in request.headers for request in server.received)
    with Server(in_turn(*[onward] * 5, responding(200, b"ok"))) as server:
        assert fetch(server) == (200, b"ok")


def test_a_sixth_redirect_is_rejected():
    with Server(responding(302, location="/a.png")) as server, pytest.raises(AddressRefused, match="more than 5"):
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
    with Server(responding(301, location=location)) as server, pytest.raises(AddressRefused):
        fetch(server, GuardedDownloader(guard, max_bytes=10, seconds=5))
    assert len(server.received) == 1


def test_a_redirect_from_https_to_http_is_rejected():
    with (
        pytest.raises(AddressRefused, match="https://"),
        downloader(allow_loopback=False).open("http://files.example/"),
    ):
        pass


@pytest.mark.parametrize("address", PRIVATE)
def test_a_private_address_is_rejected(address):
    with pytest.raises(AddressRefused), downloader(address).open("https://files.example/"):
        pass


def test_other_statuses_are_returned():
    with Server(responding(404, b"nothing", retry_after="7")) as server:
        assert fetch(server) == (404, b"nothing")
    with Server(responding(302)) as server:
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


@pytest.mark.parametrize(("asked", "size"), [(10, 11), (2000, 1001)])
def test_a_caller_may_allow_less_and_never_more(asked, size):
    with (
        Server(responding(200, b"x" * size)) as server,
        pytest.raises(TooMuch),
        downloader().open(f"http://files.example:{server.port}/", asked) as found,
    ):
        b"".join(found.chunks)


def test_an_endless_body_ends_at_the_time_limit():
    timers = Timers()

    def endless(handler):
        handler.send_response(200)
        handler.end_headers()
        handler.wfile.write(b"x")
        timers.end()
        handler.closing.wait()

    with Server(endless) as server, pytest.raises(CutOff):
        fetch(server, downloader(start_timer=timers.start))


def test_a_body_shorter_than_announced_is_an_error():
    def short(handler):
        handler.send_response(200)
        handler.send_header("Content-Length", "10")
        handler.end_headers()
        handler.wfile.write(b"x")

    with Server(short) as server, pytest.raises(CutOff):
        fetch(server)


def test_the_timeout_covers_all_redirects():
    clock = iter([0.0, 1.0, 6.0])
    guard = AddressGuard(allow_loopback=True, resolve=lambda _host, _port: ["127.0.0.1"])
    with Server(responding(302, location="/a.png")) as server, pytest.raises(CutOff, match="no time"):
        fetch(server, GuardedDownloader(guard, max_bytes=10, seconds=5, monotonic=lambda: next(clock)))
    assert len(server.received) == 1


def test_an_unreachable_server_is_not_reached():
    def nowhere(_host, _port):
        raise OSError

    guard = AddressGuard(allow_loopback=True, resolve=nowhere)
    with pytest.raises(NotReached), GuardedDownloader(guard, max_bytes=1, seconds=1).open("https://x/"):
        pass
