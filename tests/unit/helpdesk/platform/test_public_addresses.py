"""Every notation of a private address is detected, without a DNS lookup."""

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.platform.public_addresses import is_public_ip, public_https


@given(st.ip_addresses(v=4))
def test_an_ipv4_address_is_checked_in_every_notation_of_browsers(ip: ipaddress.IPv4Address) -> None:
    number = int(ip)
    forms = [f"https://{number}/", f"https://{number:#x}/", f"https://[::ffff:{ip}]/", f"https://{ip}./"]
    try:
        public_https(f"https://{ip}/")
    except ValueError:
        for form in forms:
            with pytest.raises(ValueError, match="private"):
                public_https(form)
    else:
        assert is_public_ip(ip)
        assert public_https(forms[2]) == forms[2]


@pytest.mark.parametrize("host", ["a.example", "xn--bcher-kva.example", "1.2.3.example", "a.example."])
def test_a_host_name_is_kept(host: str) -> None:
    assert public_https(f"https://{host}/x") == f"https://{host}/x"


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST.", "a.localhost", "desk", "x.internal", "0x.1", "[fec0::1]"])
def test_a_private_host_is_rejected(host: str) -> None:
    with pytest.raises(ValueError, match="private"):
        public_https(f"https://{host}/")


def test_plain_http_is_rejected() -> None:
    with pytest.raises(ValueError, match="https"):
        public_https("http://a.example/")
