"""Allowed addresses, and that the checked address is the one called. Responses: test_outbound_http_responses.py."""

import socket

import pytest

from helpdesk.platform import outbound_http
from helpdesk.platform.outbound_address import AddressGuard, ports_of
from helpdesk.platform.outbound_http import AddressRefused, GuardedPoster, NotReached
from tests.support.http_server import Server

PRIVATE = {
    "private 10/8": "10.0.0.1",
    "private 172.16/12": "172.31.255.254",
    "private 192.168/16": "192.168.1.1",
    "link-local, where clouds keep credentials": "169.254.169.254",
    "carrier-grade NAT": "100.64.0.1",
    "this network": "0.0.0.0",
    "reserved": "240.0.0.1",
    "broadcast": "255.255.255.255",
    "multicast": "224.0.0.1",
    "globally routed multicast": "233.252.1.1",
    "benchmarking": "198.18.0.1",
    "documentation": "192.0.2.1",
    "IPv6 unspecified": "::",
    "IPv6 unique local": "fd00::1",
    "IPv6 link-local": "fe80::1",
    "IPv6 link-local with a zone": "fe80::1%eth0",
    "IPv6 site-local": "fec0::1",
    "IPv6 multicast": "ff0e::1",
    "IPv6 documentation": "2001:db8::1",
    "IPv4 mapped, private": "::ffff:10.0.0.1",
    "IPv4 mapped, link-local": "::ffff:169.254.169.254",
    "IPv4 compatible, link-local": "::169.254.169.254",
    "6to4 of a private address": "2002:0a00:0001::1",
    "6to4 of a link-local address": "2002:a9fe:a9fe::1",
    "NAT64 of a link-local address": "64:ff9b::a9fe:a9fe",
    "NAT64 of a private address": "64:ff9b::a00:1",
    "Teredo": "2001:0:a9fe:a9fe::1",
}
LOOPBACK = ["127.0.0.1", "127.255.0.1", "::1", "::ffff:127.0.0.1", "2002:7f00:1::"]


def poster(*addresses: str, allow_loopback: bool = False) -> GuardedPoster:
    return GuardedPoster(allow_loopback=allow_loopback, resolve=lambda _host, _port: list(addresses))


def post(to: GuardedPoster, url: str = "https://chat.example/hook"):
    return to.post(url, {}, b"")


@pytest.fixture
def connections(monkeypatch):
    """The addresses of connection attempts; all fail."""
    attempted = []

    def connect(address, *_args, **_options):
        attempted.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr("urllib3.util.connection.create_connection", connect)
    return attempted


@pytest.mark.parametrize("address", PRIVATE.values(), ids=PRIVATE.keys())
@pytest.mark.parametrize("allow_loopback", [True, False])
def test_a_private_or_reserved_address_is_rejected_before_any_connection(address, allow_loopback, connections):
    with pytest.raises(AddressRefused, match="private or reserved"):
        post(poster(address, allow_loopback=allow_loopback))
    assert connections == []


@pytest.mark.parametrize("address", LOOPBACK)
def test_loopback_is_rejected_unless_it_is_allowed(address, connections):
    with pytest.raises(AddressRefused):
        post(poster(address))
    with pytest.raises(NotReached):
        post(poster(address, allow_loopback=True))
    assert len(connections) == 1


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1::1", "::ffff:93.184.216.34"])
def test_a_public_address_is_connected_to_as_it_was_resolved(address, connections):
    with pytest.raises(NotReached):
        post(poster(address), "https://chat.example:8443/hook")
    assert connections == [(address, 8443)]


@pytest.mark.parametrize("addresses", [("93.184.216.34", "10.0.0.1"), ("::1", "93.184.216.34")])
def test_one_private_address_among_public_ones_is_rejected(addresses, connections):
    with pytest.raises(AddressRefused):
        post(poster(*addresses))
    assert connections == []


@pytest.mark.parametrize(
    "url",
    [
        "ftp://chat.example/hook",
        "file:///etc/passwd",
        "//chat.example/hook",
        "chat.example",
        "",
        "https://",
        "https:///hook",
        "https://[::1/hook",
        "https://chat.example:99999/",
        "https://chat.example:port/",
        "https://chat.example\0.localhost/",
        "https://chat.example\\.localhost/",
        "https://chat.%65xample/",
    ],
)
def test_a_url_that_is_not_https_is_rejected(url):
    with pytest.raises(AddressRefused):
        post(poster("93.184.216.34", allow_loopback=True), url)


