"""Which URLs are stored: those that would be called."""

import pytest

from helpdesk.platform.errors import InvalidRequest
from helpdesk.platform.outbound_address import AddressRule, ports_of

HERE = AddressRule(allow_loopback=True)
ELSEWHERE = AddressRule(allow_loopback=False)


def refusal(rule, url):
    with pytest.raises(InvalidRequest) as refused:
        rule.check("delivery_url", url)
    [field] = refused.value.fields
    assert field.field == "delivery_url"
    return field.message


@pytest.mark.parametrize(
    "url", ["https://chat.example", "https://chat.example:443/x", "https://chat.example:8443/?y=1"]
)
def test_https_on_an_allowed_port_is_stored(url):
    HERE.check("delivery_url", url)
    ELSEWHERE.check("delivery_url", url)


@pytest.mark.parametrize("port", [0, 22, 80, 444, 65535])
def test_another_port_is_refused_with_those_that_are_allowed(port):
    for rule in (HERE, ELSEWHERE):
        message = refusal(rule, f"https://chat.example:{port}/")
        assert message == f"The URL names the port {port}. Use 443 or 8443."


def test_a_deployment_may_allow_others():
    rule = AddressRule(allow_loopback=False, ports=ports_of("9443"))
    rule.check("delivery_url", "https://chat.example:9443/")
    assert refusal(rule, "https://chat.example/") == "The URL names the port 443. Use 9443."


@pytest.mark.parametrize("url", ["http://localhost:4567/", "https://127.0.0.1:9/", "http://[::1]:80/"])
def test_a_program_on_the_same_machine_may_use_any_port(url):
    HERE.check("delivery_url", url)
    assert refusal(ELSEWHERE, url)


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("http://chat.example/", "must start with https"),
        ("ftp://chat.example/", "must start with https"),
        ("https://me:secret@chat.example/", "user name"),
        ("https://chat.example:99999/", "malformed"),
        ("https://[chat/", "malformed"),
        ("https://bücher.example/", "xn--"),
        ("https://chat.example/a\r\nX-Evil: 1", "control character"),
        ("https://chat.example/a\tb", "control character"),
        (" https://chat.example/", "a space"),
        ("https://chat.example/a b", "a space"),
        ("https://chat.exa\x7fmple/", "control character"),
    ],
)
def test_what_could_never_be_called_is_refused(url, message):
    for rule in (HERE, ELSEWHERE):
        found = refusal(rule, url)
        assert message in found
        assert "secret" not in found
