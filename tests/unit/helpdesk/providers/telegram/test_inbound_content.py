"""Every kind of valid and invalid content: each becomes a message or is stored as received."""

import json
from pathlib import Path

import pytest
from aiogram import types
from aiogram.types import PhotoSize
from hypothesis import given, settings
from hypothesis import strategies as st

from helpdesk.messaging.messages import ContentKind, InboundBatch
from helpdesk.providers import telegram
from helpdesk.providers.telegram.inbound.content import _KINDS
from helpdesk.providers.telegram.inbound.parsing import parse
from tests.support.strategies import any_json, any_text
from tests.support.telegram_updates import ACCOUNT, message, update

FILE = {"file_id": "f", "file_unique_id": "u"}
PHOTO = [PhotoSize(**FILE, width=90, height=60), PhotoSize(**FILE, width=900, height=600, file_size=2**33)]
LOCATION = types.Location(latitude=52.37, longitude=4.9)
CONTENT = {
    "photo": {"photo": PHOTO},
    "voice": {"voice": types.Voice(**FILE, duration=3, mime_type="audio/ogg")},
    "audio": {"audio": types.Audio(**FILE, duration=3, title="t", performer="p")},
    "video": {"video": types.Video(**FILE, width=1, height=1, duration=1, file_name="v.mp4")},
    "video_note": {"video_note": types.VideoNote(**FILE, length=1, duration=1)},
    "animation": {
        "animation": types.Animation(**FILE, width=1, height=1, duration=1),
        "document": types.Document(**FILE),
    },
    "document": {"document": types.Document(**FILE, file_name="f.pdf", mime_type="application/pdf")},
    "document without a name": {"document": types.Document(**FILE)},
    "sticker": {
        "sticker": types.Sticker(
            **FILE, type="regular", width=1, height=1, is_animated=False, is_video=False, emoji="😀"
        )
    },
    "location": {"location": LOCATION},
    "venue": {"venue": types.Venue(location=LOCATION, title="Dam", address="Dam 1"), "location": LOCATION},
    "contact": {"contact": types.Contact(phone_number="+31", first_name="Ada")},
    "dice": {"dice": types.Dice(emoji="🎲", value=6)},
    "poll": {
        "poll": types.Poll.model_construct(
            id="1", question="?", options=[], total_voter_count=0, is_closed=False, is_anonymous=True, type="regular"
        )
    },
    "web_app_data": {"web_app_data": types.WebAppData(data="{}", button_text="b")},
    "story": {"story": types.Story(chat=types.Chat(id=1, type="private"), id=1)},
    "nothing that we know": {},
}


@pytest.mark.parametrize("content", CONTENT.values(), ids=CONTENT.keys())
def test_content_other_than_text_is_shown_or_kept_raw(content):
    body = update(message=message(**content))
    [received] = parse(body, ACCOUNT).messages
    is_shown = bool(received.text or received.parts)
    assert received.kind is (ContentKind.TEXT if is_shown else ContentKind.UNSUPPORTED)
    assert is_shown or json.loads(received.raw) == json.loads(body)
    assert received.external_id == "41"


@pytest.mark.parametrize("kind", ["checklist", "live_photo", "paid_media", "rich_message", "of_next_year"])
def test_new_content_of_the_latest_version_is_a_message_with_its_raw_update(kind):
    sent = json.loads(update(message=message()))
    sent["message"][kind] = {"anything": 1}
    [received] = parse(json.dumps(sent).encode(), ACCOUNT).messages
    assert received.kind is ContentKind.UNSUPPORTED
    assert json.loads(received.raw) == sent


def test_a_caption_is_its_text():
    [received] = parse(
        update(message=message(photo=PHOTO, caption="Look: 😀", media_group_id="album")), ACCOUNT
    ).messages
    assert (received.kind, received.text) == (ContentKind.TEXT, "Look: 😀")


def test_the_photos_of_an_album_have_one_key_and_numbers_of_their_own():
    album = [update(message=message(message_id=at, photo=PHOTO, media_group_id="a")) for at in (41, 42)]
    members = [parse(update, ACCOUNT).messages[0] for update in album]
    assert [(member.key, member.album) for member in members] == [("3527065/album/a", "41"), ("3527065/album/a", "42")]


def test_a_text_is_not_stored_twice():
    [received] = parse(update(message=message(text="Hello")), ACCOUNT).messages
    assert received.raw is None


@pytest.mark.parametrize(
    "text",
    ["", "x" * 4096, "a\0b\b", "\u202eright to left\u200b", "Ω" * 4096, "👩‍👩‍👧‍👦"],
    ids=lambda text: repr(text[:6]),
)
def test_a_text_is_unchanged(text):
    [received] = parse(update(message=message(text=text)), ACCOUNT).messages
    assert (received.kind, received.text) == (ContentKind.TEXT, text)


def test_an_unpaired_surrogate_is_replaced():
    [received] = parse(update(message=message(text="TEXT")).replace(b"TEXT", b"a\\ud800b"), ACCOUNT).messages
    assert received.text == "a\ufffdb"


def check_that_it_can_be_stored(batch: InboundBatch) -> None:
    """Something is left of it: each with texts that are valid UTF-8, and that fit into one item of the table."""
    received = [*batch.messages, *batch.notices, *batch.positions, *batch.unhandled]
    assert received
    for each in received:
        repr(each).encode()
        stored = [value for name in type(each).__slots__ if isinstance(value := getattr(each, name), str)]
        for text in stored:
            text.encode()
        parts = json.dumps(getattr(each, "parts", ()), ensure_ascii=False)
        assert sum(len(text.encode()) for text in (*stored, parts)) < 390_000


