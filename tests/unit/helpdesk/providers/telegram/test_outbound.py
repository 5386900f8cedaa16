"""aiogram's model of sendMessage is the oracle for our requests."""

import json
from collections.abc import Mapping
from typing import Any

import pytest
from aiogram.methods import AnswerCallbackQuery, SendChatAction, SendMessage
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.messaging.outcomes import ChatMoved, PermanentFailure, Sent, TemporaryFailure
from helpdesk.platform.outbound_http import AddressRefused, HttpResponse, NoResponse, NotReached
from helpdesk.providers.models import Access, OutgoingMessage
from helpdesk.providers.telegram.inbound import parsing
from helpdesk.providers.telegram.outbound.sending import TelegramOutbound
from tests.support.examples import BOT_TOKEN, conversation, outgoing, perform, reply, telegram_account
from tests.support.fakes import FakeHttp
from tests.support.strategies import any_json, any_text
from tests.support.telegram_updates import ACCOUNT, GROUP, PRIVATE, message, update


def to_telegram(thread_key: str = "3527065", **more):
    values = {
        "account": telegram_account(),
        "credentials": BOT_TOKEN,
        "conversation": conversation(thread_key=thread_key),
    }
    return outgoing(**values | more)


def request(outgoing: OutgoingMessage) -> Mapping[str, Any]:
    [step] = TelegramOutbound(FakeHttp()).steps(outgoing)
    return step.parameters


def outcome(status: int, response_body: object) -> Any:
    body = response_body if isinstance(response_body, bytes) else json.dumps(response_body).encode()
    return perform(TelegramOutbound(FakeHttp([HttpResponse(status, {}, body)])), to_telegram())


def rejected(status: int, description: str, **parameters: object) -> Any:
    response_body = {"ok": False, "error_code": status, "description": description}
    return outcome(status, response_body | ({"parameters": parameters} if parameters else {}))


def test_it_is_posted_to_the_bot_as_json():
    http = FakeHttp()
    assert perform(TelegramOutbound(http), to_telegram()) == Sent(external_id="77")
    [(url, headers, body)] = http.posted
    assert url == f"https://api.telegram.org/bot{BOT_TOKEN}/sendMessage"
    assert headers == {"content-type": "application/json"}
    assert SendMessage.model_validate_json(body).text == "Hi Cleo"


@pytest.mark.parametrize(
    ("chat", "more", "topic", "business"),
    [
        (PRIVATE, {}, None, None),
        (GROUP, {}, None, None),
        (GROUP, {"message_thread_id": 7, "is_topic_message": True}, 7, None),
        (PRIVATE, {"business_connection_id": "biz"}, None, "biz"),
        (PRIVATE, {"business_connection_id": "b/z", "message_thread_id": 7, "is_topic_message": True}, 7, "b/z"),
    ],
)
def test_a_reply_goes_where_the_message_came_from(chat, more, topic, business):
    [received] = parsing.parse(update(message=message(text="Hi", chat=chat, **more)), ACCOUNT).messages
    response = reply(reply_to_external_id=received.external_id)
    sent = SendMessage.model_validate(request(to_telegram(received.thread_key, message=response)))
    assert (sent.chat_id, sent.message_thread_id, sent.business_connection_id) == (chat.id, topic, business)
    assert sent.reply_parameters.message_id == 41
    assert sent.reply_parameters.allow_sending_without_reply is True


@pytest.mark.parametrize("replied_to", [None, "0"])
def test_a_message_without_a_telegram_number_is_answered_without_a_quote(replied_to):
    assert "reply_parameters" not in request(to_telegram(message=reply(reply_to_external_id=replied_to)))


def test_numbers_beyond_53_bits_stay_exact():
    sent = request(to_telegram(str(-(2**60) - 1), message=reply(reply_to_external_id=str(2**60 + 1))))
    assert (sent["chat_id"], sent["reply_parameters"]["message_id"]) == (-(2**60) - 1, 2**60 + 1)


