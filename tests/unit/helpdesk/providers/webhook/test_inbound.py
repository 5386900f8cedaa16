import copy
import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.messaging.messages import ContentKind, InboundBatch, InboundMessage, Sender
from helpdesk.platform.errors import InvalidRequest
from helpdesk.providers.models import AccountContext
from helpdesk.providers.webhook.inbound import MAX_BATCH, _sent, parse

ACCOUNT = AccountContext("1")
CREATED = {
    "conversation": {"id": "t1"},
    "sender": {"id": "s1", "name": "Cleo", "email": "cleo@example.org", "phone": "+31 20 123"},
    "message": {
        "id": "m1",
        "text": "Grüße 😀",
        "sent_at": "2026-11-22T10:00:00+01:00",
        "reply_to": "m0",
        "attachments": [{"url": "https://a.example/f.png", "content_type": "image/png", "filename": "f", "size": 3}],
    },
}
MINIMAL = {"conversation": {"id": "t1"}, "sender": {"id": "s1"}, "message": {"id": "m1", "text": "Hi"}}


def envelope(data: object = MINIMAL, **more: object) -> dict:
    return {"type": "message.created", "timestamp": "2026-11-22T09:00:00Z", "data": data} | more


def parsed(sent: object) -> InboundBatch:
    return parse(json.dumps(sent).encode(), ACCOUNT)


def changed(data: object, path: str, *value: object) -> object:
    """A copy of `data` with the value at `a.b`, or without the field if no value is given."""
    created = copy.deepcopy(data)
    *parents, last = [int(part) if part.isdigit() else part for part in path.split(".")]
    inner = created
    for part in parents:
        inner = inner[part]
    if value:
        inner[last] = value[0]
    else:
        del inner[last]
    return created


def rejected_fields(sent: object) -> list[str]:
    with pytest.raises(InvalidRequest) as rejection:
        parsed(sent)
    assert rejection.value.fields[0].field in rejection.value.message
    return [invalid.field for invalid in rejection.value.fields]


def test_every_field_of_a_message_is_read():
    [message] = parsed(envelope(CREATED)).messages
    assert message == InboundMessage(
        key="m1",
        thread_key="t1",
        sender=Sender("s1", "Cleo", "cleo@example.org", "+31 20 123"),
        kind=ContentKind.TEXT,
        text="Grüße 😀",
        external_id="m1",
        sent_at="2026-11-22T09:00:00.000000Z",
        reply_to_external_id="m0",
        reply_to_key="m0",
        parts=({"type": "FILE", "source": "https://a.example/f.png", "name": "f", "contentType": "image/png"},),
    )


def test_identifiers_are_sufficient():
    [message] = parsed(envelope()).messages
    assert message == InboundMessage("m1", "t1", Sender("s1"), ContentKind.TEXT, "Hi", "m1")


def test_a_list_of_messages_keeps_its_order():
    batch = parsed(envelope([changed(MINIMAL, "message.id", f"m{at}") for at in range(MAX_BATCH)]))
    assert [message.key for message in batch.messages] == [f"m{at}" for at in range(MAX_BATCH)]
    assert batch.unhandled == ()


@pytest.mark.parametrize("path", ["type", "timestamp", "data"])
def test_a_missing_field_of_the_envelope_is_named(path):
    assert rejected_fields(changed(envelope(), path)) == [path]


REQUIRED = ["conversation", "conversation.id", "sender", "sender.id", "message", "message.id"]


@pytest.mark.parametrize("path", REQUIRED)
def test_a_missing_field_is_named_as_the_sender_wrote_it(path):
    broken = changed(MINIMAL, path)
    assert rejected_fields(envelope(broken)) == [f"data.{path}"]
    assert rejected_fields(envelope([MINIMAL, broken])) == [f"data[1].{path}"]


@pytest.mark.parametrize(
    ("path", "value"),
    [
        *((path, None) for path in REQUIRED),
        *((path, 17) for path in REQUIRED),
        ("message.id", ""),
        ("message.id", "x" * 513),
        ("conversation.id", "x" * 513),
        ("sender.id", "x" * 513),
        ("sender.name", "x" * 257),
        ("message.text", ["a"]),
        ("message.sent_at", "2026-11-22T09:00:00"),
        ("message.sent_at", "yesterday"),
        ("message.sent_at", "0001-01-01T00:00:00+14:00"),
        ("message.sent_at", "9999-12-31T23:59:59-14:00"),
        ("message.reply_to", ""),
        ("message.attachments", {}),
        ("message.attachments.0.url", "javascript:alert(1)"),
        ("message.attachments.0.url", "/f.png"),
        ("message.attachments.0.size", -1),
        ("message.attachments.0.size", 2**53),
    ],
)
def test_a_malformed_field_is_named(path, value):
    named = path.replace(".0.", "[0].")
    assert rejected_fields(envelope(changed(CREATED, path, value))) == [f"data.{named}"]


