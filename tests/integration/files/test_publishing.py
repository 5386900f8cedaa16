"""Files in messages that an app publishes."""

from typing import Any

import pytest

from tests.support.desk import DeskInProcess
from tests.support.file_store import FileStore
from tests.support.files import allow, ready, timeline, upload, uploaded
from tests.support.integrator import Integrator
from tests.support.samples import HTML, PNG


def test_an_app_publishes_its_upload(desk: DeskInProcess, store: FileStore) -> None:
    app, channel, account = ready(desk)
    file_id = upload(app, channel, store)
    parts = [
        {"type": "FILE", "fileId": file_id, "fileUsageType": "STICKER"},
        {"type": "MESSAGE_HEADER", "text": "Hi", "fileId": file_id},
    ]
    message = app.publish(channel, account, "", attachments=parts)
    sticker = {"type": "FILE", "fileId": file_id, "fileUsageType": "STICKER", "name": "cat.png"}
    header = {"type": "MESSAGE_HEADER", "text": "Hi", "headerFileId": file_id, "name": "cat.png"}
    assert message["attachments"] == [sticker, header]
    allow(desk)
    shown = app.done("GET", f"/{channel}/messages/{message['id']}")["attachments"]
    assert [attachment.pop("url").partition("?")[0].rpartition("files/")[2].split("/")[0] for attachment in shown] == [
        file_id
    ] * 2
    assert shown == [sticker, header]
    [entry] = timeline(app, message)
    about = {
        "file_id": file_id,
        "name": "cat.png",
        "content_type": "image/png",
        "size": len(PNG),
        "usage": "STICKER",
        "state": "READY",
        "failure": None,
        "scan": "NOT_SCANNED",
        "source_url": None,
    }
    assert entry["parts"][0] == {"type": "FILE", **about}
    assert entry["parts"][1]["file"] == about | {"usage": "IMAGE"}
    assert app.done("GET", f"/{channel}/files/{file_id}")["state"] == "READY"


def test_a_file_that_does_not_exist_or_belongs_to_another_app_is_named(desk: DeskInProcess, store: FileStore) -> None:
    app, channel, account = ready(desk)
    other = Integrator(desk, "other")
    other_channel, _ = other.ready()
    foreign = upload(other, other_channel, store)
    desks = uploaded(desk, store)["id"]
    false_type = upload(app, channel, store, HTML)
    empty = app.done("POST", f"/{channel}/files", {"name": "a", "contentType": "a/b", "size": 1})["id"]
    for unknown in (foreign, desks, false_type, empty, "7", "fil_x"):
        attachments = [{"type": "UNSUPPORTED_CONTENT"}, {"type": "FILE", "fileId": unknown}]
        status, error = app.call("POST", f"/{channel}/messages", app.message(account, attachments=attachments))
        assert (status, error["errors"][0]["in"]) == (400, "attachments[1].fileId"), unknown
        assert error["context"]["code"] == ["unknown_file"]
        assert unknown in error["message"]
    header = [{"type": "MESSAGE_HEADER", "fileId": foreign}]
    assert app.call("POST", f"/{channel}/messages", app.message(account, attachments=header))[0] == 400
    for wrong in (foreign, desks, "fil_x"):
        assert app.call("GET", f"/{channel}/files/{wrong}")[0] == 404
    assert app.call("GET", f"/{other_channel}/files/{false_type}")[0] == 404


@pytest.mark.parametrize(
    "wrong",
    [
        {"type": "FILE"},
        {"type": "FILE", "fileId": "a", "url": "https://x.example/"},
        {"type": "FILE", "url": "ftp://x.example/"},
        {"type": "FILE", "url": "javascript:alert(1)"},
        {"type": "FILE", "url": "https://ada:secret@x.example/"},
        {"type": "FILE", "url": "https://x.example/", "fileUsageType": "CLIP"},
    ],
)
def test_an_invalid_file_attachment_is_rejected(desk: DeskInProcess, wrong: dict[str, Any]) -> None:
    app, channel, account = ready(desk)
    status, error = app.call("POST", f"/{channel}/messages", app.message(account, attachments=[wrong]))
    assert (status, error["errors"][0]["in"].startswith("attachments[0]")) == (400, True)
    many = [{"type": "FILE", "url": "https://x.example/"}] * 51
    status, error = app.call("POST", f"/{channel}/messages", app.message(account, attachments=many))
    assert (status, error["errors"][0]["in"]) == (400, "attachments")