def test_a_sent_message_has_the_number_that_telegram_gave_it():
    assert outcome(200, {"ok": True, "result": {"message_id": 2**60 + 1}}) == Sent(str(2**60 + 1))


def test_too_many_requests_are_retried_after_telegrams_wait():
    assert rejected(429, "Too Many Requests: retry after 13", retry_after=13) == TemporaryFailure(
        "status_429", "Telegram responded with status 429.", 13
    )


@pytest.mark.parametrize(
    ("asked", "waits"), [(86_400, 86_400), (86_401, 86_400), (10**400, 86_400), (0, None), (-1, None), (1.5, None)]
)
def test_the_wait_that_telegram_asks_for_has_a_limit(asked, waits):
    assert rejected(429, "Too Many Requests", retry_after=asked).retry_after_seconds == waits


@pytest.mark.parametrize("status", [500, 502, 503])
def test_a_failure_reported_by_telegram_is_temporary(status):
    response_body = b'{"ok":false,"description":"Bad Gateway"}'
    assert outcome(status, response_body) == TemporaryFailure(
        f"status_{status}", f"Telegram responded with status {status}.", is_of_receiver=True
    )


@pytest.mark.parametrize("status", [302, 500, 502, 504])
@pytest.mark.parametrize("response_body", [b"<html>", b"", b"[]"])
def test_a_failure_of_a_proxy_may_have_occurred_after_delivery(status, response_body):
    assert outcome(status, response_body).code == "maybe_sent"


@pytest.mark.parametrize(
    ("status", "code"), [(403, "blocked"), (401, "bot_unauthorized"), (404, "bot_unauthorized"), (400, "status_400")]
)
def test_a_rejection_is_a_permanent_failure(status, code):
    found = rejected(status, "Bad Request: chat not found")
    assert isinstance(found, PermanentFailure)
    assert found.code == code


def test_an_agent_reads_telegrams_own_words():
    assert rejected(400, "Bad Request: chat not found").reason.endswith("Bad Request: chat not found")
    assert len(rejected(400, "x" * 5000).reason) < 300


@pytest.mark.parametrize("response_body", [b"", b"<html>", b"[]", b"1", b"{}", b"\xff"])
def test_an_accepted_message_with_an_unreadable_answer_may_have_arrived(response_body):
    assert outcome(200, response_body).code == "maybe_sent"


@pytest.mark.parametrize("response_body", [b'{"ok":true}', b'{"ok":true,"result":[]}', b'{"ok":true,"result":{}}'])
def test_a_message_accepted_by_telegram_without_a_number_is_sent(response_body):
    assert outcome(200, response_body) == Sent(None)


parts = {"description": any_text | any_json, "parameters": any_json, "result": any_json}
responses = st.fixed_dictionaries({"ok": any_json}, optional=parts) | st.fixed_dictionaries(
    {"ok": st.just(1), "result": st.fixed_dictionaries({"message_id": any_text | any_json})}
)


@given(st.sampled_from([200, 302, 400, 403, 429, 500]), any_json | responses)
def test_any_response_of_telegram_has_an_outcome(status, response_body):
    found = outcome(status, response_body)
    assert isinstance(found, Sent | TemporaryFailure | PermanentFailure)
    for text in (found.external_id or "",) if isinstance(found, Sent) else (found.code, found.reason):
        assert len(text.encode()) < 1000, "to be stored with the message"


@pytest.mark.parametrize("response_body", [b"[" * 60_000, b'{"ok":true,"result":{"message_id":' + b"9" * 6000 + b"}}"])
def test_a_hostile_response_has_an_outcome(response_body):
    assert isinstance(outcome(200, response_body), PermanentFailure)