@pytest.mark.parametrize("timestamp", ["2026-11-22T09:00:00", "", None, []])
def test_a_timestamp_needs_an_offset(timestamp):
    assert rejected_fields(envelope(timestamp=timestamp)) == ["timestamp"]


def test_another_type_of_event_is_rejected():
    assert rejected_fields(envelope(type="message.deleted")) == ["type"]


def with_attachments(messages: int, each: int) -> dict:
    sent = changed(CREATED, "message.attachments", [{"url": "https://a.example/f.png"}] * each)
    return envelope([changed(sent, "message.id", f"m{at}") for at in range(messages)])


@pytest.mark.parametrize(("messages", "each"), [(1, 50), (2, 50), (100, 1)])
def test_a_request_has_up_to_a_hundred_attachments(messages, each):
    batch = parsed(with_attachments(messages, each))
    assert [len(message.parts) for message in batch.messages] == [each] * messages


@pytest.mark.parametrize(("messages", "each"), [(3, 34), (100, 2), (100, 50)])
def test_more_attachments_in_one_request_are_rejected(messages, each):
    assert rejected_fields(with_attachments(messages, each)) == ["data"]


def test_a_message_has_at_most_fifty_attachments():
    sent = changed(CREATED, "message.attachments", [{"url": "https://a.example/f.png"}] * 51)
    assert rejected_fields(envelope(sent)) == ["data.message.attachments"]


@pytest.mark.parametrize("data", [[], [MINIMAL] * (MAX_BATCH + 1), None, "text", 1])
def test_data_is_one_message_or_up_to_a_hundred(data):
    assert rejected_fields(envelope(data)) == ["data"]


def test_many_problems_are_named_but_not_without_end():
    assert len(rejected_fields(envelope([{}] * MAX_BATCH))) == 50


def test_unknown_fields_change_nothing_but_are_kept_and_named():
    extra = {"new": {"nested": [1, None]}}
    sent = {part: fields | extra for part, fields in MINIMAL.items()} | extra
    batch = parse(json.dumps(envelope(sent) | extra).encode(), ACCOUNT)
    [message] = batch.messages
    assert json.loads(message.raw) == sent
    assert [replace(message, raw=None)] == [*parse(json.dumps(envelope()).encode(), ACCOUNT).messages]
    assert batch.ignored == ("new", "data.new", "data.conversation.new", "data.sender.new", "data.message.new")


@pytest.mark.parametrize("typo", ["replyTo", "reply_too", "sentAt", "files"])
def test_a_misspelt_field_loses_no_message_and_is_named(typo):
    plain, with_typo = copy.deepcopy(MINIMAL), copy.deepcopy(MINIMAL)
    with_typo["message"][typo] = "m-0"
    batch = parse(json.dumps(envelope([plain, with_typo])).encode(), ACCOUNT)
    assert batch.ignored == (f"data[1].message.{typo}",)
    first, second = batch.messages
    assert first.raw is None, "it says nothing more"
    assert json.loads(second.raw) == with_typo


def test_unknown_fields_of_an_attachment_are_named():
    message = MINIMAL["message"] | {"attachments": [{"url": "https://files.example/a", "contentType": "image/png"}]}
    batch = parse(json.dumps(envelope(MINIMAL | {"message": message})).encode(), ACCOUNT)
    assert batch.ignored == ("data.message.attachments[0].contentType",)


def test_unknown_fields_are_bounded():
    sent = MINIMAL | {f"f{number}" + "x" * 100: "y" * 2000 for number in range(100)}
    batch = parse(json.dumps(envelope(sent)).encode(), ACCOUNT)
    assert (len(batch.ignored), max(map(len, batch.ignored))) == (50, len("data.") + 64)
    assert len(batch.messages[0].raw.encode()) <= 100_000


