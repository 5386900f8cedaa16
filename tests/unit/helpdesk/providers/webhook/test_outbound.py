"""Our own format: the channel contract's event, with a signature that the reference library accepts."""

import json
from datetime import UTC, datetime

import pytest
from standardwebhooks import Webhook

from helpdesk.contacts.models import contact_id
from helpdesk.messaging.messages import Sender
from helpdesk.messaging.outcomes import Outcome, PermanentFailure, Sent, TemporaryFailure
from helpdesk.people.actors import Actor, ActorKind
from helpdesk.platform.outbound_http import AddressRefused, HttpResponse, NoResponse, NotReached
from helpdesk.providers.webhook.outbound import WebhookOutbound
from tests.support.examples import NOW, OLD_SECRET, REFERENCE, SECRET, outgoing, perform, reply
from tests.support.fakes import FakeHttp


def channel(http: FakeHttp) -> WebhookOutbound:
    return WebhookOutbound(http, lambda: datetime.now(UTC))


def sent(**more: object) -> tuple[str, dict[str, str], bytes]:
    http = FakeHttp()
    assert perform(channel(http), outgoing(**more)) == Sent(external_id=None)
    [(url, headers, body)] = http.posted
    return url, dict(headers), body


def event(**more: object) -> dict:
    return json.loads(sent(**more)[2])


def outcome(response: HttpResponse | Exception) -> Outcome:
    return perform(channel(FakeHttp([response])), outgoing())


def test_it_goes_to_the_accounts_address_as_json():
    url, headers, _ = sent()
    assert url == "https://chat.example/hook"
    assert headers["content-type"] == "application/json"


def test_the_envelope_is_the_contracts():
    envelope = event()
    moment = datetime.fromisoformat(envelope.pop("eventTimestamp"))
    assert moment.tzinfo is not None
    del envelope["message"]
    assert envelope == {
        "type": "OUTGOING_CHANNEL_MESSAGE_CREATED",
        "portalId": 7,
        "channelId": "custom",
        "eventId": REFERENCE.message_id(2),
        "channelIntegrationThreadIds": ["t1"],
    }


def test_the_message_is_the_contracts_field_by_field():
    assert event()["message"] == {
        "id": REFERENCE.message_id(2),
        "type": "MESSAGE",
        "conversationsThreadId": REFERENCE.conversation_id,
        "channelId": "custom",
        "channelAccountId": "1",
        "direction": "OUTGOING",
        "text": "Hi Cleo",
        "senders": [{"actorId": "A-agent-1", "name": "Ada"}],
        "recipients": [
            {
                "actorId": f"V-{contact_id('1', Sender('customer').address)}",
                "name": "Cleo",
                "deliveryIdentifier": {"type": "CHANNEL_SPECIFIC_OPAQUE_ID", "value": "customer"},
            }
        ],
        "attachments": [],
        "client": {"clientType": "HUBSPOT"},
        "createdBy": "A-agent-1",
        "createdAt": NOW,
        "archived": False,
        "inReplyToId": REFERENCE.message_id(1),
        "inReplyToIntegrationId": "41",
        "status": {"statusType": "SENT"},
        "truncationStatus": "NOT_TRUNCATED",
    }


@pytest.mark.parametrize(
    ("kind", "prefix"),
    [(ActorKind.PERSON, "A"), (ActorKind.PROGRAM, "I"), (ActorKind.CONTACT, "V"), (ActorKind.SYSTEM, "S")],
)
def test_each_kind_of_actor_has_the_contracts_prefix(kind, prefix):
    written = event(message=reply(actor=Actor(kind, "1", "Name")))["message"]
    assert written["createdBy"] == written["senders"][0]["actorId"] == f"{prefix}-1"


def test_every_live_secret_signs_so_that_the_receiver_can_rotate():
    _, headers, body = sent(signing_secrets=(SECRET, OLD_SECRET), message=reply("Grüße 😀\0"))
    for secret in (SECRET, OLD_SECRET):
        assert Webhook(secret).verify(body, headers)["message"]["text"] == "Grüße 😀\0"


def test_every_attempt_has_the_same_webhook_id_and_event_id():
    http = FakeHttp([NoResponse("no answer")])
    for _ in range(2):
        perform(channel(http), outgoing())
    assert {headers["webhook-id"] for _, headers, _ in http.posted} == {REFERENCE.message_id(2)}
    assert {json.loads(body)["eventId"] for _, _, body in http.posted} == {REFERENCE.message_id(2)}


@pytest.mark.parametrize("status", [200, 201, 202, 204, 299])
def test_any_2xx_is_sent_regardless_of_the_body(status):
    assert outcome(HttpResponse(status, {}, b"\xff not json")) == Sent(external_id=None)


@pytest.mark.parametrize(
    "status", [100, 301, 307, 400, 401, 403, 404, 408, 409, 413, 422, 425, 429, 500, 502, 503, 599]
)
def test_any_other_status_is_a_temporary_failure(status):
    """A gateway that gives up does not know whether the receiver has it."""
    assert outcome(HttpResponse(status, {}, b"")) == TemporaryFailure(
        f"status_{status}",
        f"The receiver responded with status {status}.",
        may_have_arrived=status in {502, 504},
        is_of_receiver=status >= 500 or status in {401, 403, 404, 429},
    )


def test_a_receiver_that_asks_for_a_pause_is_not_to_blame():
    assert not outcome(HttpResponse(429, {"retry-after": "7"}, b"")).is_of_receiver


def test_gone_is_a_permanent_failure():
    assert outcome(HttpResponse(410, {}, b"")) == PermanentFailure(
        "gone", "The receiver responded that it no longer exists (410)."
    )


@pytest.mark.parametrize(("value", "seconds"), [("7", 7), ("Sun, 22 Nov 2026 09:00:00 GMT", None), ("soon", None)])
def test_the_receiver_may_request_a_wait(value, seconds):
    assert outcome(HttpResponse(503, {"retry-after": value}, b"")).retry_after_seconds == seconds


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (
            NotReached("no connection"),
            TemporaryFailure("not_reached", "The receiver could not be reached.", is_of_receiver=True),
        ),
        (
            NoResponse("no answer"),
            TemporaryFailure(
                "no_answer", "The receiver did not respond in time.", may_have_arrived=True, is_of_receiver=True
            ),
        ),
        (
            AddressRefused("The address must begin with https://."),
            PermanentFailure(
                "address_refused",
                "The webhook URL is not allowed. The address must begin with https://.",
            ),
        ),
    ],
)
def test_a_failed_delivery_has_a_reason(error, expected):
    assert outcome(error) == expected
