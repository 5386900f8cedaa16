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


class Door:
    """A webhook with everything behind it faked."""

    def __init__(self) -> None:
        self.acceptance, self.clock, self.log, self.counted = FakeAcceptance(), FakeClock(), FakeLog(), []
        door = WebhookVerifier(account_secrets(), self.clock)
        self.webhook = Webhook(ACCOUNTS, door, None, self.acceptance, self.log, self.counted.append)

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
def door():
    return Door()


def test_a_signed_message_is_accepted_and_named(door):
    answer = door.post(body())
    assert answer["statusCode"] == 200
    expected = [{"id": "msg m1", "conversation_id": "cnv", "ticket_id": "tkt"}]
    assert json.loads(answer["body"]) == {"messages": expected}
    assert [one.text for one in door.acceptance.accepted] == ["Grüße"]


def test_the_bytes_are_the_same_when_the_gateway_encodes_them(door):
    raw = body()
    assert door.post(raw, body=base64.b64encode(raw).decode(), isBase64Encoded=True)["statusCode"] == 200


def test_each_message_of_a_list_is_accepted(door):
    second = MESSAGE | {"message": {"id": "m2"}}
    assert len(json.loads(door.post(body(MESSAGE, second))["body"])["messages"]) == 2


def test_nobody_is_refused_by_what_a_process_remembers(door, monkeypatch):
    """A secret that was rotated a moment ago is good at once, and an account that was made a moment ago exists."""
    for remembered in (None, account(signing_secrets=())):
        monkeypatch.setattr(Accounts, "get_recent", lambda *_, remembered=remembered: remembered)
        assert door.post(body())["statusCode"] == 200


def refusals(door: Door) -> dict[str, dict]:
    raw = body()
    stale = door.signed(raw)
    wrong = door.signed(raw, OLD_SECRET)
    refused = {
        "unknown account": door.post(raw, account_id="999"),
        "no account": door.webhook({"headers": None, "body": None}),
        "hostile account": door.post(raw, account_id="1#../account"),
        "wrong signature": door.post(raw, wrong),
        "changed body": door.post(raw + b" ", door.signed(raw)),
        "no headers": door.post(raw, {}),
        "another account's secret": door.post(raw, TELEGRAM),
        "garbage headers": door.post(
            raw, {"webhook-id": "ü", "webhook-timestamp": "\ud800", "webhook-signature": "日"}
        ),
        "a bot without its secret": door.post(b'{"update_id": 1}', {}, "2"),
        "malformed and unsigned": door.post(b"{", {}),
    }
    door.clock.forward(minutes=6)
    return refused | {"stale": door.post(raw, stale)}


def test_every_stranger_gets_the_same_401_and_nothing_is_stored(door):
    answers = refusals(door)
    assert {name: answer["statusCode"] for name, answer in answers.items()} == dict.fromkeys(answers, 401)
    assert len({json.dumps(answer, sort_keys=True) for answer in answers.values()}) == 1
    assert door.acceptance.accepted == door.acceptance.kept == []


@pytest.mark.parametrize("account_id", ["1#../account", "", "-1", "1" * 20, "\u0661", "1\n"])
def test_what_cannot_be_an_account_is_not_even_looked_up(account_id):
    log = FakeLog()
    webhook = Webhook(None, None, None, None, log, None)
    assert webhook({"pathParameters": {"accountId": account_id}, "body": ""})["statusCode"] == 401
    assert len(log.lines[0][1]["account_id"]) < 20


def test_a_body_of_256_kb_is_taken_and_one_more_byte_is_not(door):
    raw = body() + b" " * (MAX_BODY_BYTES - len(body()))
    assert MAX_BODY_BYTES == 256 * 1024
    assert door.post(raw)["statusCode"] == 200
    answer = door.post(raw + b" ")
    assert (answer["statusCode"], json.loads(answer["body"])["code"]) == (413, "too_large")
    assert len(door.acceptance.accepted) == 1


def test_the_size_is_counted_in_bytes(door):
    raw = ("ü" * (MAX_BODY_BYTES // 2 + 1)).encode()
    assert door.post(raw)["statusCode"] == 413
    assert door.post(raw, body=base64.b64encode(raw).decode(), isBase64Encoded=True)["statusCode"] == 413


def test_malformed_json_is_400_and_a_missing_field_is_named(door):
    assert json.loads(door.post(b"{")["body"])["code"] == "malformed_json"
    answer = door.post(body(MESSAGE, MESSAGE | {"message": {}}))
    assert answer["statusCode"] == 400
    assert [one["field"] for one in json.loads(answer["body"])["errors"]] == ["data[1].message.id"]
    assert door.acceptance.accepted == []


def test_a_table_that_throttles_is_503_and_says_when_to_come_back(door):
    door.acceptance.error = Unavailable("The table is throttling.", retry_after_seconds=3)
    answer = door.post(body())
    assert (answer["statusCode"], answer["headers"]["retry-after"]) == (503, "3")
    assert answer["headers"]["content-type"] == "application/problem+json"


def test_a_bots_update_comes_in_by_its_secret(door):
    update = {"update_id": 1, "message": {"message_id": 4, "date": 1, "chat": {"id": 5}, "text": "Hi"}}
    assert door.post(json.dumps(update).encode(), TELEGRAM, "2")["statusCode"] == 200
    assert [one.key for one in door.acceptance.accepted] == ["5/4"]


def test_what_is_known_to_be_no_message_is_kept_and_nobody_is_called(door):
    raw = b'{"update_id": 1, "poll": {}}'
    assert door.post(raw, TELEGRAM, "2")["statusCode"] == 200
    assert ([one.raw for one in door.acceptance.kept], door.counted) == ([raw.decode()], [])


def test_an_update_that_cannot_be_stored_is_not_answered_and_so_comes_again(door, monkeypatch):
    update = json.dumps({"update_id": 1, "message": {"message_id": 4, "date": 1, "chat": {"id": 5}, "text": "Hi"}})
    monkeypatch.setattr(door.acceptance, "accept", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        door.post(update.encode(), TELEGRAM, "2")
    assert door.acceptance.kept == []


def test_an_update_that_our_parser_stumbles_over_is_kept_counted_and_answered_2xx(door, monkeypatch):
    monkeypatch.setattr("helpdesk.providers.telegram.inbound._parse", lambda *_: 1 / 0)
    assert door.post(b'{"update_id": 1}', TELEGRAM, "2")["statusCode"] == 200
    assert ([one.raw for one in door.acceptance.kept], door.counted) == (['{"update_id": 1}'], [1])


@pytest.mark.parametrize("raw", [b"not json", b"", b"[]", b'{"update_id": "x"}'])
def test_what_a_bot_sends_and_nobody_understands_is_kept_counted_and_answered_2xx(door, raw):
    answer = door.post(raw, TELEGRAM, "2")
    assert (answer["statusCode"], json.loads(answer["body"])) == (200, {"messages": []})
    assert [one.raw for one in door.acceptance.kept] == [raw.decode()]
    assert door.counted == [1]


def test_what_was_understood_is_not_counted(door):
    door.post(body())
    assert door.counted == []


def test_one_request_is_one_line_in_the_log_without_what_the_customer_wrote(door):
    door.post(body())
    door.post(body(), {})
    assert [values["status"] for _, values in door.log.lines] == [200, 401]
    assert "Grüße" not in repr(door.log.lines)
