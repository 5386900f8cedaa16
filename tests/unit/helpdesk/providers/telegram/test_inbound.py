"""aiogram's models are the oracle: we read the updates that they write."""

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from aiogram.types import CallbackQuery, Chat, Update
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.messaging.messages import ContentKind, InboundMessage, Sender
from helpdesk.providers.telegram.inbound.parsing import KINDS, is_genuine, parse
from helpdesk.providers.telegram.inbound.reports import UNUSED
from tests.support.strategies import any_json, any_text
from tests.support.telegram_updates import (
    ACCOUNT,
    CLEO,
    GROUP,
    SENT,
    message,
    on_the_wire,
    update,
)

HEADER = "x-telegram-bot-api-secret-token"

NOW = datetime(2026, 11, 22, tzinfo=UTC)


def read(body: bytes) -> InboundMessage:
    batch = parse(body, ACCOUNT)
    assert batch.unhandled == ()
    [only] = batch.messages
    return only


def test_a_text_is_read_in_full():
    original = message(message_id=40, text="hi", from_user=None)
    received = read(update(message=message(text="Hello 😀", reply_to_message=original)))
    assert received == InboundMessage(
        key="3527065/41",
        thread_key="3527065",
        sender=Sender("3527065", "Cleo Patra"),
        kind=ContentKind.TEXT,
        text="Hello 😀",
        external_id="41",
        sent_at="2016-01-30T01:57:09.000000Z",
        reply_to_external_id="40",
        reply_to_key="3527065/40",
    )


def test_the_same_update_is_the_same_message():
    assert read(update(message=message(text="a"))) == read(update(message=message(text="a")))


def test_one_number_in_two_chats_is_two_messages():
    group = read(update(message=message(text="a", chat=GROUP)))
    private = read(update(message=message(text="a")))
    assert group.key != private.key
    assert group.thread_key != private.thread_key


def test_an_edited_message_is_stored_next_to_the_first_one():
    first = read(update(message=message(text="Helo")))
    edited = read(update(edited_message=message(text="Hello", edit_date=SENT + 60), update_id=2))
    assert (edited.kind, edited.text, edited.external_id) == (ContentKind.EDITED, "Hello", first.external_id)
    assert edited.thread_key == first.thread_key
    assert edited.key != first.key
    assert edited.sent_at == "2016-01-30T01:58:09.000000Z"


def test_each_edit_is_a_separate_entry():
    keys = {read(update(edited_message=message(text="a", edit_date=SENT), update_id=at)).key for at in (1, 2)}
    assert len(keys) == 2


def test_an_edited_photo_is_stored_as_an_edit():
    body = update(edited_message=message(caption="new words", edit_date=SENT))
    received = read(body)
    assert (received.kind, received.text) == (ContentKind.EDITED, "new words")
    assert json.loads(received.raw) == json.loads(body)


def test_a_topic_is_a_thread_of_its_own():
    general = read(update(message=message(text="a", chat=GROUP)))
    topic = read(update(message=message(text="a", chat=GROUP, message_thread_id=7, is_topic_message=True)))
    assert general.thread_key == "-1001234567890"
    assert topic.thread_key == "-1001234567890/7"
    assert general.key != topic.key


def test_a_thread_of_replies_is_not_a_topic():
    assert read(update(message=message(text="a", chat=GROUP, message_thread_id=7))).thread_key == "-1001234567890"


def test_a_business_connection_is_a_part_of_the_thread():
    connected = message(text="a", business_connection_id="biz")
    assert read(update(business_message=connected)).thread_key == "3527065//biz"
    assert read(update(edited_business_message=connected)).kind is ContentKind.EDITED


def test_scheduled_messages_without_a_number_are_distinguished_by_their_updates():
    received = [read(update(message=message(message_id=0, text="a"), update_id=at)) for at in (1, 2, 2)]
    assert received[0].key != received[1].key
    assert received[1].key == received[2].key


