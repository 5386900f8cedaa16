"""Telegram's limits, as another client of the Bot API has them: python-telegram-bot."""

from telegram import InlineKeyboardMarkup, constants

from helpdesk.content.draft import MAX_QUICK_REPLIES
from helpdesk.files.models import FileUsage
from helpdesk.platform.text import plain_emoji
from helpdesk.providers.models import OutgoingFile
from helpdesk.providers.telegram.definition import TELEGRAM
from helpdesk.providers.telegram.outbound import albums, entities, keyboards, places_and_cards
from helpdesk.providers.telegram.outbound.sending import TelegramOutbound
from helpdesk.providers.telegram.reactions import REACTIONS


def test_texts_and_captions_have_telegrams_length():
    limit = constants.MessageLimit
    assert (entities.TEXT, entities.CAPTION) == (limit.MAX_TEXT_LENGTH, limit.CAPTION_LENGTH)
    assert entities._MOST == limit.MESSAGE_ENTITIES


def test_files_have_telegrams_size():
    limit = constants.FileSizeLimit
    assert TELEGRAM.capabilities.max_file_attachment_size_bytes == limit.FILESIZE_UPLOAD
    sizes = (limit.PHOTOSIZE_UPLOAD, limit.PHOTOSIZE_UPLOAD + 1)
    photos = [OutgoingFile("a.jpg", "image/jpeg", size, FileUsage.IMAGE, lambda: iter([])) for size in sizes]
    assert [albums.kind_of(photo) for photo in photos] == ["photo", "document"]
    assert albums._ALBUM == constants.MediaGroupLimit.MAX_MEDIA_LENGTH


def test_the_pace_is_telegrams():
    limit, pace = constants.FloodLimit, TelegramOutbound.pace
    assert limit.MESSAGES_PER_SECOND_PER_CHAT == 1
    assert pace is not None
    assert (pace.a_second, pace.a_minute_in_a_group) == (limit.MESSAGES_PER_SECOND, limit.MESSAGES_PER_MINUTE_PER_GROUP)


def test_the_reactions_are_telegrams():
    assert set(REACTIONS) == {plain_emoji(reaction.value) for reaction in constants.ReactionEmoji}


def test_buttons_and_cards_have_telegrams_length():
    longest = "msg_" + "a" * 26 + "_99999_" + "9" * 10
    offered = [{"value": "v", "valueType": "TEXT"}] * 100
    *_, [last] = keyboards.keyboard([{"type": "QUICK_REPLIES", "quickReplies": offered}], longest)["reply_markup"][
        "inline_keyboard"
    ]
    assert last["callback_data"] == f"{longest}/99"
    assert len(last["callback_data"]) <= constants.InlineKeyboardButtonLimit.MAX_CALLBACK_DATA
    assert MAX_QUICK_REPLIES == constants.InlineKeyboardMarkupLimit.TOTAL_BUTTON_NUMBER
    assert places_and_cards._VCARD_BYTES == constants.ContactLimit.VCARD


def test_a_keyboard_is_read_as_it_was_written():
    offered = [
        {"value": "yes", "valueType": "TEXT", "label": "Yes"},
        {"value": "https://a.example", "valueType": "URL"},
    ]
    markup = keyboards.keyboard([{"type": "QUICK_REPLIES", "quickReplies": offered}], "msg_1")["reply_markup"]
    [[yes], [link]] = InlineKeyboardMarkup.de_json(markup, None).inline_keyboard
    assert (yes.text, yes.callback_data, link.text, link.url) == (
        "Yes",
        "msg_1/0",
        "https://a.example",
        "https://a.example",
    )
