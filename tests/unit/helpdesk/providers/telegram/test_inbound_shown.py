"""What a message says beside its text: its formatting, where it was forwarded from, what it quotes, who wrote
it on whose behalf; and what no person wrote."""

import json

import pytest
from aiogram import types
from aiogram.types import Chat, MessageEntity, PhotoSize, User, Video

from helpdesk.messaging.messages import ContentKind, InboundMessage, InboundNotice, Sender
from helpdesk.providers.telegram.addresses import place_of
from helpdesk.providers.telegram.inbound.parsing import parse
from tests.support.telegram_updates import ACCOUNT, CLEO, GROUP, SENT, message, update

CHANNEL = Chat(id=-1009, type="channel", title="News")
ANONYMOUS = User(id=1087968824, is_bot=True, first_name="Group", username="GroupAnonymousBot")
BOT = User(id=99, is_bot=True, first_name="Helper")


def read(body: bytes) -> InboundMessage:
    [only] = parse(body, ACCOUNT).messages
    return only


def notice(body: bytes) -> InboundNotice:
    batch = parse(body, ACCOUNT)
    assert (batch.messages, batch.unhandled) == ((), ())
    [only] = batch.notices
    return only


def headers(received: InboundMessage) -> list[str]:
    assert all(part["type"] == "MESSAGE_HEADER" for part in received.parts)
    return [part["text"] for part in received.parts]


def test_formatting_is_rich_text():
    link = MessageEntity(type="text_link", offset=3, length=4, url="https://a.example/x")
    received = read(update(message=message(text="😀 here", entities=[link])))
    assert received.text == "😀 here"
    assert received.rich_text == '😀 <a href="https://a.example/x" rel="noopener noreferrer">here</a>'
    assert received.raw is None


@pytest.mark.parametrize(
    "entity",
    [
        MessageEntity(type="spoiler", offset=0, length=1),
        MessageEntity(type="text_mention", offset=0, length=1, user=CLEO),
        MessageEntity(type="text_link", offset=0, length=1, url="tg://settings"),
    ],
)
def test_formatting_that_is_not_shown_is_kept_raw(entity):
    body = update(message=message(text="abc", entities=[entity]))
    received = read(body)
    assert received.kind is ContentKind.TEXT
    assert json.loads(received.raw) == json.loads(body)


ORIGINS = {
    "Cleo Patra": types.MessageOriginUser(type="user", date=SENT, sender_user=CLEO),
    "Hidden": types.MessageOriginHiddenUser(type="hidden_user", date=SENT, sender_user_name="Hidden"),
    "Friends": types.MessageOriginChat(type="chat", date=SENT, sender_chat=GROUP),
    "News": types.MessageOriginChannel(type="channel", date=SENT, chat=CHANNEL, message_id=1),
}


@pytest.mark.parametrize("name", ORIGINS)
def test_a_forwarded_message_says_so(name):
    received = read(update(message=message(text="a", forward_origin=ORIGINS[name])))
    assert headers(received) == [f"Forwarded from {name}"]
    assert "forward_origin" in json.loads(received.raw)["message"]


def test_of_a_member_of_an_album_only_what_is_not_shown_is_kept_raw():
    picture = PhotoSize(file_id="f", file_unique_id="u", width=1, height=1)
    clip = Video(file_id="v", file_unique_id="w", width=1, height=1, duration=2, thumbnail=picture, start_timestamp=3)
    for content, beside in (({"photo": [picture]}, set()), ({"video": clip}, {"video"})):
        sent = message(**content, media_group_id="13", has_media_spoiler=True, forward_origin=ORIGINS["Hidden"])
        kept = json.loads(read(update(message=sent)).raw)
        assert kept.keys() == {"message_id", "has_media_spoiler", "forward_origin"} | beside
        assert "thumbnail" not in kept.get("video", {})


def test_a_quote_and_the_bot_behind_a_message_are_shown():
    quote = types.TextQuote(text="until six", position=3)
    received = read(update(message=message(text="really?", quote=quote, via_bot=BOT)))
    assert headers(received) == ["Quote: until six", "Via Helper"]
    assert received.text == "really?"


def test_a_reply_to_another_chat_says_to_whom():
    external = types.ExternalReplyInfo(origin=ORIGINS["News"], chat=CHANNEL, message_id=1)
    received = read(update(message=message(text="a", external_reply=external)))
    assert headers(received) == ["Reply to a message of News"]


def test_what_a_group_message_answers_is_kept_because_it_may_be_older_than_the_bot():
    received = read(update(message=message(text="a", chat=GROUP, reply_to_message=message(message_id=2, text="old"))))
    assert json.loads(received.raw)["message"]["reply_to_message"]["text"] == "old"


@pytest.mark.parametrize("chat", [GROUP, Chat(id=-1002, type="supergroup", title="Others")])
def test_an_anonymous_administrator_is_the_group(chat):
    received = read(update(message=message(text="a", chat=chat, from_user=ANONYMOUS, sender_chat=chat)))
    assert received.sender == Sender(str(chat.id), chat.title)


def test_a_channel_that_writes_in_a_group_is_the_channel():
    stand_in = User(id=136817688, is_bot=True, first_name="Channel", username="Channel_Bot")
    received = read(update(message=message(text="a", chat=GROUP, from_user=stand_in, sender_chat=CHANNEL)))
    assert received.sender == Sender("-1009", "News")


def direct(topic: int, **more: object) -> InboundMessage:
    chat = Chat(id=-1008, type="supergroup", title="News", is_direct_messages=True)
    about = types.DirectMessagesTopic(topic_id=topic, user=CLEO)
    return parse(update(message=message(text="a", chat=chat, direct_messages_topic=about, **more)), ACCOUNT)


