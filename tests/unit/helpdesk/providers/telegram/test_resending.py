from typing import Any

import pytest

from helpdesk.files.models import FileUsage
from helpdesk.providers.models import OutgoingFile, Step
from helpdesk.providers.telegram.outbound.resending import named, uploaded


def file(sent_as: str | None = None) -> OutgoingFile:
    return OutgoingFile("a", "image/jpeg", 1, FileUsage.IMAGE, lambda: iter([]), sent_as)


@pytest.mark.parametrize("sent_as", [None, "", "photo", "photo:", "document:x", "photos:x", ":x"])
def test_what_is_not_known_in_this_form_is_uploaded(sent_as: str | None) -> None:
    step = Step("sendPhoto", {"chat_id": 1}, {"photo": file(sent_as)})
    assert named(step) == step


def test_a_step_without_files_stays_as_it_is() -> None:
    step = Step("sendMessage", {"chat_id": 1, "text": "Hi"})
    assert named(step) == step
    assert list(uploaded(step, {"message_id": 1})) == []


@pytest.mark.parametrize(
    "result",
    [
        *(None, 5, "photo", [], {}, [None]),
        *({"photo": value} for value in (None, 5, [], [None], [{}], [{"file_id": 5}], [{"file_id": ""}])),
        {"photo": [{"file_id": "x" * 513}]},
        {"animation": {"file_id": "x"}},
    ],
)
def test_whatever_telegram_answers_is_no_name_unless_it_is_one(result: Any) -> None:
    step = Step("sendPhoto", {"chat_id": 1}, {"photo": file()})
    assert list(uploaded(step, result)) == []


def test_the_largest_size_names_a_photo() -> None:
    step = Step("sendPhoto", {"chat_id": 1}, {"photo": file()})
    result = {"photo": [{"file_id": "small"}, {"file_id": "large"}]}
    assert list(uploaded(step, result)) == [("photo", "photo:large")]


def test_of_an_album_each_message_names_its_own_file() -> None:
    media = [{"type": kind, "media": f"attach://file{at}"} for at, kind in enumerate(("photo", "video", "photo"))]
    step = Step("sendMediaGroup", {"media": media}, {"file0": file(), "file1": file("video:v"), "file2": file()})
    result = [{"photo": [{"file_id": "a"}]}, {"video": {"file_id": "w"}}, {"photo": [{"file_id": "c"}]}]
    assert list(uploaded(named(step), result)) == [("file0", "photo:a"), ("file2", "photo:c")]
