import base64
import json
from dataclasses import dataclass, field

import pytest

from helpdesk.accounts.ids import AccountIds
from helpdesk.intake.acceptance import Accepted
from helpdesk.intake.batches import Batches
from helpdesk.intake.verification import WebhookVerifier
from helpdesk.messaging.messages import InboundMessage, InboundNotice, UnhandledUpdate
from helpdesk.platform import standard_webhooks
from helpdesk.platform.desk_key import DeskKey
from helpdesk.platform.errors import Unavailable
from helpdesk.platform.request_body import MAX_BYTES
from tests.support.examples import OLD_SECRET, SECRET, account, account_secrets, sealed
from tests.support.fakes import FakeClock
from tests.support.log import FakeLog
from webhook.app import Webhook

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

    def newest(self):
        return None

    def accept(self, _account, message, _newest):
        if self.error:
            raise self.error
        self.accepted.append(message)
        return Accepted(f"msg {message.key}", "cnv", "tkt")


@dataclass
class FakeUnhandled:
    kept: list[UnhandledUpdate] = field(default_factory=list)

    def keep(self, _account_id, update):
        self.kept.append(update)


@dataclass
class FakeNotices:
    has_conversation: bool = True
    taken: list[InboundNotice] = field(default_factory=list)

    def take(self, _account, notice):
        self.taken.append(notice)
        return self.has_conversation


class Endpoint:
    """A webhook with fakes for all its dependencies."""

    def __init__(self) -> None:
        self.acceptance, self.clock, self.log, self.counted = FakeAcceptance(), FakeClock(), FakeLog(), []
        endpoint = WebhookVerifier(account_secrets(), self.clock)
        self.notices, self.unhandled = FakeNotices(), FakeUnhandled()
        self.webhook = Webhook(
            str.isdigit,
            ACCOUNTS,
            endpoint,
            None,
            Batches(self.acceptance, self.notices, None),
            self.unhandled,
            self.log,
            self.counted.append,
        )

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
    response = endpoint.post(body())
    assert response["statusCode"] == 200
    expected = [{"id": "msg m1", "conversation_id": "cnv", "ticket_id": "tkt"}]
    assert json.loads(response["body"]) == {"messages": expected}
    assert [message.text for message in endpoint.acceptance.accepted] == ["Grüße"]


def test_the_bytes_are_the_same_when_the_gateway_encodes_them(endpoint):
    raw = body()
    assert endpoint.post(raw, body=base64.b64encode(raw).decode(), isBase64Encoded=True)["statusCode"] == 200


def test_each_message_of_a_list_is_accepted(endpoint):
    second = MESSAGE | {"message": {"id": "m2", "text": "Hi"}}
    assert len(json.loads(endpoint.post(body(MESSAGE, second))["body"])["messages"]) == 2


def test_a_cached_value_never_causes_a_rejection(endpoint, monkeypatch):
    """A new secret is accepted immediately, and a new account exists immediately."""
    for remembered in (None, account(signing_secrets=())):
        monkeypatch.setattr(Accounts, "get_recent", lambda *_, remembered=remembered: remembered)
        assert endpoint.post(body())["statusCode"] == 200


