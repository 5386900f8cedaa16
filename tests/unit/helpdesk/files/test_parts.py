import json
from dataclasses import replace

import pytest

from helpdesk.files.models import FileState, FileUsage
from helpdesk.files.parts import (
    Fetch,
    awaited,
    awaited_files,
    by_url,
    fetched_id,
    fetches,
    file_ids,
    read_fetch,
    shown_name,
)
from helpdesk.platform.queue_work import NoWork


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
    [nameless] = fetches("msg_1", "now", [by_url("https://x/", name="\u202e..")])
    assert (nameless.name, awaited(nameless).name) == (None, "file")
    [plain] = awaited_files("msg_1", "now", [by_url("https://x/b.png")]).values()
    assert (plain.name, plain.content_type, plain.usage) == ("b.png", "application/octet-stream", FileUsage.OTHER)


def test_the_contract_has_no_usage_for_video():
    assert [usage.in_contract for usage in FileUsage] == [
        *("IMAGE", "AUDIO", "VOICE_RECORDING", "STICKER", "OTHER", "OTHER")
    ]
    kinds = {kind: FileUsage.of_type(kind) for kind in ("image/png", "video/mp4", "audio/x", "application/pdf", "x")}
    assert [*kinds.values()] == ["IMAGE", "VIDEO", "AUDIO", "OTHER", "OTHER"]


def test_every_reader_sees_the_same_name():
    given = by_url("https://x/b.png", name="../\u202ecat.png")
    [file] = awaited_files("msg_1", "now", [given]).values()
    assert (given["name"], file.name, shown_name(given, file)) == ("cat.png",) * 3
    fetched = replace(file, name="cat of the server.png")
    assert shown_name(by_url("https://x/b.png"), fetched) == "cat of the server.png"
    pdf = replace(file, content_type="application/pdf", name="uploaded.pdf")
    assert shown_name({"type": "FILE", "fileId": file.id}, pdf) == "uploaded.pdf"
    assert shown_name({"type": "FILE", "fileId": file.id, "name": "a/In\u202evoice"}, pdf) == "Invoice.pdf"


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
        json.dumps(_FETCH | {"name": 7}),
        json.dumps(_FETCH | {"content_type": 5}),
        json.dumps(_FETCH | {"usage": ["IMAGE"]}),
        json.dumps(_FETCH | {"app_id": {}}),
        json.dumps(_FETCH | {"message_at": ""}),
    ],
)
def test_what_names_no_file_to_fetch_is_no_work(body):
    with pytest.raises(NoWork):
        read_fetch(body)
