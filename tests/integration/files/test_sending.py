"""Files in replies."""

import json

from tests.support.desk import DeskInProcess
from tests.support.file_store import FileStore
from tests.support.files import allow, start_upload, timeline, uploaded, with_reply
from tests.support.samples import OF_TYPE, PNG


def test_a_reply_contains_a_link_to_its_file(desk: DeskInProcess, store: FileStore) -> None:
    allow(desk)
    file_id = uploaded(desk, store, OF_TYPE["video/mp4"], content_type="video/mp4", name="v.mp4")["id"]
    app, _, _ = with_reply(desk, file_id)
    desk.settle()
    [(_, _, body)] = app.replies()
    [sent] = json.loads(body)["message"]["attachments"]
    assert "X-Amz-Expires=3600" in sent.pop("url")
    assert sent == {"type": "FILE", "fileId": file_id, "fileUsageType": "OTHER", "name": "v.mp4"}


def test_a_reply_is_limited_to_the_files_that_its_channel_supports(desk: DeskInProcess, store: FileStore) -> None:
    file_id = uploaded(desk, store)["id"]
    app, channel, reply_id = with_reply(desk, file_id)
    limits = {
        "allowedFileAttachmentMimeTypes": ["application/pdf"],
        "maxFileAttachmentCount": 1,
        "maxFileAttachmentSizeBytes": len(PNG) - 1,
        "maxTotalFileAttachmentSizeBytes": 2 * len(PNG) - 1,
    }
    app.done("PATCH", f"/{channel}", {"capabilities": limits})
    shown = timeline(app, app.done("GET", f"/{channel}/messages/{reply_id}"))[-1]["parts"]
    assert [(attachment["file_id"], attachment["usage"], attachment["name"]) for attachment in shown] == [
        (file_id, "IMAGE", "a.png")
    ]
    path = f"/v1/conversations/{app.done('GET', f'/{channel}/messages/{reply_id}')['conversationsThreadId']}/replies"
    file = {"type": "FILE", "file_id": file_id, "usage": "STICKER"}
    status, problem = desk.call("POST", path, {"attachments": [file, file]})
    assert (status, problem["code"]) == (400, "not_carried")
    assert [error["capability"] for error in problem["errors"]] == [
        *["allowedFileAttachmentMimeTypes", "maxFileAttachmentSizeBytes"] * 2,
        "maxFileAttachmentCount",
        "maxTotalFileAttachmentSizeBytes",
    ]
    awaited = start_upload(desk)["file"]["id"]
    named = [{"type": "FILE", "file_id": awaited}, {"type": "MESSAGE_HEADER", "file_id": "nobody's"}]
    status, problem = desk.call("POST", path, {"attachments": named})
    assert (status, problem["code"], len(problem["errors"])) == (400, "unknown_file", 2)
    status, problem = desk.call("POST", path, {"attachments": [file] * 51})
    assert (status, [error["field"] for error in problem["errors"]]) == (400, ["attachments"])


def test_a_reply_whose_file_may_not_be_served_fails_with_the_reason(desk: DeskInProcess, store: FileStore) -> None:
    app, channel, reply_id = with_reply(desk, uploaded(desk, store)["id"])
    desk.settle()
    assert app.replies() == []
    status = app.done("GET", f"/{channel}/messages/{reply_id}")["status"]
    assert status["statusType"] == "FAILED"
    assert "malware" in status["failureDetails"]["errorMessage"]