def rejections(endpoint: Endpoint) -> dict[str, dict]:
    raw = body()
    stale = endpoint.signed(raw)
    wrong = endpoint.signed(raw, OLD_SECRET)
    rejected = {
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
    return rejected | {"stale": endpoint.post(raw, stale)}


def test_every_unauthenticated_request_gets_the_same_401_and_stores_nothing(endpoint):
    responses = rejections(endpoint)
    assert {name: response["statusCode"] for name, response in responses.items()} == dict.fromkeys(responses, 401)
    assert len({json.dumps(response, sort_keys=True) for response in responses.values()}) == 1
    assert endpoint.acceptance.accepted == endpoint.unhandled.kept == []


@pytest.mark.parametrize("account_id", ["1#../account", "", "-1", "1" * 20, "\u0661", "1\n", "1234567890123456"])
def test_an_invalid_account_id_is_not_looked_up(account_id):
    log = FakeLog()
    webhook = Webhook(AccountIds(DeskKey("key")).may_exist, None, None, None, None, None, log, None)
    assert webhook({"pathParameters": {"accountId": account_id}, "body": ""})["statusCode"] == 401
    assert len(log.lines[0][1]["account_id"]) < 20


def test_a_body_of_256_kb_is_accepted_and_one_more_byte_is_rejected(endpoint):
    raw = body() + b" " * (MAX_BYTES - len(body()))
    assert MAX_BYTES == 256 * 1024
    assert endpoint.post(raw)["statusCode"] == 200
    response = endpoint.post(raw + b" ")
    assert (response["statusCode"], json.loads(response["body"])["code"]) == (413, "too_large")
    assert len(endpoint.acceptance.accepted) == 1


def test_the_size_is_counted_in_bytes(endpoint):
    raw = ("ü" * (MAX_BYTES // 2 + 1)).encode()
    assert endpoint.post(raw)["statusCode"] == 413
    assert endpoint.post(raw, body=base64.b64encode(raw).decode(), isBase64Encoded=True)["statusCode"] == 413


def test_malformed_json_is_400_and_a_missing_field_is_named(endpoint):
    assert json.loads(endpoint.post(b"{")["body"])["code"] == "malformed_json"
    response = endpoint.post(body(MESSAGE, MESSAGE | {"message": {}}))
    assert response["statusCode"] == 400
    assert [error["field"] for error in json.loads(response["body"])["errors"]] == ["data[1].message.id"]
    assert endpoint.acceptance.accepted == []


def test_a_throttled_table_is_503_with_retry_after(endpoint):
    endpoint.acceptance.error = Unavailable("The table is throttling.", retry_after_seconds=3)
    response = endpoint.post(body())
    assert (response["statusCode"], response["headers"]["retry-after"]) == (503, "3")
    assert response["headers"]["content-type"] == "application/problem+json"


def test_a_bots_update_is_accepted_with_its_secret(endpoint):
    update = {"update_id": 1, "message": {"message_id": 4, "date": 1, "chat": {"id": 5}, "text": "Hi"}}
    assert endpoint.post(json.dumps(update).encode(), TELEGRAM, "2")["statusCode"] == 200
    assert [message.key for message in endpoint.acceptance.accepted] == ["5/4"]


def test_a_known_update_without_a_message_is_stored_without_an_alarm(endpoint):
    raw = b'{"update_id": 1, "poll": {}}'
    assert endpoint.post(raw, TELEGRAM, "2")["statusCode"] == 200
    assert ([update.raw for update in endpoint.unhandled.kept], endpoint.counted) == ([raw.decode()], [])


def test_an_update_that_cannot_be_stored_is_503_so_that_it_is_retried(endpoint, monkeypatch):
    update = json.dumps({"update_id": 1, "message": {"message_id": 4, "date": 1, "chat": {"id": 5}, "text": "Hi"}})
    monkeypatch.setattr(endpoint.acceptance, "accept", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        endpoint.post(update.encode(), TELEGRAM, "2")
    assert endpoint.unhandled.kept == []


def test_an_update_that_our_parser_fails_on_is_stored_counted_and_2xx(endpoint, monkeypatch):
    monkeypatch.setattr("helpdesk.providers.telegram.inbound.parsing._parse", lambda *_: 1 / 0)
    assert endpoint.post(b'{"update_id": 1}', TELEGRAM, "2")["statusCode"] == 200
    assert ([update.raw for update in endpoint.unhandled.kept], endpoint.counted) == (['{"update_id": 1}'], [1])


@pytest.mark.parametrize("raw", [b"not json", b"", b"[]", b'{"update_id": "x"}'])
def test_an_update_that_is_not_understood_is_stored_counted_and_2xx(endpoint, raw):
    response = endpoint.post(raw, TELEGRAM, "2")
    assert (response["statusCode"], json.loads(response["body"])) == (200, {"messages": []})
    assert [update.raw for update in endpoint.unhandled.kept] == [raw.decode()]
    assert endpoint.counted == [1]


def test_an_understood_update_is_not_counted(endpoint):
    endpoint.post(body())
    assert endpoint.counted == []


def test_one_request_is_one_log_line_without_customer_text(endpoint):
    endpoint.post(body())
    endpoint.post(body(), {})
    assert [values["status"] for _, values in endpoint.log.lines] == [200, 401]
    assert "Grüße" not in repr(endpoint.log.lines)


JOINED = {"id": 7, "is_bot": False, "first_name": "Nia"}
SERVICE = {
    "update_id": 1,
    "message": {"message_id": 2, "date": 1, "chat": {"id": -5, "type": "group"}, "new_chat_members": [JOINED]},
}


@pytest.mark.parametrize("has_conversation", [True, False])
def test_what_no_person_wrote_is_an_event_or_kept_raw(endpoint, has_conversation):
    endpoint.notices.has_conversation = has_conversation
    response = endpoint.post(json.dumps(SERVICE).encode(), TELEGRAM, account_id="2")
    assert (response["statusCode"], json.loads(response["body"])) == (200, {"messages": []})
    assert [notice.text for notice in endpoint.notices.taken] == ["Nia joined the chat"]
    assert [update.understood for update in endpoint.unhandled.kept] == ([] if has_conversation else [True])
    assert endpoint.counted == []