@pytest.mark.parametrize(
    "url", ["https://ada:secret@chat.example/", "https://ada@chat.example/", "https://@chat.example/"]
)
def test_credentials_in_the_url_are_rejected(url):
    with pytest.raises(AddressRefused, match="user name or a password"):
        post(poster("93.184.216.34"), url)


def test_plain_http_is_rejected_unless_loopback_is_allowed():
    with pytest.raises(AddressRefused, match="https://"):
        post(poster("127.0.0.1"), "http://localhost/")


def test_plain_http_is_allowed_for_loopback_alone():
    with pytest.raises(AddressRefused):
        post(poster("93.184.216.34", allow_loopback=True), "http://chat.example/")


def test_the_name_is_resolved_once_and_the_connection_goes_to_that_answer():
    lookups = []
    with Server() as server:

        def resolve(host: str, port: int) -> list[str]:
            lookups.append((host, port))
            return ["127.0.0.1"] if len(lookups) == 1 else ["10.0.0.1"]

        url = f"http://chat.example:{server.port}/hook?a=1#fragment"
        response = GuardedPoster(allow_loopback=True, resolve=resolve).post(url, {"x-own": "1"}, b"body")
    assert response.status == 200
    assert lookups == [("chat.example", server.port)]
    [received] = server.received
    assert (received.method, received.path, received.body) == ("POST", "/hook?a=1", b"body")
    assert received.headers["host"] == f"chat.example:{server.port}"
    assert received.headers["x-own"] == "1"


@pytest.mark.parametrize("error", [socket.gaierror(-2, "Name or service not known"), UnicodeError("label too long")])
def test_a_name_that_cannot_be_resolved_is_not_reached(error):
    def resolve(_host: str, _port: int) -> list[str]:
        raise error

    with pytest.raises(NotReached):
        post(GuardedPoster(allow_loopback=False, resolve=resolve))


def test_a_name_without_addresses_is_not_reached():
    with pytest.raises(NotReached):
        post(poster())


def test_a_refused_connection_is_not_reached():
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        with pytest.raises(NotReached):
            post(poster("127.0.0.1", allow_loopback=True), f"http://localhost:{unused.getsockname()[1]}/")


def test_a_host_in_another_script_is_called_or_rejected():
    with Server() as server:
        url = f"http://пример.рф:{server.port}/путь"
        try:
            response = post(poster("127.0.0.1", allow_loopback=True), url)
        except AddressRefused:
            return
    assert response.status == 200


def test_the_system_resolver_returns_ip_addresses():
    assert "127.0.0.1" in outbound_http.resolve("localhost", 80) or "::1" in outbound_http.resolve("localhost", 80)


@pytest.mark.parametrize(
    ("url", "port"),
    [("https://chat.example:22/", 22), ("https://chat.example:6379/hook", 6379), ("https://chat.example:80/", 80)],
)
def test_only_the_allowed_ports_are_called(url, port):
    guard = AddressGuard(allow_loopback=True, resolve=lambda _host, _port: ["93.184.216.34"])
    with pytest.raises(AddressRefused, match=rf"port {port}\. Use 443 or 8443"):
        guard.target(url)


def test_the_allowed_ports_are_called():
    guard = AddressGuard(allow_loopback=False, resolve=lambda _host, _port: ["93.184.216.34"])
    assert [guard.target(url).port for url in ("https://chat.example/", "https://chat.example:8443/")] == [443, 8443]
    other = AddressGuard(allow_loopback=False, ports=ports_of("9443"), resolve=lambda _host, _port: ["93.184.216.34"])
    assert other.target("https://chat.example:9443/").port == 9443
    with pytest.raises(AddressRefused, match="Use 9443"):
        other.target("https://chat.example/")


def test_on_the_same_machine_every_port_is_allowed_to_a_local_deployment():
    guard = AddressGuard(allow_loopback=True, resolve=lambda _host, _port: ["127.0.0.1"])
    assert guard.target("http://localhost:4567/").port == 4567