@pytest.mark.parametrize(
    ("more", "sender"),
    [
        ({"from_user": CLEO.model_copy(update={"last_name": None})}, Sender("3527065", "Cleo")),
        ({"from_user": None, "sender_chat": GROUP}, Sender("-1001234567890", "Friends")),
        ({"from_user": None}, Sender("3527065", "Cleo")),
        ({"from_user": None, "chat": Chat(id=5, type="private")}, Sender("5", None)),
        ({"from_user": CLEO.model_copy(update={"first_name": "x" * 300})}, Sender("3527065", "x" * 256)),
    ],
)
def test_the_sender_has_the_best_name_that_telegram_gives(more, sender):
    assert read(update(message=message(text="a", **more))).sender == sender


@given(st.integers(2**52, 2**64), st.integers(-(2**64), -(2**53)), st.integers(2**53, 2**64))
def test_numbers_beyond_53_bits_stay_exact(message_id, chat_id, user_id):
    sent = json.loads(update(message=message(text="a")))
    sent["message"] |= {"message_id": message_id, "chat": {"id": chat_id, "type": "group"}, "from": {"id": user_id}}
    received = read(json.dumps(sent).encode())
    assert received.key == f"{chat_id}/{message_id}"
    assert (received.external_id, received.sender.identifier) == (str(message_id), str(user_id))


def test_fields_that_telegram_adds_later_are_kept_and_change_nothing_else():
    sent = json.loads(update(message=message(text="a")))
    sent["message"] |= {"brand_new": {"deep": [1]}}
    received = read(json.dumps(sent | {"also_new": 1}).encode())
    assert json.loads(received.raw)["message"]["brand_new"] == {"deep": [1]}
    assert replace(received, raw=None) == read(update(message=message(text="a")))


def test_a_press_without_a_chat_is_stored_as_received():
    body = update(callback_query=CallbackQuery(id="1", from_user=CLEO, chat_instance="1", data="x"))
    [kept] = parse(body, ACCOUNT).unhandled
    assert (kept.understood, json.loads(kept.raw)) == (True, json.loads(body))


@pytest.mark.parametrize("kind", [*UNUSED, "of_next_year"])
def test_an_update_that_no_conversation_has_is_stored_with_the_reason(kind):
    body = json.dumps({"update_id": 7, kind: {"a": 1}}).encode()
    [kept] = parse(body, ACCOUNT).unhandled
    assert (kept.reason, kept.understood) == (UNUSED.get(kind, f"no message: {kind}"), True)
    assert parse(body, ACCOUNT).unhandled == (kept,)


def test_every_kind_of_update_of_other_implementations_has_a_place():
    fields = set(Update.model_fields) - {"update_id"}
    assert fields <= set(KINDS)


def test_the_wire_format_is_the_documented_one():
    """Checks the oracle: names and numbers are Telegram's."""
    sent = json.loads(update(message=message(text="Hello")))
    assert sent["message"]["from"]["first_name"] == "Cleo"
    assert sent["message"]["date"] == SENT
    assert json.loads(on_the_wire(CLEO))["id"] == 3527065


@pytest.mark.parametrize("secrets", [["new", "old"], ["old", "new"]])
def test_two_secrets_are_live_together(secrets):
    assert is_genuine({HEADER: "new"}, b"", secrets, NOW)
    assert is_genuine({HEADER: "old"}, b"", secrets, NOW)
    assert not is_genuine({HEADER: "older"}, b"", secrets, NOW)


@pytest.mark.parametrize("received", [{}, {HEADER: ""}, {"authorization": "new"}, {HEADER: "NEW"}, {HEADER: "new "}])
def test_without_the_secret_no_request_is_accepted(received):
    assert not is_genuine(received, b"", ["new", "old"], NOW)
    assert not is_genuine(received, b"", [], NOW)


@given(any_text)
def test_an_invalid_secret_is_rejected_without_an_exception(garbage):
    assert is_genuine({HEADER: garbage}, b"", ["new"], NOW) == (garbage == "new")


@given(any_json)
def test_arbitrary_json_in_an_account_with_any_secret_is_compared_as_text(value):
    assert not is_genuine({HEADER: json.dumps(value)}, b"", ["secret"], NOW)