@given(st.binary())
def test_arbitrary_bytes_are_stored(body):
    check_that_it_can_be_stored(parse(body, ACCOUNT))


@given(any_json)
def test_arbitrary_json_is_stored(value):
    check_that_it_can_be_stored(parse(json.dumps(value).encode(), ACCOUNT))


def _paths(value, path=()):
    yield path
    entries = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in entries:
        yield from _paths(inner, (*path, key))


def _with(value, path, becomes):
    """A copy in which the place has another value."""
    copied = json.loads(json.dumps(value))
    inner = copied
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = becomes
    return copied


WHOLE = json.loads(
    update(
        message=message(
            text="Hello",
            business_connection_id="biz",
            message_thread_id=7,
            is_topic_message=True,
            edit_date=1,
            reply_to_message=message(text="before"),
        )
    )
)
EXAMPLES = [
    json.loads(file.read_text())["update"] for file in sorted(Path(telegram.__file__).parent.glob("examples/*.json"))
]
PLACES = [(sent, path) for sent in (WHOLE, *EXAMPLES) for path in _paths(sent) if path]


@settings(max_examples=500)
@given(st.sampled_from(PLACES), any_json | any_text | st.floats())
def test_an_update_with_an_invalid_value_anywhere_is_stored(place, nonsense):
    sent, path = place
    check_that_it_can_be_stored(parse(json.dumps(_with(sent, path, nonsense)).encode(), ACCOUNT))


@given(st.sampled_from(EXAMPLES), st.integers(1, 5000))
def test_an_update_that_is_cut_off_is_stored(sent, at):
    body = json.dumps(sent).encode()
    [kept] = parse(body[: min(at, len(body) - 1)], ACCOUNT).unhandled
    assert not kept.understood


SHOWN = set(_KINDS)
OF_CONTENT = [
    (sent, path) for sent, path in PLACES if len(path) > 1 and path[1] in SHOWN and path[0].endswith("message")
]


@settings(max_examples=500)
@given(st.sampled_from(OF_CONTENT), any_json | any_text | st.floats())
def test_content_with_an_invalid_value_anywhere_is_a_message_still(place, nonsense):
    sent, path = place
    batch = parse(json.dumps(_with(sent, path, nonsense)).encode(), ACCOUNT)
    if "location" in path and path[0].startswith("edited"):
        assert batch.positions or batch.unhandled
    else:
        [received] = batch.messages
        assert received.raw or received.text or received.parts


@pytest.mark.parametrize(
    "body",
    [
        b"[" * 200_000,
        b'{"message":' * 20_000,
        b'{"update_id":' + b"9" * 10_000 + b"}",
        b'{"update_id":1e999}',
        b'{"update_id":NaN,"message":{"message_id":Infinity,"chat":{"id":1}}}',
        b'{"update_id":1,"message":{"message_id":1,"date":99999999999999999999,"chat":{"id":1}}}',
        b'{"update_id":1,"message":{"message_id":1,"date":-1e18,"chat":{"id":1}}}',
        b"\xff" * 256 * 1024,
        b'"' + b"\xff" * 250_000 + b'"',
        update(message=message()).replace(b'"chat"', b'"business_connection_id":"' + b"b" * 200_000 + b'","chat"'),
    ],
    ids=lambda body: repr(body[:30]),
)
def test_hostile_updates_are_stored(body):
    check_that_it_can_be_stored(parse(body, ACCOUNT))


VOICE = {"file_id": "v", "file_unique_id": "u", "duration": 1}
INVOICE = {"title": "Shoes", "description": "Red", "start_parameter": "", "currency": "EUR", "total_amount": 100}


def sent_as(content):
    about = {"message_id": 5, "date": 1, "chat": {"id": 7, "type": "private"}, "from": {"id": 7, "first_name": "Nia"}}
    return json.dumps({"update_id": 1, "message": about | content}).encode()


@pytest.mark.parametrize(
    ("content", "is_kept"),
    [
        ({"voice": VOICE, "caption": "x" * 4096}, False),
        ({"voice": VOICE, "caption": "x" * 4097}, True),
        ({"dice": {"emoji": "🎲", "value": 4}}, False),
        ({"dice": {"emoji": "🎲", "value": 4, "side": "up"}}, True),
        ({"dice": {"emoji": "🎲", "value": 4}, "caption": "My throw"}, True),
        ({"invoice": INVOICE, "caption": "Pay this"}, True),
        ({"invoice": INVOICE}, False),
    ],
)
def test_what_is_not_shown_is_kept_raw(content, is_kept):
    [received] = parse(sent_as(content), ACCOUNT).messages
    assert (received.raw is not None) is is_kept


@pytest.mark.parametrize("number", [True, False, 5.9, 5.0, "5", None, [5]])
@pytest.mark.parametrize("field", ["message_id", "date", "chat", "from"])
def test_what_is_no_integer_is_no_id_and_no_time(field, number):
    fields = {"message_id": 5, "date": 1, "chat": {"id": 7, "type": "private"}, "from": {"id": 7}, "text": "Hi"}
    fields[field] = {**fields[field], "id": number} if field in {"chat", "from"} else number
    [kept] = parse(json.dumps({"update_id": 1, "message": fields}).encode(), ACCOUNT).unhandled
    assert (kept.understood, kept.reason.partition(":")[0]) == (False, "not understood")
