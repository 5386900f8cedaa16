import base64
import json
from dataclasses import dataclass, field

import pytest

from helpdesk.intake.acceptance import Accepted
from helpdesk.intake.verification import WebhookVerifier
from helpdesk.messaging.messages import InboundMessage, UnhandledUpdate
from helpdesk.platform import standard_webhooks
from helpdesk.platform.errors import Unavailable
from tests.support.examples import OLD_SECRET, SECRET, account, account_secrets, sealed
from tests.support.fakes import FakeClock
from tests.support.log import FakeLog
from webhook.app import MAX_BODY_BYTES, Webhook

TELEGRAM = {"x-telegram-bot-api-secret-token": "token"}


class Accounts(dict):
    get_recent = dict.get


ACCOUNTS = Accounts({"1": account(), "2": account("telegram", id="2", signing_secrets=(sealed("token", "account/2"),))})
MESSAGE = {"conversation": {"id": "t1"}, "sender": {"id": "s"}, "message": {"id": "m1", "text": "Grüße"}}


def body(*messages: object) -> bytes:
    sent = {"type": "message.created", "timestamp": "2026-11-22T09:00:00Z", "data": list(messages or (MESSAGE,))}
    return json.dumps(sent, ensure_ascii=False).encode()


@dataclass
class FakeAcceptance:
    error: Exception | None = None
    accepted: list[InboundMessage] = field(default_factory=list)
    kept: list[UnhandledUpdate] = field(default_factory=list)

    def accept(self, _account, message):
        if self.error:
            raise self.error
        self.accepted.append(message)
        return Accepted(f"msg {message.key}", "cnv", "tkt")

    def keep_unhandled(self, _account, update):
        self.kept.append(update)


class Endpoint:
    """A webhook with everything behind it faked."""

    def __init__(self) -> None:
        self.acceptance, self.clock, self.log, self.counted = FakeAcceptance(), FakeClock(), FakeLog(), []
        endpoint = WebhookVerifier(account_secrets(), self.clock)
        self.webhook = Webhook(ACCOUNTS, endpoint, None, self.acceptance, self.log, self.counted.append)

    def signed(self, raw: bytes, secret: str = SECRET) -> dict[str, str]:
        return standard_webhooks.headers([secret], "evt_1", self.clock.now, raw)

    def post(self, raw: bytes, headers: dict | None = None, account_id: str = "1", **more: object) -> dict:
        headers = self.signed(raw) if headers is None else headers
        event = {
            "pathParameters": {"accountId": account_id},
            "headers": headers,
            "body": raw.decode("utf-8", "replace"),
        }
        return self.webhook(event | more)


@pytest.fixture
def endpoint():
    return Endpoint()


def test_a_signed_message_is_accepted_and_named(endpoint):
    answer = endpoint.post(body())
    assert answer["statusCode"] == 200
    expected = [{"id": "msg m1", "conversation_id": "cnv", "ticket_id": "tkt"}]
    assert json.loads(answer["body"]) == {"messages": expected}
    assert [message.text for message in endpoint.acceptance.accepted] == ["Grüße"]


def test_the_bytes_are_the_same_when_the_gateway_encodes_them(endpoint):
    raw = body()
    assert endpoint.post(raw, body=base64.b64encode(raw).decode(), isBase64Encoded=True)["statusCode"] == 200


def test_each_message_of_a_list_is_accepted(endpoint):
    second = MESSAGE | {"message": {"id": "m2"}}
    assert len(json.loads(endpoint.post(body(MESSAGE, second))["body"])["messages"]) == 2


def test_nobody_is_refused_by_what_a_process_remembers(endpoint, monkeypatch):
    """A secret that was rotated a moment ago is good at once, and an account that was made a moment ago exists."""
    for remembered in (None, account(signing_secrets=())):
        monkeypatch.setattr(Accounts, "get_recent", lambda *_, remembered=remembered: remembered)
        assert endpoint.post(body())["statusCode"] == 200


def refusals(endpoint: Endpoint) -> dict[str, dict]:
    raw = body()
    stale = endpoint.signed(raw)
    wrong = endpoint.signed(raw, OLD_SECRET)
    refused = {
        "unknown account": endpoint.post(raw, account_id="999"),
        "no account": endpoint.webhook({"headers": None, "body": None}),
        "hostile account": endpoint.post(raw, account_id="1#../account"),
        "wrong signature": endpoint.post(raw, wrong),
        "changed body": endpoint.post(raw + b" ", endpoint.signed(raw)),
        "no headers": endpoint.post(raw, {}),
        "another account's secret": endpoint.post(raw, TELEGRAM),
        "garbage headers": endpoint.post(
            raw, {"webhook-id": "ü", "webhook-timestamp": "\ud800", "webhook-signature": "日"}
        ),
        "a bot without its secret": endpoint.post(b'{"update_id": 1}', {}, "2"),
        "malformed and unsigned": endpoint.post(b"{", {}),
    }
    endpoint.clock.forward(minutes=6)
    return refused | {"stale": endpoint.post(raw, stale)}


