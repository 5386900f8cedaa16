"""Which of the addresses that others chose may be called: HTTPS only, and never into a private network.

The address that was checked is the address connected to: the name is resolved once, each answer is checked, and the
connection goes to that number while TLS still proves the name.
"""

import ipaddress
import socket
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from helpdesk.platform.public_addresses import IpAddress, is_public_ip

_LOOPBACK = {"127.0.0.1", "localhost", "::1"}
Resolve = Callable[[str, int], list[str]]


class AddressRefused(Exception):
    """The address may not be called; trying again would not help. The message is fit for an agent."""


class NotReached(Exception):
    """Nothing was sent."""


@dataclass(frozen=True, slots=True)
class Target:
    parts: SplitResult
    address: str
    """The number to connect to."""
    port: int

    @property
    def path(self) -> str:
        return (self.parts.path or "/") + (f"?{self.parts.query}" if self.parts.query else "")

    @property
    def host(self) -> str:
        """As the header has it."""
        return self.parts.netloc.rpartition("@")[2]


def is_secure(url: str, *, allow_loopback: bool) -> bool:
    """Whether what is sent to the address, or opened there by a browser, travels under TLS, or stays on this machine
    where that is allowed."""
    return urlsplit(url).scheme == "https" or (allow_loopback and stays_here(url))


def stays_here(url: str) -> bool:
    """Whether the address is this machine's own by its name."""
    return urlsplit(url).hostname in _LOOPBACK


def resolve(host: str, port: int) -> list[str]:
    return [str(found[4][0]) for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


class AddressGuard:
    def __init__(self, *, allow_loopback: bool, resolve: Resolve = resolve) -> None:
        """`allow_loopback` is for a desk that runs on one machine: it also opens plain HTTP, to loopback alone."""
        self._allow_loopback = allow_loopback
        self._resolve = resolve

    def target(self, url: str) -> Target:
        """Raises AddressRefused, NotReached."""
        parts, port = self._split(url)
        return Target(parts, self._address(str(parts.hostname), port, plain=parts.scheme == "http"), port)

    def _split(self, url: str) -> tuple[SplitResult, int]:
        try:
            parts = urlsplit(url)
            port = parts.port or (80 if parts.scheme == "http" else 443)
        except ValueError as error:
            raise AddressRefused("The address is malformed.") from error
        if not parts.hostname or parts.scheme not in {"https", "http"}:
            raise AddressRefused("The address must begin with https://.")
        if parts.scheme == "http" and not self._allow_loopback:
            raise AddressRefused("The address must begin with https://.")
        if any(letter <= " " or letter in "\\%" for letter in parts.netloc):
            raise AddressRefused("The address is malformed.")
        if not parts.netloc.isascii():
            raise AddressRefused("The host must be written in ASCII: xn--…")
        if parts.username is not None:
            raise AddressRefused("The address may not hold a user name or a password.")
        return parts, port

    def _address(self, host: str, port: int, *, plain: bool) -> str:
        try:
            found = self._resolve(host, port)
        except (OSError, UnicodeError) as error:
            raise NotReached("the host's name could not be resolved") from error
        if not found:
            raise NotReached("the host's name has no address")
        for address in found:
            if not self._may_call(address, plain=plain):
                raise AddressRefused("The address lies in a private or reserved network.")
        return found[0]

    def _may_call(self, address: str, *, plain: bool) -> bool:
        ip = ipaddress.ip_address(address.partition("%")[0])
        if _is_loopback(ip):
            return self._allow_loopback
        return is_public_ip(ip) and not plain


def _is_loopback(ip: IpAddress) -> bool:
    embedded: IpAddress | None = getattr(ip, "ipv4_mapped", None) or getattr(ip, "sixtofour", None)
    return (embedded or ip).is_loopback
