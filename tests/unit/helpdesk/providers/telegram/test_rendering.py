"""Whatever the desk accepts becomes calls that Telegram accepts."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.files.models import FileUsage
from helpdesk.messaging.messages import ContentKind
from helpdesk.messaging.outcomes import PermanentFailure
from helpdesk.providers.models import Access, ChangedMessage, OutgoingContent, OutgoingFile, OutgoingMessage, Step
from helpdesk.providers.telegram.outbound.albums import kind_of
from helpdesk.providers.telegram.outbound.entities import length
from helpdesk.providers.telegram.outbound.sending import TelegramOutbound
from helpdesk.providers.telegram.reactions import REACTIONS
from tests.support.aiogram_models import as_aiogram_reads_it
from tests.support.fakes import FakeHttp

MEGABYTE = 1_000_000
types = (
    "image/jpeg",
    "image/png",
    "image/gif",
    "video/mp4",
    "audio/mpeg",
    "audio/ogg",
    "application/pdf",
    "image/heif",
)
files = st.builds(
    OutgoingFile,
    st.sampled_from(["a.jpg", "отчёт.pdf"]),
    st.sampled_from(types),
    st.integers(1, 50 * MEGABYTE),
    st.sampled_from(FileUsage),
    st.just(lambda: iter([])),
)
words = st.text(alphabet=st.sampled_from("a 😀\n."), max_size=60).flatmap(
    lambda text: st.sampled_from([text, text * 100])
)
replies = st.fixed_dictionaries(
    {"value": st.text(min_size=1, max_size=80), "valueType": st.sampled_from(["TEXT", "URL"])},
    optional={"label": st.text(max_size=20)},
)
parts = st.lists(
    st.fixed_dictionaries({"type": st.just("MESSAGE_HEADER"), "text": st.text(min_size=1, max_size=5)})
    | st.fixed_dictionaries({"type": st.just("QUICK_REPLIES"), "quickReplies": st.lists(replies, max_size=3)})
    | st.fixed_dictionaries(
        {"type": st.just("LOCATION"), "latitude": st.floats(-90, 90), "longitude": st.floats(-180, 180)},
        optional={"name": st.text(max_size=5), "address": st.text(max_size=5)},
    ),
    max_size=3,
).map(tuple)
contents = st.builds(
    OutgoingContent,
    words,
    st.none() | words.map(lambda text: f"<b>{text}</b>" if text else None),
    parts,
    st.lists(files, max_size=12).map(lambda each: dict(enumerate(each, start=100))),
)


def message(content: OutgoingContent, **more: Any) -> OutgoingMessage:
    access = Access("https://api.telegram.org", "123:token")
    return OutgoingMessage("msg_1", content, "7", "41", access, (), dict, **more)


def steps(outgoing: OutgoingMessage) -> list[Step] | PermanentFailure:
    found = TelegramOutbound(FakeHttp()).steps(outgoing)
    return found if isinstance(found, PermanentFailure) else list(found)


def check(step: Step) -> None:
    as_aiogram_reads_it(step)
    assert length(step.parameters.get("text", "")) <= 4096
    assert step.parameters.get("text") != ""
    media = step.parameters.get("media", [])
    for caption in (step.parameters.get("caption"), *(each.get("caption") for each in media)):
        assert caption is None or 0 < length(caption) <= 1024
    if media:
        assert sum(file.size for file in step.files.values()) <= 50 * MEGABYTE
        assert 2 <= len(media) == step.messages == len(step.files) <= 10
        assert len({"picture" if each["type"] in {"photo", "video"} else each["type"] for each in media}) == 1


@given(contents)
def test_any_message_becomes_calls_within_telegrams_limits(content):
    found = steps(message(content))
    if isinstance(found, PermanentFailure):
        assert not content.files
        return
    for step in found:
        check(step)
    assert ["reply_parameters" in step.parameters for step in found] == [True, *[False] * (len(found) - 1)]
    assert sum(len(step.files) for step in found) == len(content.files)


@given(contents, contents, st.integers(0, 14))
def test_any_edit_becomes_calls_that_name_only_messages_of_ours(before, after, known):
    ids = tuple(str(number) for number in range(100, 100 + known))
    outgoing = message(after, kind=ContentKind.EDITED, changed=ChangedMessage(before, ids))
    found = steps(outgoing)
    if isinstance(found, PermanentFailure):
        assert found.code in {"message_unknown", "nothing_to_edit"}
        return
    for step in found:
        check(step)
        own = {step.parameters.get("message_id"), *step.parameters.get("message_ids", [])} - {None}
        assert {str(number) for number in own} <= set(ids)
    assert found


@pytest.mark.parametrize("kind", [ContentKind.DELETED, ContentKind.EDITED, ContentKind.REACTION_ADDED])
@pytest.mark.parametrize("changed", [None, ChangedMessage(OutgoingContent("Hi"), ())])
def test_a_message_without_telegrams_number_cannot_be_changed(kind, changed):
    assert steps(message(OutgoingContent("x"), kind=kind, changed=changed)).code == "message_unknown"


def test_nobody_reacts_in_the_chat_of_a_business():
    changed = ChangedMessage(OutgoingContent("Hi"), ("41",))
    outgoing = message(OutgoingContent("👍"), kind=ContentKind.REACTION_ADDED, changed=changed)
    assert steps(replace(outgoing, thread_key="7//biz")).code == "not_carried"


def test_a_message_whose_files_are_gone_says_so():
    found = steps(message(OutgoingContent("", parts=({"type": "FILE", "fileId": "fil_1"},))))
    assert found.code == "nothing_to_send"


@pytest.mark.parametrize("reaction", REACTIONS)
def test_a_reaction_has_telegrams_spelling(reaction):
    changed = ChangedMessage(OutgoingContent("Hi"), ("41",))
    outgoing = message(OutgoingContent(f"{reaction}\ufe0f"), kind=ContentKind.REACTION_ADDED, changed=changed)
    [step] = steps(outgoing)
    assert step.parameters["reaction"][0]["emoji"] == reaction


@pytest.mark.parametrize(
    ("sizes", "albums"),
    [
        ([5] * 10, [10]),
        ([5] * 11, [10, 1]),
        ([50] * 3, [1, 1, 1]),
        ([25, 25, 1], [2, 1]),
        ([26, 25, 25], [1, 2]),
        ([1, 50, 1], [1, 1, 1]),
    ],
)
def test_an_album_is_not_larger_than_one_upload_may_be(sizes, albums):
    own = [
        OutgoingFile("a.pdf", "application/pdf", size * MEGABYTE, FileUsage.OTHER, lambda: iter([])) for size in sizes
    ]
    assert [step.messages for step in steps(message(OutgoingContent("", files=dict(enumerate(own)))))] == albums


def test_4097_units_in_2049_characters_are_two_messages():
    found = steps(message(OutgoingContent("😀" * 2048 + "a")))
    assert [length(step.parameters["text"]) for step in found] == [4096, 1]


@pytest.mark.parametrize(
    ("content_type", "usage", "size", "kind"),
    [
        ("image/jpeg", FileUsage.IMAGE, 10 * MEGABYTE, "photo"),
        ("image/jpeg", FileUsage.IMAGE, 10 * MEGABYTE + 1, "document"),
        ("image/heif", FileUsage.IMAGE, 1, "document"),
        ("image/gif", FileUsage.IMAGE, 1, "animation"),
        ("video/mp4", FileUsage.VIDEO, 1, "video"),
        ("video/quicktime", FileUsage.VIDEO, 1, "document"),
        ("audio/mpeg", FileUsage.AUDIO, 1, "audio"),
        ("audio/ogg", FileUsage.AUDIO, 1, "document"),
        ("audio/ogg", FileUsage.VOICE_RECORDING, 1, "voice"),
        ("audio/wav", FileUsage.VOICE_RECORDING, 1, "document"),
        ("image/webp", FileUsage.STICKER, 1, "sticker"),
        ("image/webp", FileUsage.IMAGE, 1, "photo"),
        ("image/png", FileUsage.STICKER, 1, "photo"),
        ("application/pdf", FileUsage.OTHER, 1, "document"),
    ],
)
def test_a_file_is_shown_as_what_telegram_can_show(content_type, usage, size, kind):
    assert kind_of(OutgoingFile("a", content_type, size, usage, lambda: iter([]))) == kind
