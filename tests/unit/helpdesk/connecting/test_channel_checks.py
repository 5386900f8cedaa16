"""The results of a channel's credential check, as shown to an administrator."""

import json

import pytest
from standardwebhooks import Webhook

from helpdesk.channels.models import Channel
from helpdesk.connecting.channel_checks import CheckResult, CredentialChecks
from helpdesk.messaging.capabilities import Capabilities
from helpdesk.platform.outbound_http import AddressRefused, HttpResponse, NoResponse, NotReached
from helpdesk.platform.standard_webhooks import new_secret
from tests.support.examples import NOW
from tests.support.fakes import FakeApps, FakeClock, FakeHttp

SECRET = new_secret(b"an app's secret of 24 bytes")
FIELDS = {"type": "object", "properties": {"key": {"type": "string", "writeOnly": True}, "name": {"type": "string"}}}
GIVEN = {"key": "s3cret-key", "name": "ada"}


def channel(url="https://acme.example/check"):
    return Channel("7", "acme", "Chat", Capabilities(), NOW, credential_fields=FIELDS, credential_check_url=url)


def checked(*responses, about=None, secrets=(SECRET,)):
    http = FakeHttp(list(responses))
    apps = FakeApps({"acme": secrets})
    checks = CredentialChecks(http, apps, 1, FakeClock(), lambda: "id")
    return checks.check(about or channel(), GIVEN), http


def test_the_credential_check_is_signed_like_all_webhooks():
    check, http = checked(HttpResponse(204, {}, b""))
    assert check.result is CheckResult.ACCEPTED
    [(url, headers, body)] = http.posted
    assert url == "https://acme.example/check"
    assert json.loads(body)["credentials"] == GIVEN
    assert headers.keys() >= {"webhook-id", "webhook-timestamp", "X-HubSpot-Signature-v3"}
    signed = Webhook(SECRET)
    assert signed.sign(headers["webhook-id"], FakeClock().now, body.decode()) == headers["webhook-signature"]


@pytest.mark.parametrize(
    ("response", "message"),
    [
        (HttpResponse(401, {}, b'{"message": "Wrong key"}'), "Wrong key"),
        (HttpResponse(400, {}, b'{"message": "s3cret-key of ada is wrong"}'), "(secret) of ada is wrong"),
        (HttpResponse(422, {"content-type": "text/plain; charset=utf-8"}, b"Wrong\r\n\x1b[31m key"), "Wrong [31m key"),
        (HttpResponse(400, {"content-type": "text/plain"}, b"x" * 5000), "x" * 299 + "\u2026"),
        (HttpResponse(403, {"content-type": "text/html"}, b"<h1>Wrong</h1>"), None),
        (HttpResponse(403, {}, b'{"message": 7}'), None),
        (HttpResponse(403, {}, b'["message"]'), None),
        (HttpResponse(403, {}, b"[" * 60_000), None),
        (HttpResponse(403, {}, b'{"message": "\\ud800"}'), "\ufffd"),
    ],
)
def test_a_rejection_is_shown_as_plain_text_without_a_secret(response, message):
    check, _ = checked(response)
    assert check.result is CheckResult.REFUSED
    assert check.message == (message or "The channel's service rejects these credentials.")


@pytest.mark.parametrize(
    "failure",
    [
        AddressRefused("The address lies in a private or reserved network."),
        NotReached("nothing"),
        NoResponse("nothing"),
        HttpResponse(500, {}, b'{"message": "s3cret-key"}'),
        HttpResponse(302, {"location": "http://169.254.169.254/"}, b""),
        HttpResponse(429, {}, b""),
        HttpResponse(408, {}, b""),
    ],
)
def test_a_failed_check_is_not_a_rejection(failure):
    check, http = checked(failure)
    assert check.result is CheckResult.NOT_CHECKED
    assert "could not be checked" in check.message
    assert "s3cret" not in check.message
    assert len(http.posted) == 1


def test_nothing_is_sent_without_a_check_url_or_a_signing_secret():
    for check, http in (checked(about=channel(None)), checked(secrets=())):
        assert check.result is CheckResult.NOT_CHECKED
        assert http.posted == []