def test_what_python_refuses_to_read_is_kept_as_it_came():
    body = b'{"data": ' + b"9" * 5000 + b"}"
    assert _sent(body, 2) == [body.decode()] * 2


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"hello",
        b"\xff\xfe",
        b"\xef\xbb\xbf{",
        json.dumps(envelope()).encode("utf-16"),
        json.dumps(envelope())[:-1].encode(),
        b"[" * 100_000,
        b'{"type":"message.created","timestamp":"2026-11-22T09:00:00Z","data":' + b'{"a":' * 60_000,
        b'{"a":' + b"9" * 10_000 + b"}",
    ],
    ids=lambda body: repr(body[:20]),
)
def test_a_body_that_is_not_json_is_rejected_as_such(body):
    with pytest.raises(InvalidRequest) as rejection:
        parse(body, ACCOUNT)
    assert rejection.value.code == "malformed_json"


@pytest.mark.parametrize("sent", [[], None, 1, "text", True])
def test_json_that_is_not_an_object_is_rejected(sent):
    assert rejected_fields(sent) == ["body"]


def test_nul_and_other_control_characters_are_kept():
    [message] = parsed(envelope(changed(MINIMAL, "message.text", "a\0\b\u202e\u200b"))).messages
    assert message.text == "a\0\b\u202e\u200b"


@pytest.mark.parametrize("half", ["\\ud800", "\\uDFFF", "\\udbff"])
def test_half_a_surrogate_pair_is_replaced_and_costs_no_message(half):
    """JSON's grammar allows it; UTF-8 cannot encode it."""
    body = json.dumps(envelope([MINIMAL, changed(CREATED, "message.text", "aHALFb")])).replace("HALF", half)
    assert [message.text for message in parse(body.encode(), ACCOUNT).messages] == ["Hi", "a\ufffdb"]


def test_half_a_surrogate_pair_in_an_identifier_or_a_name_is_replaced_too():
    body = json.dumps(envelope(changed(changed(CREATED, "message.id", "mHALF"), "sender.name", "CHALF")))
    [message] = parse(body.replace("HALF", "\\udc00").encode(), ACCOUNT).messages
    assert (message.key, message.sender.name) == ("m\ufffd", "C\ufffd")


@pytest.mark.parametrize("text", ["\\\\ud800", "\\ud83d\\ude00"])
def test_an_escaped_backslash_or_a_whole_pair_is_unchanged(text):
    body = json.dumps(envelope(changed(MINIMAL, "message.text", "TEXT"))).replace("TEXT", text)
    [message] = parse(body.encode(), ACCOUNT).messages
    assert message.text == json.loads(f'"{text}"')


def test_a_byte_order_mark_is_skipped():
    [message] = parse(b"\xef\xbb\xbf" + json.dumps(envelope()).encode(), ACCOUNT).messages
    assert message.text == "Hi"


PICTURE = {"url": "https://a.example/f.png"}


@pytest.mark.parametrize("text", ["", None, " \n", "\u200b", "\u3164\u2800"])
def test_a_message_without_anything_to_see_is_rejected_unless_it_has_attachments(text):
    empty = changed(MINIMAL, "message.text", text)
    assert rejected_fields(envelope(empty)) == ["data.message.text"]
    assert rejected_fields(envelope([MINIMAL, empty])) == ["data[1].message.text"]
    [message] = parsed(envelope(changed(empty, "message.attachments", [PICTURE]))).messages
    assert len(message.parts) == 1


def test_a_message_without_text_and_attachments_is_rejected():
    assert rejected_fields(envelope(changed(MINIMAL, "message.text"))) == ["data.message.text"]


def test_null_attachments_are_none():
    [message] = parsed(envelope(changed(CREATED, "message.attachments", None))).messages
    assert message.parts == ()


@pytest.mark.parametrize("length", [2048, 3000, 100_000])
def test_a_long_address_of_an_attachment_costs_no_message(length):
    url = PICTURE["url"].ljust(length, "x")
    [message] = parsed(envelope(changed(CREATED, "message.attachments", [{"url": url}]))).messages
    assert message.parts[0]["source"] == url


@pytest.mark.parametrize("name", ["", " ", "\u3164", "\u200b\u200b"])
def test_a_name_without_anything_to_see_is_none(name):
    [message] = parsed(envelope(changed(CREATED, "sender.name", name))).messages
    assert message.sender.name is None


@given(st.binary() | st.recursive(st.none() | st.text() | st.integers(), st.lists).map(json.dumps))
def test_garbage_is_rejected_and_never_with_another_error(garbage):
    with pytest.raises(InvalidRequest):
        parse(garbage if isinstance(garbage, bytes) else garbage.encode(), ACCOUNT)


@given(st.sampled_from(REQUIRED), st.none() | st.floats())
def test_a_field_of_another_type_is_rejected_or_converted(path, value):
    with pytest.raises(InvalidRequest):
        parsed(envelope(changed(CREATED, path, value)))
