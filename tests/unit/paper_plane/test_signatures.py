"""The example's verification, against what the desk sends."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from examples.paper_plane.signatures import is_genuine
from helpdesk.platform import hubspot_signature
from tests.support.signatures import hubspot_signature as documented_signature

URL = "https://plane.example/webhooks/desk"
NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
SECRETS = ("whsec_new", "whsec_old")


def signed(body, *, secret="whsec_new", url=URL, at=NOW):
    headers = hubspot_signature.headers(secret, "POST", url, body, at)
    return {name.lower(): value for name, value in headers.items()}


def genuine(headers, body, now=NOW):
    return is_genuine(SECRETS, URL, headers, body, now.timestamp())


@given(st.binary())
def test_what_the_desk_signs_is_genuine(body):
    assert genuine(signed(body), body)


def test_what_hubspots_documentation_signs_is_genuine():
    timestamp = str(int(NOW.timestamp() * 1000))
    signature = documented_signature("whsec_old", URL, b"{}", timestamp)
    headers = {"x-hubspot-signature-v3": signature, "x-hubspot-request-timestamp": timestamp}
    assert genuine(headers, b"{}")


@given(st.binary(), st.binary())
def test_another_body_is_not(body, other):
    assert genuine(signed(body), other) is (body == other)


@pytest.mark.parametrize(
    "wrong", [{"secret": "whsec_stranger"}, {"url": "https://plane.example/webhooks/other"}, {"url": URL + "?a=b"}]
)
def test_another_secret_or_address_is_not(wrong):
    assert not genuine(signed(b"{}", **wrong), b"{}")


@pytest.mark.parametrize(("seconds", "fresh"), [(300, True), (-300, True), (301, False), (-301, False)])
def test_five_minutes_in_either_direction(seconds, fresh):
    assert genuine(signed(b"{}"), b"{}", NOW + timedelta(seconds=seconds)) is fresh


@given(st.text(), st.text())
def test_nothing_that_a_stranger_sends_is_genuine_or_breaks_it(timestamp, signature):
    assert not genuine({"x-hubspot-request-timestamp": timestamp, "x-hubspot-signature-v3": signature}, b"{}")
    assert not genuine({**signed(b"{}"), "x-hubspot-signature-v3": signature}, b"{}")


def test_without_headers_it_is_not():
    assert not genuine({}, b"{}")
