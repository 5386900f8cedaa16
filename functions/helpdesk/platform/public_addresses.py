"""Which addresses lie outside: judged by what is written, nothing is looked up. Pure."""

import ipaddress
import re
from urllib.parse import urlsplit

IpAddress = ipaddress.IPv4Address | ipaddress.IPv6Address
# As browsers read it: a host whose last label is a number is an IPv4 address, in whatever form.
_NUMBER = re.compile(r"(0[xX][0-9a-fA-F]*|[0-9]+)\.?")
_INSIDE = (".localhost", ".local", ".internal", ".home.arpa")


def public_https(url: str) -> str:
    """Raises ValueError where it is not HTTPS, or its host is inside."""
    parts = urlsplit(url)
    if parts.scheme != "https":
        raise ValueError("this address begins with https://")
    if not _is_public(parts.hostname or ""):
        raise ValueError("this address lies in a private or reserved network")
    return url


def is_public_ip(ip: IpAddress) -> bool:
    """Neither private nor reserved, nor a form of IPv6 behind which such an IPv4 address may lie."""
    embedded = getattr(ip, "ipv4_mapped", None) or getattr(ip, "sixtofour", None)
    ip = embedded or ip
    # Python calls reserved IPv6 global: NAT64 and IPv4-compatible addresses.
    return ip.is_global and not (ip.is_multicast or ip.is_reserved or getattr(ip, "is_site_local", False))


def _is_public(host: str) -> bool:
    name = host.rstrip(".").lower()
    if ":" not in name and not _NUMBER.fullmatch(name.rpartition(".")[2]):
        return "." in name and not f".{name}".endswith(_INSIDE)
    try:
        return is_public_ip(ipaddress.ip_address(name.partition("%")[0]))
    except ValueError:
        return False