def test_every_stranger_gets_the_same_401_and_nothing_is_stored(endpoint):
    answers = refusals(endpoint)
    assert {name: answer["statusCode"] for name, answer in answers.items()} == dict.fromkeys(answers, 401)
    assert len({json.dumps(answer, sort_keys=True) for answer in answers.values()}) == 1
    assert endpoint.acceptance.accepted == endpoint.acceptance.kept == []


@pytest.mark.parametrize("account_id", ["1#../account", "", "-1", "1" * 20, "\u0661", "1\n"])
def test_what_cannot_be_an_account_is_not_even_looked_up(account_id):
    log = FakeLog()
    webhook = Webhook(None, None, None, None, log, None)
    assert webhook({"pathParameters": {"accountId": account_id}, "body": ""})["statusCode"] == 401
    assert len(log.lines[0][1]["account_id"]) < 20


def test_a_body_of_256_kb_is_taken_and_one_more_byte_is_not(endpoint):
    raw = body() + b" " * (MAX_BODY_BYTES - len(body()))
    assert MAX_BODY_BYTES == 256 * 1024
    assert endpoint.post(raw)["statusCode"] == 200
    answer = endpoint.post(raw + b" ")
    assert (answer["statusCode"], json.loads(answer["body"])["code"]) == (413, "too_large")
    assert len(endpoint.acceptance.accepted) == 1


def test_the_size_is_counted_in_bytes(endpoint):
    raw = ("ü" * (MAX_BODY_BYTES // 2 + 1)).encode()
    assert endpoint.post(raw)["statusCode"] == 413
    assert endpoint.post(raw, body=base64.b64encode(raw).decode(), isBase64Encoded=True)["statusCode"] == 413


def test_malformed_json_is_400_and_a_missing_field_is_named(endpoint):
    assert json.loads(endpoint.post(b"{")["body"])["code"] == "malformed_json"
    answer = endpoint.post(body(MESSAGE, MESSAGE | {"message": {}}))
    assert answer["statusCode"] == 400
    assert [error["field"] for error in json.loads(answer["body"])["errors"]] == ["data[1].message.id"]
    assert endpoint.acceptance.accepted == []


def test_a_table_that_throttles_is_503_and_says_when_to_come_back(endpoint):
    endpoint.acceptance.error = Unavailable("The table is throttling.", retry_after_seconds=3)
    answer = endpoint.post(body())
    assert (answer["statusCode"], answer["headers"]["retry-after"]) == (503, "3")
    assert answer["headers"]["content-type"] == "application/problem+json"


def test_a_bots_update_comes_in_by_its_secret(endpoint):
    update = {"update_id": 1, "message": {"message_id": 4, "date": 1, "chat": {"id": 5}, "text": "Hi"}}
    assert endpoint.post(json.dumps(update).encode(), TELEGRAM, "2")["statusCode"] == 200
    assert [message.key for message in endpoint.acceptance.accepted] == ["5/4"]


def test_what_is_known_to_be_no_message_is_kept_and_nobody_is_called(endpoint):
    raw = b'{"update_id": 1, "poll": {}}'
    assert endpoint.post(raw, TELEGRAM, "2")["statusCode"] == 200
    assert ([update.raw for update in endpoint.acceptance.kept], endpoint.counted) == ([raw.decode()], [])


def test_an_update_that_cannot_be_stored_is_not_answered_and_so_comes_again(endpoint, monkeypatch):
    update = json.dumps({"update_id": 1, "message": {"message_id": 4, "date": 1, "chat": {"id": 5}, "text": "Hi"}})
    monkeypatch.setattr(endpoint.acceptance, "accept", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        endpoint.post(update.encode(), TELEGRAM, "2")
    assert endpoint.acceptance.kept == []


def test_an_update_that_our_parser_stumbles_over_is_kept_counted_and_answered_2xx(endpoint, monkeypatch):
    monkeypatch.setattr("helpdesk.providers.telegram.inbound._parse", lambda *_: 1 / 0)
    assert endpoint.post(b'{"update_id": 1}', TELEGRAM, "2")["statusCode"] == 200
    assert ([update.raw for update in endpoint.acceptance.kept], endpoint.counted) == (['{"update_id": 1}'], [1])


@pytest.mark.parametrize("raw", [b"not json", b"", b"[]", b'{"update_id": "x"}'])
def test_what_a_bot_sends_and_nobody_understands_is_kept_counted_and_answered_2xx(endpoint, raw):
    answer = endpoint.post(raw, TELEGRAM, "2")
    assert (answer["statusCode"], json.loads(answer["body"])) == (200, {"messages": []})
    assert [update.raw for update in endpoint.acceptance.kept] == [raw.decode()]
    assert endpoint.counted == [1]


def test_what_was_understood_is_not_counted(endpoint):
    endpoint.post(body())
    assert endpoint.counted == []


def test_one_request_is_one_line_in_the_log_without_what_the_customer_wrote(endpoint):
    endpoint.post(body())
    endpoint.post(body(), {})
    assert [values["status"] for _, values in endpoint.log.lines] == [200, 401]
    assert "Grüße" not in repr(endpoint.log.lines)
