"""Which hosts are public, judged by the text alone: no name is resolved. Pure."""

import ipaddress
import re

IpAddress = ipaddress.IPv4Address | ipaddress.IPv6Address
# As browsers read it: a host whose last label is a number is an IPv4 address, in any notation.
_NUMBER = re.compile(r"(0[xX][0-9a-fA-F]*|[0-9]+)\.?")
_INSIDE = (".localhost", ".local", ".internal", ".home.arpa")


def is_public_ip(ip: IpAddress) -> bool:
    """Neither private nor reserved, nor a form of IPv6 that can contain such an IPv4 address."""
    embedded = getattr(ip, "ipv4_mapped", None) or getattr(ip, "sixtofour", None)
    ip = embedded or ip
    # Python treats these reserved IPv6 ranges as global: NAT64 and IPv4-compatible addresses.
    return ip.is_global and not (ip.is_multicast or ip.is_reserved or getattr(ip, "is_site_local", False))


def is_public_host(host: str) -> bool:
    """Whether others can reach a host with this name, or this address."""
    name = host.rstrip(".").lower()
    if ":" not in name and not _NUMBER.fullmatch(name.rpartition(".")[2]):
        return "." in name and not f".{name}".endswith(_INSIDE)
    try:
        return is_public_ip(ipaddress.ip_address(name.partition("%")[0]))
    except ValueError:
        return False