@pytest.mark.parametrize(
    ("error", "code", "final"),
    [
        (NotReached("x"), "not_reached", False),
        (NoResponse("x"), "maybe_sent", True),
        (AddressRefused("x"), "address_refused", True),
    ],
)
def test_only_a_message_that_was_certainly_not_sent_is_retried(error, code, final):
    found = perform(TelegramOutbound(FakeHttp([error])), to_telegram())
    assert found.code == code
    assert isinstance(found, PermanentFailure if final else TemporaryFailure)


def test_without_the_bots_token_nothing_is_sent():
    http = FakeHttp()
    assert perform(TelegramOutbound(http), to_telegram(credentials=None)).code == "no_credentials"
    assert http.posted == []


ANSWERS = [HttpResponse(status, {}, b"") for status in (200, 302, 400, 401, 403, 404, 429, 500)]
ECHO = json.dumps({"ok": False, "description": f"Not Found: /bot{BOT_TOKEN}/sendMessage"}).encode()


@pytest.mark.parametrize(
    "response",
    [
        *ANSWERS,
        *(HttpResponse(status, {}, ECHO) for status in (400, 404, 500)),
        *(kind(f"https://api.telegram.org/bot{BOT_TOKEN}") for kind in (AddressRefused, NotReached, NoResponse)),
    ],
    ids=repr,
)
def test_the_bots_token_is_in_no_failure_reason(response):
    assert BOT_TOKEN not in repr(perform(TelegramOutbound(FakeHttp([response])), to_telegram()))


def test_a_group_that_became_a_supergroup_has_another_address():
    moved = {"ok": False, "error_code": 400, "description": "…", "parameters": {"migrate_to_chat_id": -100200}}
    http = FakeHttp([HttpResponse(400, {}, json.dumps(moved).encode())])
    assert perform(TelegramOutbound(http), to_telegram("-7/5")) == ChatMoved("-100200/5")
    assert len(http.posted) == 1


@pytest.mark.parametrize("parameters", [{"migrate_to_chat_id": "-1"}, {"migrate_to_chat_id": -7}, {}, [], None])
def test_a_response_without_a_supergroup_is_sent_once(parameters):
    body = json.dumps({"ok": False, "parameters": parameters}).encode()
    http = FakeHttp([HttpResponse(400, {}, body)])
    assert isinstance(perform(TelegramOutbound(http), to_telegram("-7")), PermanentFailure)
    assert len(http.posted) == 1


ACCESS = Access("https://api.telegram.org", BOT_TOKEN)


def test_the_press_of_a_button_is_acknowledged():
    http = FakeHttp()
    TelegramOutbound(http).acknowledge(ACCESS, "4382bfdwdsb323b2d9")
    [(url, _, body)] = http.posted
    assert url.endswith("/answerCallbackQuery")
    assert AnswerCallbackQuery.model_validate_json(body).callback_query_id == "4382bfdwdsb323b2d9"


@pytest.mark.parametrize(
    ("thread_key", "place"),
    [
        ("7", {"chat_id": 7}),
        ("-1001/7", {"chat_id": -1001, "message_thread_id": 7}),
        ("7//biz", {"chat_id": 7, "business_connection_id": "biz"}),
        ("-1008/direct-7", {"chat_id": -1008}),
    ],
)
def test_typing_is_shown_in_the_chat(thread_key, place):
    http = FakeHttp()
    TelegramOutbound(http).show_typing(ACCESS, thread_key)
    [(_, _, body)] = http.posted
    assert SendChatAction.model_validate_json(body).action == "typing"
    assert json.loads(body) == {**place, "action": "typing"}


@pytest.mark.parametrize("error", [NotReached("x"), NoResponse("x"), AddressRefused("x"), HttpResponse(403, {}, b"")])
def test_what_is_best_effort_never_fails(error):
    outbound = TelegramOutbound(FakeHttp([error, error]))
    outbound.acknowledge(ACCESS, "1")
    outbound.show_typing(ACCESS, "7")