def test_each_topic_of_direct_messages_to_a_channel_is_a_thread_and_the_address_of_a_reply():
    [seven], [eight] = direct(7).messages, direct(8).messages
    assert (seven.thread_key, eight.thread_key) == ("-1008/direct-7", "-1008/direct-8")
    assert place_of(seven.thread_key) == {"chat_id": -1008, "direct_messages_topic_id": 7}


def test_what_a_channels_administrators_answer_is_their_own():
    batch = direct(7, sender_chat=CHANNEL)
    [answer] = batch.messages
    assert (answer.is_from_our_side, answer.sender.name) == (True, "News")
    assert answer.kept_instead.reason == "written by the account's owner"


@pytest.mark.parametrize("name", ["\u3164", "\u200b", "\u2800 \u2060"])
def test_a_name_without_anything_to_see_is_none(name):
    received = read(update(message=message(text="a", from_user=User(id=5, is_bot=False, first_name=name))))
    assert received.sender == Sender("5", None)


LABELS = {
    "Photo": {"photo": [types.PhotoSize(file_id="f", file_unique_id="u", width=1, height=1)]},
    "Voice message": {"voice": types.Voice(file_id="f", file_unique_id="u", duration=3)},
    "invoice.pdf": {"document": types.Document(file_id="f", file_unique_id="u", file_name="invoice.pdf")},
    "File": {"document": types.Document(file_id="f", file_unique_id="u", file_name="\u3164")},
    "Dam": {
        "venue": types.Venue(location=types.Location(latitude=1, longitude=2), title="Dam", address="Dam 1"),
        "location": types.Location(latitude=1, longitude=2),
    },
    "Location": {"location": types.Location(latitude=1, longitude=2)},
    "Live location for 1 minute": {"location": types.Location(latitude=1, longitude=2, live_period=60)},
    "Live location for 15 minutes": {"location": types.Location(latitude=1, longitude=2, live_period=900)},
    "Live location": {"location": types.Location(latitude=1, longitude=2, live_period=0x7FFFFFFF)},
    "Ada Lovelace": {"contact": types.Contact(phone_number="+31", first_name="Ada", last_name="Lovelace")},
    "Dice": {"dice": types.Dice(emoji="🎲", value=6)},
    "Ella, Blue": {"audio": types.Audio(file_id="f", file_unique_id="u", duration=1, performer="Ella", title="Blue")},
}


@pytest.mark.parametrize("label", LABELS)
def test_content_says_what_it_is(label):
    received = read(update(message=message(**LABELS[label])))
    assert (received.kind, received.label, received.raw) == (ContentKind.TEXT, label, None)


SERVICE = {
    "Cleo Patra joined the chat": {"new_chat_members": [CLEO]},
    "Cleo Patra left the chat": {"left_chat_member": CLEO},
    "A message was pinned: pinned": {"pinned_message": message(message_id=3, text="pinned")},
    "The chat is now called New": {"new_chat_title": "New"},
    "Messages are now deleted after 60 seconds": {
        "message_auto_delete_timer_changed": types.MessageAutoDeleteTimerChanged(message_auto_delete_time=60)
    },
    "The topic was created: Orders": {"forum_topic_created": types.ForumTopicCreated(name="Orders", icon_color=1)},
    "The video chat started": {"video_chat_started": types.VideoChatStarted()},
}


@pytest.mark.parametrize("text", SERVICE)
def test_what_happened_without_anybody_writing_is_a_notice(text):
    body = update(message=message(chat=GROUP, **SERVICE[text]))
    received = notice(body)
    assert (received.text, received.thread_key, received.moved_to) == (text, str(GROUP.id), None)
    assert json.loads(received.raw) == json.loads(body)


def test_what_another_bot_writes_is_a_notice():
    assert notice(update(message=message(text="Hi", chat=GROUP, from_user=BOT))).text == "Helper: Hi"


def test_a_post_that_telegram_copies_into_the_channels_group_is_a_notice():
    telegram = User(id=777000, is_bot=False, first_name="Telegram")
    copied = message(text="Sale!", chat=GROUP, from_user=telegram, sender_chat=CHANNEL, is_automatic_forward=True)
    assert notice(update(message=copied)).text == "Post of News: Sale!"


def test_a_position_of_a_live_location_is_no_message():
    moved = message(location=types.Location(latitude=1, longitude=2, live_period=60), edit_date=SENT)
    batch = parse(update(edited_message=moved), ACCOUNT)
    assert (batch.messages, batch.positions[0].latitude) == ((), 1.0)


def test_a_group_that_becomes_a_supergroup_says_it_twice_under_one_key():
    group = Chat(id=-7, type="group", title="Friends")
    left = notice(update(message=message(chat=group, migrate_to_chat_id=GROUP.id)))
    arrived = notice(update(message=message(message_id=1, chat=GROUP, migrate_from_chat_id=-7), update_id=9))
    assert (left.thread_key, left.moved_to, left.key) == ("-7", str(GROUP.id), arrived.key)
    assert (arrived.thread_key, arrived.moved_to) == ("-7", str(GROUP.id))


def test_an_edit_names_the_message_and_its_content():
    photo = types.PhotoSize(file_id="one", file_unique_id="u", width=1, height=1)
    first = read(update(message=message(photo=[photo])))
    same = read(update(edited_message=message(photo=[photo.model_copy(update={"file_id": "two"})], edit_date=SENT)))
    other = read(
        update(edited_message=message(photo=[photo.model_copy(update={"file_unique_id": "v"})], edit_date=SENT))
    )
    assert same.refers_to_key == first.key
    assert same.content_digest == first.content_digest != other.content_digest
