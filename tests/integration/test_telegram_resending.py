"""A file that the bot has sent before is named by its `file_id`, and uploaded where Telegram does not take that."""

from typing import Any

import pytest

from helpdesk.platform.errors import Unavailable
from infra.workbench.telegram import BAD_PHOTO, rejection
from tests.support.desk import TELEGRAM_SECRET
from tests.support.samples import OF_TYPE, PNG
from tests.support.telegram_chat import Telegram, file

UNKNOWN = rejection(400, "Bad Request: wrong file identifier/HTTP URL specified")


def sent(telegram: Telegram, conversation: str, *file_ids: str, **part: Any) -> Any:
    telegram.says(conversation, "Here", attachments=[file(each) | part for each in file_ids])
    shown = telegram.settle(conversation)
    assert shown["status"] == "SENT", shown
    return telegram.api.calls[-1]


def test_a_file_that_was_sent_is_sent_again_without_its_bytes(telegram: Telegram) -> None:
    """To whichever customer, as a document of the library is."""
    conversation, picture = telegram.writes(), telegram.upload()
    assert sent(telegram, conversation, picture).files["photo"].content == PNG
    again = sent(telegram, telegram.writes(chat=8), picture)
    assert (again.method, again.files, again.parameters["photo"]) == ("sendPhoto", {}, "photo-0")
    assert again.parameters["caption"] == "Here"
    sent(telegram, conversation, picture)
    assert telegram.api.sent_files.ids == ["photo-0"]


def test_an_album_names_the_files_that_telegram_has_and_uploads_the_others(telegram: Telegram) -> None:
    conversation, known = telegram.writes(), telegram.upload()
    sent(telegram, conversation, known)
    others = [telegram.upload(), telegram.upload()]
    album = sent(telegram, conversation, others[0], known, others[1])
    assert [each["media"] for each in album.parameters["media"]] == ["attach://file0", "photo-0", "attach://file2"]
    assert album.files.keys() == {"file0", "file2"}
    album = sent(telegram, conversation, known, *others)
    assert [each["media"] for each in album.parameters["media"]] == ["photo-0", "photo-1", "photo-2"]
    assert album.files == {}


def test_what_telegram_does_not_take_by_its_name_is_uploaded_a_second_later(telegram: Telegram) -> None:
    conversation, picture = telegram.writes(), telegram.upload()
    sent(telegram, conversation, picture)
    telegram.api.sent_files.ids.clear()
    assert sent(telegram, conversation, picture).files["photo"].content == PNG
    assert telegram.methods() == ["sendPhoto"] * 3
    assert sent(telegram, conversation, picture).parameters["photo"] == "photo-0", "the new name is kept"


def test_if_the_name_is_not_the_reason_the_upload_says_what_it_is(telegram: Telegram) -> None:
    conversation, picture = telegram.writes(), telegram.upload()
    sent(telegram, conversation, picture)
    reason = rejection(400, "Bad Request: not enough rights to send photos to the chat")
    telegram.api.answer_next(reason, reason)
    telegram.says(conversation, "Here", attachments=[file(picture)])
    shown = telegram.settle(conversation)
    assert (shown["status"], shown["failure"]["code"]) == ("FAILED", "status_400")
    assert "not enough rights" in shown["failure"]["reason"]
    assert [len(call.files) for call in telegram.api.calls] == [1, 0, 1]


def test_a_photo_that_is_sent_as_a_document_is_named_as_one(telegram: Telegram) -> None:
    conversation, strip = telegram.writes(), telegram.upload()
    for _ in range(2):
        telegram.api.answer_next(BAD_PHOTO)
        document = sent(telegram, conversation, strip)
        assert document.method == "sendDocument"
    assert (document.files, document.parameters["document"]) == ({}, "document-0")


def test_a_file_is_sent_as_what_its_message_uses_it_for(telegram: Telegram) -> None:
    """Whatever it was uploaded for; and each form has its own name."""
    conversation, webp = telegram.writes(), "image/webp"
    drawing = telegram.upload(OF_TYPE[webp], "cat.webp", webp)
    for usage in ("IMAGE", "STICKER", "STICKER"):
        sent(telegram, conversation, drawing, usage=usage)
    assert telegram.methods() == ["sendPhoto", *["sendSticker", "sendMessage"] * 2]
    assert [call.get("sticker") for call in telegram.api.called("sendSticker")] == [None, "sticker-1"]


def test_a_name_is_for_one_bot(telegram: Telegram) -> None:
    conversation, picture = telegram.writes(), telegram.upload()
    sent(telegram, conversation, picture)
    other = telegram.desk.connections.connect("telegram", "Other", TELEGRAM_SECRET, {"bot_token": "99:other-token"})
    telegram.desk.telegram, telegram.api.token = other, "99:other-token"
    telegram.api.sent_files.ids.clear()
    assert sent(telegram, telegram.writes(), picture).files["photo"].content == PNG


def test_a_name_that_cannot_be_kept_fails_no_message(telegram: Telegram, monkeypatch: pytest.MonkeyPatch) -> None:
    def unavailable(*_: object) -> None:
        raise Unavailable("down")

    monkeypatch.setattr("helpdesk.files.repository.FileRepository.sent", unavailable)
    conversation, picture = telegram.writes(), telegram.upload()
    for _ in range(2):
        assert sent(telegram, conversation, picture).files["photo"].content == PNG
