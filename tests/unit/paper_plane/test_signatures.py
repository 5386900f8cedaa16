"""The example's signature verification, against the desk's signatures."""

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
def test_the_desks_signature_is_genuine(body):
    assert genuine(signed(body), body)


def test_the_signature_of_hubspots_documentation_is_genuine():
    timestamp = str(int(NOW.timestamp() * 1000))
    signature = documented_signature("whsec_old", URL, b"{}", timestamp)
    headers = {"x-hubspot-signature-v3": signature, "x-hubspot-request-timestamp": timestamp}
    assert genuine(headers, b"{}")


@given(st.binary(), st.binary())
def test_another_body_is_not_genuine(body, other):
    assert genuine(signed(body), other) is (body == other)


@pytest.mark.parametrize(
    "wrong", [{"secret": "whsec_stranger"}, {"url": "https://plane.example/webhooks/other"}, {"url": URL + "?a=b"}]
)
def test_another_secret_or_url_is_not_genuine(wrong):
    assert not genuine(signed(b"{}", **wrong), b"{}")


@pytest.mark.parametrize(("seconds", "fresh"), [(300, True), (-300, True), (301, False), (-301, False)])
def test_a_timestamp_may_differ_by_five_minutes(seconds, fresh):
    assert genuine(signed(b"{}"), b"{}", NOW + timedelta(seconds=seconds)) is fresh


@given(st.text(), st.text())
def test_a_request_without_the_secret_is_rejected_and_never_raises(timestamp, signature):
    assert not genuine({"x-hubspot-request-timestamp": timestamp, "x-hubspot-signature-v3": signature}, b"{}")
    assert not genuine({**signed(b"{}"), "x-hubspot-signature-v3": signature}, b"{}")


def test_a_request_without_headers_is_not_genuine():
    assert not genuine({}, b"{}")
