"""Every notation of a private address is detected, without a DNS lookup."""

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.platform.public_addresses import is_public_host, is_public_ip


@given(st.ip_addresses(v=4))
def test_an_ipv4_address_is_checked_in_every_notation_of_browsers(ip: ipaddress.IPv4Address) -> None:
    number = int(ip)
    forms = [str(number), f"{number:#x}", f"::ffff:{ip}", f"{ip}."]
    if is_public_host(str(ip)):
        assert is_public_ip(ip)
        assert is_public_host(forms[2])
    else:
        assert not any(map(is_public_host, forms))


@pytest.mark.parametrize("host", ["a.example", "xn--bcher-kva.example", "1.2.3.example", "a.example."])
def test_a_host_name_is_public(host: str) -> None:
    assert is_public_host(host)


@pytest.mark.parametrize("host", ["", "localhost", "LOCALHOST.", "a.localhost", "x.internal", "0x.1", "fec0::1"])
def test_a_private_host_is_not(host: str) -> None:
    assert not is_public_host(host)
