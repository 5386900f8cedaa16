"""Which URLs that others chose may be called: HTTPS only, and never in a private network.

The address that was checked is the address connected to: the name is resolved once, each result is checked, and the
connection goes to that IP address while TLS still verifies the name.
"""

import ipaddress
import socket
from collections.abc import Callable, Collection
from urllib.parse import SplitResult, urlsplit

from helpdesk.platform.errors import InvalidRequest
from helpdesk.platform.frozen import frozen
from helpdesk.platform.public_addresses import IpAddress, is_public_host, is_public_ip

DEFAULT_PORTS = frozenset({443, 8443})
_NOT_SECURE = "The URL must start with https://."
_LOOPBACK = {"127.0.0.1", "localhost", "::1"}
Resolve = Callable[[str, int], list[str]]


class AddressRefused(Exception):
    """The URL is not allowed; a retry would not help. The message can be shown to an agent."""


class NotReached(Exception):
    """Nothing was sent."""


@frozen
class Target:
    parts: SplitResult
    address: str
    """The IP address to connect to."""
    port: int

    @property
    def path(self) -> str:
        return (self.parts.path or "/") + (f"?{self.parts.query}" if self.parts.query else "")

    @property
    def host(self) -> str:
        """In the form of the Host header."""
        return self.parts.netloc.rpartition("@")[2]


@frozen
class AddressRule:
    """What the text of a URL must be, so that it may be called. Checked where the URL is stored, and at each call."""

    allow_loopback: bool
    """For a local deployment; it also allows plain HTTP and all ports, to loopback only."""
    ports: Collection[int] = DEFAULT_PORTS

    def check(self, field: str, url: str, *, code: str | None = None) -> None:
        """Raises InvalidRequest that names the field."""
        try:
            parts, port = self.split(url)
            if not (self.allow_loopback and stays_here(url)):
                _check_secure(parts)
                self.check_port(port)
        except AddressRefused as refusal:
            raise InvalidRequest.at(field, str(refusal), code=code) from refusal

    def check_public(self, field: str, url: str) -> None:
        """The same, and the host must not be a private one by its text. Raises InvalidRequest that names the field."""
        self.check(field, url)
        if self.allow_loopback and stays_here(url):
            return
        if not is_public_host(urlsplit(url).hostname or ""):
            raise InvalidRequest.at(field, "This URL points into a private or reserved network.")

    def split(self, url: str) -> tuple[SplitResult, int]:
        """The parts of the URL and its port. Raises AddressRefused."""
        # Before it is split, which drops some of them: what is called is what was stored and is shown.
        if any(letter <= " " or letter == "\x7f" for letter in url):
            raise AddressRefused("The URL contains a space or a control character. Write it as %20, or remove it.")
        try:
            parts = urlsplit(url)
            port = parts.port if parts.port is not None else (80 if parts.scheme == "http" else 443)
        except ValueError as error:
            raise AddressRefused("The URL is malformed.") from error
        if not parts.hostname or parts.scheme not in {"https", "http"}:
            raise AddressRefused(_NOT_SECURE)
        if not self.allow_loopback:
            _check_secure(parts)
        if any(letter in "\\%" for letter in parts.netloc):
            raise AddressRefused("The URL is malformed.")
        if not parts.netloc.isascii():
            raise AddressRefused("The host name must be in ASCII: xn--…")
        if parts.username is not None:
            raise AddressRefused("The URL must not contain a user name or a password.")
        return parts, port

    def check_port(self, port: int) -> None:
        """Raises AddressRefused."""
        if port not in self.ports:
            allowed = " or ".join(map(str, sorted(self.ports)))
            raise AddressRefused(f"The URL names the port {port}. Use {allowed}.")


def _check_secure(parts: SplitResult) -> None:
    if parts.scheme != "https":
        raise AddressRefused(_NOT_SECURE)


def is_secure(url: str, *, allow_loopback: bool) -> bool:
    """Whether data sent to the URL, or opened there by a browser, travels over TLS, or stays on this machine if that is
    allowed."""
    return urlsplit(url).scheme == "https" or (allow_loopback and stays_here(url))


def stays_here(url: str) -> bool:
    """Whether the URL's host name is this machine."""
    return urlsplit(url).hostname in _LOOPBACK


def resolve(host: str, port: int) -> list[str]:
    return [str(found[4][0]) for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


class AddressGuard:
    def __init__(
        self, *, allow_loopback: bool, ports: Collection[int] = DEFAULT_PORTS, resolve: Resolve = resolve
    ) -> None:
        self._rule = AddressRule(allow_loopback, ports)
        self._resolve = resolve

    def target(self, url: str) -> Target:
        """Raises AddressRefused, NotReached."""
        parts, port = self._rule.split(url)
        return Target(parts, self._address(str(parts.hostname), port, plain=parts.scheme == "http"), port)

    def _address(self, host: str, port: int, *, plain: bool) -> str:
        try:
            found = self._resolve(host, port)
        except (OSError, UnicodeError) as error:
            raise NotReached("the host name could not be resolved") from error
        if not found:
            raise NotReached("the host name has no address")
        for address in found:
            if not self._may_call(address, plain=plain):
                raise AddressRefused("The URL points into a private or reserved network.")
            if not _is_loopback(_ip(address)):
                self._rule.check_port(port)
        return found[0]

    def _may_call(self, address: str, *, plain: bool) -> bool:
        ip = _ip(address)
        if _is_loopback(ip):
            return self._rule.allow_loopback
        return is_public_ip(ip) and not plain


def ports_of(setting: str) -> frozenset[int]:
    """From `443,8443`."""
    return frozenset(map(int, setting.split(",")))


def _ip(address: str) -> IpAddress:
    return ipaddress.ip_address(address.partition("%")[0])


def _is_loopback(ip: IpAddress) -> bool:
    embedded: IpAddress | None = getattr(ip, "ipv4_mapped", None) or getattr(ip, "sixtofour", None)
    return (embedded or ip).is_loopback
