import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.files.models import FileState, FileUsage
from helpdesk.files.parts import Fetch, awaited_files, by_url, fetched_id, fetches, file_ids, file_name, read_fetch
from helpdesk.platform.queue_work import NoWork


@pytest.mark.parametrize(
    ("name", "url", "shown"),
    [
        ("a.png", "https://x/b.png", "a.png"),
        (None, "https://x.example/a/b.png?c=d/e.exe#f", "b.png"),
        (None, "https://x.example/", "file"),
        (None, "https://x.example", "file"),
        (None, "https://x.example/a/", "a"),
        ("../../etc/passwd", "", "passwd"),
        ("C:\\temp\\a.txt", "", "a.txt"),
        ("a\r\nb\0\u202ec.txt", "", "abc.txt"),
        ("..", "", "file"),
        ("x" * 300, "", "x" * 255),
    ],
)
def test_a_name_is_one_line_without_a_path(name, url, shown):
    assert file_name(name, url) == shown


@given(st.text(), st.text())
def test_there_is_always_a_name(name, url):
    shown = file_name(name, url)
    assert 0 < len(shown) <= 255
    assert "/" not in shown
    assert shown.isprintable()


def test_ids_of_fetched_files_are_derived_from_message_and_position():
    parts = [by_url("https://x/a"), {"type": "LOCATION"}, {"type": "FILE", "fileId": "fil_1"}, by_url("https://x/a")]
    ids = file_ids("msg_1", parts)
    assert ids == [fetched_id("msg_1", 0), None, "fil_1", fetched_id("msg_1", 3)]
    assert len({*ids, fetched_id("msg_2", 0)}) == 5
    assert [fetch.file_id for fetch in fetches("msg_1", "now", parts)] == [ids[0], ids[3]]


def test_until_it_is_fetched_a_file_has_its_declared_metadata():
    part = by_url("https://x/a", name="v.ogg", content_type="audio/ogg", usage="VOICE_RECORDING", app_id="acme")
    [file] = awaited_files("msg_1", "now", [part]).values()
    assert (file.name, file.content_type, file.usage, file.app_id) == ("v.ogg", "audio/ogg", "VOICE_RECORDING", "acme")
    assert (file.state, file.size, file.created_at) == (FileState.PENDING, 0, "now")
    [plain] = awaited_files("msg_1", "now", [by_url("https://x/b.png")]).values()
    assert (plain.name, plain.content_type, plain.usage) == ("b.png", "application/octet-stream", FileUsage.OTHER)


def test_the_contract_has_no_usage_for_video():
    assert [usage.in_contract for usage in FileUsage] == [
        *("IMAGE", "AUDIO", "VOICE_RECORDING", "STICKER", "OTHER", "OTHER")
    ]
    kinds = {kind: FileUsage.of_type(kind) for kind in ("image/png", "video/mp4", "audio/x", "application/pdf", "x")}
    assert [*kinds.values()] == ["IMAGE", "VIDEO", "AUDIO", "OTHER", "OTHER"]


_FETCH = {
    "file_id": "f1",
    "url": "https://x.example/a.pdf",
    "name": "a.pdf",
    "message_at": "2026-11-22T09:00:00.000000Z",
}


def test_a_queue_message_names_the_file_to_fetch():
    assert read_fetch(json.dumps(_FETCH | {"usage": "IMAGE"})) == Fetch(**_FETCH, usage="IMAGE")


@pytest.mark.parametrize(
    "body",
    [
        "not json",
        "[]",
        "{}",
        json.dumps(_FETCH | {"more": "fields"}),
        json.dumps(_FETCH | {"url": None}),
        json.dumps(_FETCH | {"file_id": 7}),
        json.dumps(_FETCH | {"usage": "HOLOGRAM"}),
        json.dumps({name: value for name, value in _FETCH.items() if name != "name"}),
    ],
)
def test_what_names_no_file_to_fetch_is_no_work(body):
    with pytest.raises(NoWork):
        read_fetch(body)
