"""What tests of files do through the APIs."""

import json
from typing import Any

from tests.support.desk import DeskInProcess, queue_event
from tests.support.file_store import FileStore
from tests.support.integrator import CAPABILITIES, Integrator
from tests.support.samples import PNG


def allow(desk: DeskInProcess, *, allowed: bool = True) -> None:
    assert desk.call("PUT", "/v1/settings/files", {"serve_unscanned": allowed}) == (200, {"serve_unscanned": allowed})


def start_upload(desk: DeskInProcess, content: bytes = PNG, **more: Any) -> Any:
    body = {"name": "a.png", "content_type": "image/png", "size": len(content), **more}
    status, created = desk.call("POST", "/v1/files", body)
    assert status == 201, created
    return created


def uploaded(desk: DeskInProcess, store: FileStore, content: bytes = PNG, **more: Any) -> Any:
    created = start_upload(desk, content, **more)
    store.post(created["upload"]["fields"], content)
    return read(desk, created["file"]["id"])


def read(desk: DeskInProcess, file_id: str) -> Any:
    status, file = desk.call("GET", f"/v1/files/{file_id}")
    assert status == 200, file
    return file


def served(desk: DeskInProcess, file_id: str, **query: str) -> tuple[int, Any]:
    return desk.call("GET", f"/v1/files/{file_id}/content", query={"redirect": "false", **query})


def rejected(desk: DeskInProcess, file_id: str) -> tuple[int, str]:
    status, problem = served(desk, file_id)
    return status, problem["code"]


def ready(desk: DeskInProcess) -> tuple[Integrator, str, str]:
    app = Integrator(desk)
    return app, *app.ready()


def upload(app: Integrator, channel: str, store: FileStore, content: bytes = PNG) -> str:
    body = {"name": "cat.png", "contentType": "image/png", "size": len(content)}
    created = app.done("POST", f"/{channel}/files", body)
    assert (created["state"], created["fileUsageType"]) == ("PENDING", "IMAGE")
    store.post(created["upload"]["fields"], content)
    file_id: str = created["id"]
    return file_id


def timeline(app: Integrator, message: dict[str, Any]) -> list[dict[str, Any]]:
    path = f"/v1/conversations/{message['conversationsThreadId']}/timeline"
    return [entry for entry in app.desk.call("GET", path)[1]["entries"] if entry["type"] == "message"]


Fetched = tuple[Integrator, dict[str, Any], dict[str, Any]]


def fetched(desk: DeskInProcess, url: str, **more: Any) -> Fetched:
    """The app, the message, and its file in the timeline after all work is done."""
    app, channel, account = ready(desk)
    message = app.publish(channel, account, "", attachments=[{"type": "FILE", "url": url, **more}])
    desk.settle()
    return app, message, timeline(app, message)[0]["parts"][0]


def again(desk: DeskInProcess, part: dict[str, Any], **received: Any) -> None:
    """The queue delivers the same message again."""
    body = {"file_id": part["file_id"], "url": part["source_url"], "name": "a.png", "message_at": "2026"}
    desk.fetcher(queue_event(json.dumps(body), **received))


def with_reply(desk: DeskInProcess, file_id: str) -> tuple[Integrator, str, str]:
    """An app, its channel, and a queued reply with a file."""
    app = Integrator(desk)
    channel, account = app.ready(capabilities=CAPABILITIES | {"outgoingAttachmentTypes": ["FILE"]})
    message = app.publish(channel, account)
    desk.settle()
    desk.http.posted.clear()  # the event of the connected account
    path = f"/v1/conversations/{message['conversationsThreadId']}/replies"
    attachments = [{"type": "FILE", "file_id": file_id}]
    status, replied = desk.call("POST", path, {"text": "See", "attachments": attachments})
    assert status == 201, replied
    assert replied["parts"][0]["state"] == "READY"
    return app, channel, replied["id"]
