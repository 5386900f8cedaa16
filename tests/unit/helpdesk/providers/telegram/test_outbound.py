"""aiogram's model of sendMessage is the oracle for what we send."""

import json

import pytest
from aiogram.methods import SendMessage
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.messaging.outcomes import Outcome, PermanentFailure, Sent, TemporaryFailure
from helpdesk.platform.outbound_http import AddressRefused, HttpResponse, NoResponse, NotReached
from helpdesk.providers.telegram import inbound
from helpdesk.providers.telegram.outbound import TelegramOutbound, request
from tests.support.examples import BOT_TOKEN, conversation, outgoing, reply, telegram_account
from tests.support.fakes import FakeHttp
from tests.support.strategies import any_json, any_text
from tests.support.telegram_updates import GROUP, PRIVATE, message, update


def to_telegram(thread_key: str = "3527065", **more):
    values = {
        "account": telegram_account(),
        "credentials": BOT_TOKEN,
        "conversation": conversation(thread_key=thread_key),
    }
    return outgoing(**values | more)


def outcome(status: int, said: object) -> Outcome:
    body = said if isinstance(said, bytes) else json.dumps(said).encode()
    return TelegramOutbound(FakeHttp([HttpResponse(status, {}, body)])).send(to_telegram())


def refused(status: int, description: str, **parameters: object) -> Outcome:
    said = {"ok": False, "error_code": status, "description": description}
    return outcome(status, said | ({"parameters": parameters} if parameters else {}))


def test_it_is_posted_to_the_bot_as_json():
    http = FakeHttp()
    assert TelegramOutbound(http).send(to_telegram()) == Sent(external_id="77")
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
    [received] = inbound.parse(update(message=message(text="Hi", chat=chat, **more)), None).messages
    answer = reply(reply_to_external_id=received.external_id)
    sent = SendMessage.model_validate(request(to_telegram(received.thread_key, message=answer)))
    assert (sent.chat_id, sent.message_thread_id, sent.business_connection_id) == (chat.id, topic, business)
    assert sent.reply_parameters.message_id == 41
    assert sent.reply_parameters.allow_sending_without_reply is True


@pytest.mark.parametrize("answered", [None, "0"])
def test_what_has_no_number_there_is_answered_without_a_quote(answered):
    assert "reply_parameters" not in request(to_telegram(message=reply(reply_to_external_id=answered)))


def test_numbers_beyond_a_browsers_reach_stay_exact():
    sent = request(to_telegram(str(-(2**60) - 1), message=reply(reply_to_external_id=str(2**60 + 1))))
    assert (sent["chat_id"], sent["reply_parameters"]["message_id"]) == (-(2**60) - 1, 2**60 + 1)


def test_a_sent_message_has_the_number_that_telegram_gave_it():
    assert outcome(200, {"ok": True, "result": {"message_id": 2**60 + 1}}) == Sent(str(2**60 + 1))


def test_too_many_requests_are_tried_again_when_telegram_says():
    assert refused(429, "Too Many Requests: retry after 13", retry_after=13) == TemporaryFailure(
        "status_429", "Telegram responded with status 429.", 13
    )


@pytest.mark.parametrize("status", [500, 502, 503])
def test_trouble_that_telegram_tells_of_is_tried_again(status):
    said = b'{"ok":false,"description":"Bad Gateway"}'
    assert outcome(status, said) == TemporaryFailure(f"status_{status}", f"Telegram responded with status {status}.")


@pytest.mark.parametrize("status", [302, 500, 502, 504])
@pytest.mark.parametrize("said", [b"<html>", b"", b"[]"])
def test_trouble_of_somebody_in_between_may_have_come_after_the_message(status, said):
    assert outcome(status, said).code == "maybe_sent"


@pytest.mark.parametrize(
    ("status", "code"), [(403, "blocked"), (401, "bot_unauthorized"), (404, "bot_unauthorized"), (400, "status_400")]
)
def test_a_refusal_is_for_good(status, code):
    found = refused(status, "Bad Request: chat not found")
    assert isinstance(found, PermanentFailure)
    assert found.code == code


def test_an_agent_reads_telegrams_own_words():
    assert refused(400, "Bad Request: chat not found").reason.endswith("Bad Request: chat not found")
    assert len(refused(400, "x" * 5000).reason) < 300


@pytest.mark.parametrize("said", [b"", b"<html>", b"[]", b"1", b"{}", b"\xff"])
def test_an_accepted_message_with_an_unreadable_answer_may_have_arrived(said):
    assert outcome(200, said).code == "maybe_sent"


@pytest.mark.parametrize("said", [b'{"ok":true}', b'{"ok":true,"result":[]}', b'{"ok":true,"result":{}}'])
def test_what_telegram_accepted_without_saying_its_number_is_sent(said):
    assert outcome(200, said) == Sent(None)


parts = {"description": any_text | any_json, "parameters": any_json, "result": any_json}
answers = st.fixed_dictionaries({"ok": any_json}, optional=parts) | st.fixed_dictionaries(
    {"ok": st.just(1), "result": st.fixed_dictionaries({"message_id": any_text | any_json})}
)


@given(st.sampled_from([200, 302, 400, 403, 429, 500]), any_json | answers)
def test_whatever_telegram_says_there_is_an_outcome(status, said):
    found = outcome(status, said)
    assert isinstance(found, Sent | TemporaryFailure | PermanentFailure)
    for text in (found.external_id or "",) if isinstance(found, Sent) else (found.code, found.reason):
        assert len(text.encode()) < 1000, "to be stored with the message"


@pytest.mark.parametrize("said", [b"[" * 60_000, b'{"ok":true,"result":{"message_id":' + b"9" * 6000 + b"}}"])
def test_a_hostile_answer_has_an_outcome_too(said):
    assert isinstance(outcome(200, said), PermanentFailure)


@pytest.mark.parametrize(
    ("error", "code", "final"),
    [
        (NotReached("x"), "not_reached", False),
        (NoResponse("x"), "maybe_sent", True),
        (AddressRefused("x"), "address_refused", True),
    ],
)
def test_only_what_certainly_was_not_sent_is_tried_again(error, code, final):
    found = TelegramOutbound(FakeHttp([error])).send(to_telegram())
    assert found.code == code
    assert isinstance(found, PermanentFailure if final else TemporaryFailure)


def test_without_the_bots_token_nothing_is_sent():
    http = FakeHttp()
    assert TelegramOutbound(http).send(to_telegram(credentials=None)).code == "no_credentials"
    assert http.posted == []


ANSWERS = [HttpResponse(status, {}, b"") for status in (200, 302, 400, 401, 403, 404, 429, 500)]
ECHO = json.dumps({"ok": False, "description": f"Not Found: /bot{BOT_TOKEN}/sendMessage"}).encode()


@pytest.mark.parametrize(
    "answer",
    [
        *ANSWERS,
        *(HttpResponse(status, {}, ECHO) for status in (400, 404, 500)),
        *(kind(f"https://api.telegram.org/bot{BOT_TOKEN}") for kind in (AddressRefused, NotReached, NoResponse)),
    ],
    ids=repr,
)
def test_the_bots_token_is_in_no_reason(answer):
    assert BOT_TOKEN not in repr(TelegramOutbound(FakeHttp([answer])).send(to_telegram()))
