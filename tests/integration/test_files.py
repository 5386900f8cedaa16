"""Files: uploaded with a form, referred to by id, fetched from a URL, scanned for malware, served, sent to channels."""

import base64
import gzip
import json
import zlib
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from unittest.mock import patch
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from desk_api.root import build
from desk_api.settings import Settings
from helpdesk.files.models import MAX_FILE_BYTES as LIMIT
from helpdesk.files.models import Scan
from helpdesk.files.parts import fetched_id
from helpdesk.files.repository import FileRepository, FileSettings, FileSettingsRepository
from helpdesk.people.principals import Principal, Scope
from helpdesk.platform.dynamodb import ConditionFailed
from helpdesk.platform.errors import Unavailable
from helpdesk.platform.objects import Objects
from helpdesk.platform.standard_webhooks import headers as sign
from infra.workbench.engine import Backend
from infra.workbench.environment import DESK_KEY
from infra.workbench.tables import BUCKET, CONTACTS, CONVERSATIONS, DIRECTORY, FILES
from tests.support import desk as support
from tests.support.desk import DeskInProcess, custom_event, custom_message, queue_event
from tests.support.file_store import FileStore, file_store
from tests.support.http_server import Respond, Server, in_turn, responding
from tests.support.integrator import CAPABILITIES, Integrator
from tests.support.samples import HTML, OF_TYPE, PNG, with_brands, zipped
from tests.support.timers import Timers

XLSM = "application/vnd.ms-excel.sheet.macroenabled.12"


@pytest.fixture
def store() -> Iterator[FileStore]:
    with file_store() as created:
        yield created


@pytest.fixture
def desk(backend: Backend, store: FileStore) -> DeskInProcess:
    return DeskInProcess(backend, lambda: store.client)


@pytest.fixture
def scanning(backend: Backend, store: FileStore) -> DeskInProcess:
    return DeskInProcess(backend, lambda: store.client, malware_scan=True)


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


def test_an_upload_is_checked_and_moved_where_nobody_can_post(desk: DeskInProcess, store: FileStore) -> None:
    created = start_upload(desk, name="Grüße/../ä.png", usage="STICKER")
    file, upload = created["file"], created["upload"]
    assert (file["name"], file["state"], file["scan"], file["usage"]) == ("ä.png", "PENDING", "NOT_SCANNED", "STICKER")
    assert read(desk, file["id"]) == file
    store.post(upload["fields"], PNG)
    ready = read(desk, file["id"])
    assert ready == file | {"state": "READY"}
    stored = desk.files.get(file["id"])
    assert stored is not None
    assert stored.object_key
    assert stored.object_key.startswith(f"files/{file['id']}/")
    store.post(upload["fields"], HTML)  # the form is still valid, but its object is no longer read
    assert read(desk, file["id"]) == ready
    assert store.content(stored.object_key) == PNG


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"size": 0}, "size"),
        ({"size": LIMIT + 1}, "size"),
        ({"name": ""}, "name"),
        ({"content_type": "image/*"}, "content_type"),
        ({"content_type": "image/png; x"}, "content_type"),
        ({"content_type": "image"}, "content_type"),
        ({"usage": "VOICE"}, "usage"),
        ({"more": 1}, "more"),
    ],
)
def test_a_malformed_upload_is_rejected(desk: DeskInProcess, changed: dict[str, Any], field: str) -> None:
    status, problem = desk.call("POST", "/v1/files", {"name": "a", "content_type": "image/png", "size": 1, **changed})
    assert (status, problem["errors"][0]["field"]) == (400, field)


def test_the_form_contains_key_type_and_size(desk: DeskInProcess) -> None:
    created = start_upload(desk)
    fields = created["upload"]["fields"]
    policy = json.loads(base64.b64decode(fields["policy"]))
    assert ["content-length-range", len(PNG), len(PNG)] in policy["conditions"]
    assert {"Content-Type": "image/png"} in policy["conditions"]
    assert {"key": f"uploads/{created['file']['id']}"} in policy["conditions"]


@pytest.mark.parametrize(
    ("name", "content_type", "content", "found"),
    [
        ("a.csv", "text/csv", "\ufeffa;b\n1;\u00a02".encode(), "text/csv"),
        ("a.csv", "text/csv", "Stra\u00dfe;\u20ac".encode("cp1252"), "text/csv"),
        ("a.csv", "text/csv", "a;b".encode("utf-16"), "text/csv"),
        ("a.csv", "application/vnd.ms-excel", b"a;b\n1;2\n", "text/csv"),
        ("a.csv", "application/octet-stream", PNG, "image/png"),
        ("a.png", "application/octet-stream", HTML, "text/html"),
        ("a.rar", "application/x-rar", b"Rar!\x1a\x07\x01\0" + bytes(60), "application/vnd.rar"),
        ("a.xlsm", "application/vnd.ms-excel.sheet.macroEnabled.12", zipped("xl/vbaProject.bin"), XLSM),
        ("a.pages", "application/vnd.apple.pages", zipped("Index/Document.iwa"), "application/vnd.apple.pages"),
        ("a.jpg", "image/jpeg", PNG, "image/png"),
        ("a.jpg", "image/jpeg", OF_TYPE["image/webp"], "image/webp"),
        ("a.pdf", "application/pdf", b"\r\n\r\n" + OF_TYPE["application/pdf"], "application/pdf"),
        ("a.xls", "application/vnd.ms-excel", HTML, "text/html"),
        ("a.heic", "image/heic", with_brands("mif1", "mif1", "heic"), "image/heif"),
        ("a.mp4", "video/mp4", with_brands("msf1", "msf1", "hevc"), "image/heif"),
    ],
)
def test_an_upload_is_kept_under_the_type_that_was_found(
    desk: DeskInProcess, store: FileStore, name: str, content_type: str, content: bytes, found: str
) -> None:
    allow(desk)
    file = uploaded(desk, store, content, name=name, content_type=content_type)
    assert (file["state"], file["content_type"], file["name"]) == ("READY", found, name)
    assert file["usage"] == ("IMAGE" if found.startswith("image/") else "OTHER")
    shown = found in {"image/png", "image/webp"}
    query = parse_qs(urlsplit(served(desk, file["id"])[1]["url"]).query)
    assert query["response-content-type"] == [found if shown else "application/octet-stream"]
    assert query["response-content-disposition"][0].startswith("inline" if shown else "attachment")


def test_an_upload_without_an_ending_gets_that_of_its_type(desk: DeskInProcess, store: FileStore) -> None:
    file = uploaded(desk, store, name="../\u202e Foto")
    assert (file["state"], file["name"]) == ("READY", "Foto.png")


@pytest.mark.parametrize(
    ("content", "content_type", "code"),
    [(HTML, "image/png", "type_mismatch"), (OF_TYPE["application/pdf"], "video/mp4", "type_mismatch")],
)
def test_a_file_of_another_type_than_declared_fails_and_is_deleted(
    desk: DeskInProcess, store: FileStore, content: bytes, content_type: str, code: str
) -> None:
    file = uploaded(desk, store, content, content_type=content_type)
    assert (file["state"], file["failure"]["code"]) == ("FAILED", code)
    assert content_type in file["failure"]["reason"]
    assert store.keys() == []
    assert rejected(desk, file["id"]) == (409, "file_failed")
    assert read(desk, file["id"]) == file


def test_another_size_than_declared_fails(desk: DeskInProcess, store: FileStore) -> None:
    created = start_upload(desk, size=5)
    store.post(created["upload"]["fields"], PNG)
    assert read(desk, created["file"]["id"])["failure"]["code"] == "wrong_size"
    assert store.keys() == []


def test_an_upload_that_never_arrives_fails(desk: DeskInProcess) -> None:
    file_id = start_upload(desk)["file"]["id"]
    assert rejected(desk, file_id) == (409, "file_pending")
    desk.clock.forward(minutes=29)
    assert read(desk, file_id)["state"] == "PENDING"
    desk.clock.forward(minutes=2)
    assert read(desk, file_id)["failure"]["code"] == "upload_expired"
    stored = desk.files.get(file_id)
    assert stored is not None
    assert stored.expires_at


def test_the_first_check_settles_the_upload(desk: DeskInProcess, store: FileStore) -> None:
    file_id = uploaded(desk, store)["id"]
    stored = desk.files.get(file_id)
    assert stored is not None
    assert desk.files.settle(replace(stored, object_key="another")) == stored
    with pytest.raises(ConditionFailed):
        desk.files.create(stored)
    assert desk.files.many([file_id] * 3 + [f"fil_{n}" for n in range(150)]) == {file_id: stored}


def test_an_upload_that_changes_during_the_check_waits_for_the_next_check(
    desk: DeskInProcess, store: FileStore
) -> None:
    created = start_upload(desk)
    store.post(created["upload"]["fields"], PNG)
    find = Objects.find

    def find_before_it_changes(objects: Objects, key: str) -> Any:
        found = find(objects, key)
        store.post(created["upload"]["fields"], PNG[:-1] + b"!")
        return found

    with patch.object(Objects, "find", find_before_it_changes):
        assert read(desk, created["file"]["id"])["state"] == "PENDING"
    with patch.object(Objects, "copy", return_value=False):
        assert read(desk, created["file"]["id"])["state"] == "PENDING"
    assert read(desk, created["file"]["id"])["state"] == "READY"


def test_unscanned_files_are_served_if_an_administrator_allows_it(desk: DeskInProcess, store: FileStore) -> None:
    file = uploaded(desk, store, OF_TYPE["application/pdf"], content_type="application/pdf", name="ü.pdf")
    assert desk.call("GET", "/v1/settings/files") == (200, {"serve_unscanned": False})
    status, problem = served(desk, file["id"])
    assert (status, problem["code"]) == (403, "file_not_scanned")
    assert "administrator" in problem["detail"]
    agent = Principal(desk.principal.kind, "agent-1", "Ada", frozenset(Scope) - {Scope.CHANNELS_WRITE})
    assert desk.call("PUT", "/v1/settings/files", {"serve_unscanned": True}, principal=agent)[0] == 403
    allow(desk)
    allow(desk)
    status, link = served(desk, file["id"])
    assert (status, set(link)) == (200, {"url", "expires_at"})
    query = {name: value for name, [value] in parse_qs(urlsplit(link["url"]).query).items()}
    assert query["X-Amz-Expires"] == "300"
    assert query["response-content-type"] == "application/octet-stream"
    assert query["response-content-disposition"] == "attachment; filename=\"_.pdf\"; filename*=UTF-8''%C3%BC.pdf"
    allow(desk, allowed=False)
    assert served(desk, file["id"])[0] == 403


def test_an_image_is_served_inline(desk: DeskInProcess, store: FileStore) -> None:
    allow(desk)
    file = uploaded(desk, store)
    response = desk.api(
        {
            "version": "2.0",
            "rawPath": f"/v1/files/{file['id']}/content",
            "headers": {},
            "requestContext": {
                "http": {"method": "GET", "path": f"/v1/files/{file['id']}/content"},
                "stage": "$default",
                "authorizer": {"lambda": desk.principal.to_context()},
            },
        },
        None,
    )
    assert response["statusCode"] == 302
    location = response["headers"]["location"]
    assert location == json.loads(response["body"])["url"]
    assert "response-content-type=image%2Fpng" in location
    assert "response-content-disposition=inline" in location
    svg = uploaded(desk, store, OF_TYPE["image/svg+xml"], content_type="image/svg+xml")
    assert "octet-stream" in served(desk, svg["id"])[1]["url"]


def test_of_two_concurrent_decisions_one_is_a_conflict(desk: DeskInProcess) -> None:
    repository = FileSettingsRepository(desk.database.table(DIRECTORY))
    repository.put(FileSettings(serve_unscanned=True, version=1))
    with pytest.raises(ConditionFailed):
        repository.put(FileSettings(serve_unscanned=False, version=1))
    get = FileSettingsRepository.get
    try:
        FileSettingsRepository.get = lambda _self: FileSettings(version=0)  # type: ignore[method-assign]
        assert desk.call("PUT", "/v1/settings/files", {"serve_unscanned": False})[1]["code"] == "conflict"
    finally:
        FileSettingsRepository.get = get  # type: ignore[method-assign]


def test_files_require_scopes_and_unknown_ones_are_404(desk: DeskInProcess) -> None:
    without_scopes = Principal(desk.principal.kind, "agent-1", "Ada", frozenset())
    for method, path, body in (
        ("GET", "/v1/files/fil_1", None),
        ("GET", "/v1/files/fil_1/content", None),
        ("POST", "/v1/files", {"name": "a", "content_type": "a/b", "size": 1}),
        ("GET", "/v1/settings/files", None),
    ):
        assert desk.call(method, path, body, principal=without_scopes)[0] == 403
    assert desk.call("GET", "/v1/files/fil_1")[1]["code"] == "file_not_found"
    assert desk.call("GET", "/v1/files/fil_1/content")[0] == 404


@pytest.mark.parametrize(
    ("tag", "scan", "expected"),
    [
        ("NO_THREATS_FOUND", "CLEAN", (200, None)),
        ("THREATS_FOUND", "INFECTED", (403, "file_infected")),
        ("UNSUPPORTED", "UNSUPPORTED", (403, "file_not_searchable")),
        ("FAILED", "FAILED", (403, "file_not_searchable")),
        ("ACCESS_DENIED", "FAILED", (403, "file_not_searchable")),
        ("A_WORD_OF_NEXT_YEAR", "FAILED", (403, "file_not_searchable")),
    ],
)
def test_with_scanning_only_a_clean_file_is_served(
    scanning: DeskInProcess, store: FileStore, tag: str, scan: str, expected: tuple[int, str | None]
) -> None:
    allow(scanning)
    file = uploaded(scanning, store)
    assert file["scan"] == "PENDING"
    assert rejected(scanning, file["id"]) == (409, "file_being_scanned")
    stored = scanning.files.get(file["id"])
    assert stored is not None
    store.tag(str(stored.object_key), tag)
    status, body = served(scanning, file["id"])
    assert (status, body.get("code")) == expected
    stored = scanning.files.get(file["id"])
    assert stored is not None
    assert read(scanning, file["id"])["scan"] == scan == stored.scan


def test_files_waiting_for_a_scan_that_was_disabled_are_not_scanned(
    scanning: DeskInProcess, backend: Backend, store: FileStore
) -> None:
    file = uploaded(scanning, store)
    repository = FileRepository(backend.database.table(FILES))
    assert repository.many([file["id"]])[file["id"]].scan == "PENDING"
    settings = Settings(
        *(
            CONVERSATIONS,
            CONTACTS,
            DIRECTORY,
            "key",
            DESK_KEY,
            False,
            "443,8443",
            "https://desk.example/webhooks",
            1,
            FILES,
            BUCKET,
        ),
        malware_scan=False,
    )
    scanning.api = build(
        settings,
        database=backend.database,
        box=scanning.box,
        http=scanning.http,
        objects=store.objects,
        now=scanning.clock,
    )
    assert read(scanning, file["id"])["scan"] == "NOT_SCANNED"


# Published by an app


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


# Fetched


Fetched = tuple[Integrator, dict[str, Any], dict[str, Any]]


def fetched(desk: DeskInProcess, url: str, **more: Any) -> Fetched:
    """The app, the message, and its file in the timeline after all work is done."""
    app, channel, account = ready(desk)
    message = app.publish(channel, account, "", attachments=[{"type": "FILE", "url": url, **more}])
    desk.settle()
    return app, message, timeline(app, message)[0]["parts"][0]


def again(desk: DeskInProcess, part: dict[str, Any], **received: Any) -> None:
    """The queue delivers the same message again."""
    body = {"file_id": part["file_id"], "url": part["source_url"], "name": "a.png", "message_at": "now"}
    desk.fetcher(queue_event(json.dumps(body), **received))


def test_a_file_with_a_url_is_shown_immediately_and_fetched_later(desk: DeskInProcess, store: FileStore) -> None:
    allow(desk)
    with Server(responding(200, PNG, content_type="text/html")) as server:
        url = f"http://127.0.0.1:{server.port}/a/b.png?c"
        app, channel, account = ready(desk)
        attachments = [{"type": "UNSUPPORTED_CONTENT"}, {"type": "FILE", "url": url}]
        message = app.publish(channel, account, "Look", attachments=attachments)
        file_id = fetched_id(message["id"], 1)
        pending = {"type": "FILE", "fileId": file_id, "fileUsageType": "OTHER", "name": "b.png"}
        assert message["attachments"][1] == pending
        [entry] = timeline(app, message)
        assert (entry["parts"][1]["state"], entry["parts"][1]["source_url"]) == ("PENDING", url)
        assert desk.call("GET", f"/v1/files/{file_id}")[0] == 404
        desk.settle()
        desk.settle()
    assert len(server.received) == 1
    part = timeline(app, message)[0]["parts"][1]
    assert (part["state"], part["content_type"], part["size"]) == ("READY", "image/png", len(PNG))
    assert (part["usage"], part["failure"]) == ("IMAGE", None)
    assert served(desk, file_id)[0] == 200
    shown = app.done("GET", f"/{channel}/messages/{message['id']}")["attachments"][1]
    assert shown.pop("url")
    assert shown == pending | {"fileUsageType": "IMAGE"}
    again(desk, part)
    assert len(server.received) == 1
    assert app.publish(channel, account, "", attachments=[{"type": "FILE", "fileId": file_id}])
    assert len(store.keys()) == 1


def test_attachments_of_our_own_format_are_fetched_too(desk: DeskInProcess, store: FileStore) -> None:
    app, channel, account_id = ready(desk)
    account = desk.accounts.get(account_id)
    assert account is not None
    with Server(responding(200, OF_TYPE["audio/ogg"])) as server:
        attachment = {"url": f"http://127.0.0.1:{server.port}/v", "filename": "v.ogg", "content_type": "audio/ogg"}
        raw = json.dumps(custom_event(custom_message(attachments=[attachment]))).encode()
        status, accepted = desk.post(account, raw, sign([app.secret], "evt", desk.clock(), raw))
        assert status == 200
        desk.settle()
    path = f"/v1/conversations/{accepted['messages'][0]['conversation_id']}/timeline"
    [entry] = desk.call("GET", path)[1]["entries"][:1]
    part = entry["parts"][0]
    assert (part["name"], part["content_type"], part["usage"]) == ("v.ogg", "audio/ogg", "AUDIO")
    assert app.done("GET", f"/{channel}/files/{part['file_id']}")["state"] == "READY"
    assert len(store.keys()) == 1


def test_a_large_file_is_stored_in_parts(desk: DeskInProcess, store: FileStore) -> None:
    large = PNG + bytes(support.MAX_FILE_BYTES - len(PNG))
    with Server(responding(200, large)) as server:
        *_, part = fetched(desk, f"http://127.0.0.1:{server.port}/big", name="big.png", fileUsageType="VIDEO")
    assert (part["state"], part["size"], part["name"], part["usage"]) == ("READY", len(large), "big.png", "VIDEO")
    [key] = store.keys()
    assert store.content(key) == large


def unfinished(timers: Timers) -> Respond:
    """A body that goes on when the time for the download is over."""

    def respond(handler: Any) -> None:
        handler.send_response(200)
        handler.end_headers()
        handler.wfile.write(b"x")
        timers.end()
        handler.closing.wait()

    return respond


def over_the_limit(handler: Any) -> None:
    handler.send_response(200)
    handler.end_headers()
    for _ in range(8):
        handler.wfile.write(bytes(1024 * 1024))


@pytest.mark.parametrize(
    ("respond", "code"),
    [
        (responding(401), "status_401"),
        (responding(403), "status_403"),
        (responding(410), "status_410"),
        (responding(200, b"packed", content_encoding="br"), "unknown_encoding"),
        (responding(200, b""), "empty"),
        (responding(302, location="http://169.254.169.254/latest/meta-data"), "address_refused"),
        (responding(302, location="ftp://x.example/"), "address_refused"),
        (over_the_limit, "too_large"),
    ],
    ids=["401", "403", "410", "brotli", "empty", "redirect to metadata", "redirect to ftp", "over the limit"],
)
def test_a_file_that_can_never_be_fetched_fails_immediately_with_a_reason(
    desk: DeskInProcess, store: FileStore, respond: Respond, code: str
) -> None:
    with Server(respond) as server:
        app, message, part = fetched(desk, f"http://127.0.0.1:{server.port}/a.png")
        assert (part["state"], part["failure"]["code"]) == ("FAILED", code)
        assert part["failure"]["reason"]
        again(desk, part)
    assert len(server.received) == 1
    assert store.keys() == []
    assert desk.files_dead_letters.messages == []
    assert rejected(desk, part["file_id"]) == (409, "file_failed")
    assert "url" not in app.done("GET", f"/{message['channelId']}/messages/{message['id']}")["attachments"][0]


@pytest.mark.parametrize(
    "url",
    [
        "https://[::ffff:169.254.169.254]/",
        "https://[fd00::1]/",
        "https://[64:ff9b::a9fe:a9fe]/",
        "https://10.0.0.1/",
        "http://192.0.2.1/",
    ],
)
def test_a_private_address_is_never_called(desk: DeskInProcess, url: str) -> None:
    *_, part = fetched(desk, url)
    assert (part["state"], part["failure"]["code"]) == ("FAILED", "address_refused")


@pytest.mark.parametrize(
    ("respond", "code"),
    [
        (responding(503, retry_after="9"), "status_503"),
        (responding(429), "status_429"),
        (responding(404), "status_404"),
        (responding(200, gzip.compress(PNG)[:-9], content_encoding="gzip"), "cut_off"),
        (None, "cut_off"),
    ],
    ids=["503", "429", "404", "half of it", "never ends"],
)
def test_a_temporary_failure_is_attempted_five_times_and_visible_meanwhile(
    backend: Backend, store: FileStore, respond: Respond | None, code: str
) -> None:
    timers = Timers()
    desk = DeskInProcess(backend, lambda: store.client, start_timer=timers.start)
    with Server(respond or unfinished(timers)) as server:
        app, message, part = fetched(desk, f"http://127.0.0.1:{server.port}/a.png")
        assert (part["state"], part["failure"]["code"]) == ("PENDING", code)
        for _ in range(5):
            again(desk, part)
    part = timeline(app, message)[0]["parts"][0]
    assert (part["state"], part["failure"]["code"]) == ("FAILED", code)
    assert "All 5 attempts failed" in part["failure"]["reason"]
    assert len(server.received) == 5
    waits = desk.files_queue.shown_again
    assert waits == sorted(waits)
    assert len(waits) == 4
    assert waits[0] >= (9 if code == "status_503" else 2)
    assert len(desk.files_dead_letters.messages) == 2  # the last attempt, and another receive of the message
    assert store.keys() == []


@pytest.mark.parametrize("status", [404, 202, 503])
def test_media_that_is_announced_before_it_exists_arrives(desk: DeskInProcess, status: int) -> None:
    with Server(in_turn(responding(status), responding(status), responding(200, PNG))) as server:
        app, message, part = fetched(desk, f"http://127.0.0.1:{server.port}/a.png")
        assert (part["state"], part["failure"]["code"]) == ("PENDING", f"status_{status}")
        again(desk, part, received=2)
        again(desk, part, received=3)
    part = timeline(app, message)[0]["parts"][0]
    assert (part["state"], part["size"], part["failure"]) == ("READY", len(PNG), None)
    assert desk.files_dead_letters.messages == []


@pytest.mark.parametrize(
    ("encoding", "body"),
    [("gzip", gzip.compress(PNG)), ("deflate", zlib.compress(PNG)), ("gzip", PNG), ("aws-chunked", PNG)],
    ids=["gzip", "deflate", "only said to be gzip", "no compression"],
)
def test_a_file_that_the_server_compressed_is_stored_as_it_was(
    desk: DeskInProcess, store: FileStore, encoding: str, body: bytes
) -> None:
    with Server(responding(200, body, content_encoding=encoding)) as server:
        *_, part = fetched(desk, f"http://127.0.0.1:{server.port}/photo.png")
    assert (part["state"], part["content_type"], part["size"]) == ("READY", "image/png", len(PNG))
    [key] = store.keys()
    assert store.content(key) == PNG


def test_a_packed_file_stays_packed(desk: DeskInProcess, store: FileStore) -> None:
    archive = gzip.compress(b"a")
    headers = {"content_encoding": "gzip", "content_type": "application/x-gzip"}
    with Server(responding(200, archive, **headers)) as server:
        *_, part = fetched(desk, f"http://127.0.0.1:{server.port}/a.tar.gz")
    [key] = store.keys()
    assert (part["content_type"], store.content(key)) == ("application/gzip", archive)


def test_the_size_limit_is_that_of_the_file_and_not_of_what_was_transferred(
    desk: DeskInProcess, store: FileStore
) -> None:
    bomb = gzip.compress(bytes(support.MAX_FILE_BYTES + 1))
    assert len(bomb) < 100_000
    with Server(responding(200, bomb, content_encoding="gzip")) as server:
        *_, part = fetched(desk, f"http://127.0.0.1:{server.port}/a.png")
    assert (part["state"], part["failure"]["code"]) == ("FAILED", "too_large")
    assert store.keys() == []


UTF8_NAME = "attachment; filename=\"x.png\"; filename*=UTF-8''Gr%C3%BC%C3%9Fe.png"


@pytest.mark.parametrize(
    ("given", "path", "disposition", "name"),
    [
        (None, "/a%20b.png?c", None, "a b.png"),
        (None, "/download?id=1", UTF8_NAME, "Grüße.png"),
        (None, "/download?id=1", 'attachment; filename="../../a%20b"', "a b.png"),
        (None, "/media/77", None, "77.png"),
        (None, "/", None, "file.png"),
        (None, "/%E2%80%AEgpj.exe", None, "gpj.exe"),
        ("cat", "/a.png", UTF8_NAME, "cat.png"),
        ("../\u202egnp.tac", "/a.png", None, "gnp.tac"),
        ("\u3164", "/a.png", None, "a.png"),
        ("写真\u3000می\u200cخواهم.png", "/a", None, "写真\u3000می\u200cخواهم.png"),  # noqa: RUF001 - Persian
    ],
)
def test_a_file_has_one_name_wherever_it_is_shown(
    desk: DeskInProcess, given: str | None, path: str, disposition: str | None, name: str
) -> None:
    allow(desk)
    headers = {"content_disposition": disposition} if disposition else {}
    with Server(responding(200, PNG, **headers)) as server:
        more = {"name": given} if given else {}
        app, message, part = fetched(desk, f"http://127.0.0.1:{server.port}{path}", **more)
    assert part["name"] == name
    assert read(desk, part["file_id"])["name"] == name
    [attachment] = app.done("GET", f"/{message['channelId']}/messages/{message['id']}")["attachments"]
    assert attachment["name"] == name
    served_as = parse_qs(urlsplit(served(desk, part["file_id"])[1]["url"]).query)["response-content-disposition"][0]
    assert unquote(served_as.rpartition("UTF-8''")[2]) == name


@pytest.mark.parametrize("host", ["127.0.0.1", "nowhere.invalid"])
def test_an_unreachable_server_is_a_temporary_failure(desk: DeskInProcess, host: str) -> None:
    with Server() as server:
        port = server.port
    *_, part = fetched(desk, f"http://{host}:{port}/a.png")
    assert (part["state"], part["failure"]["code"]) == ("PENDING", "not_reached")


def test_a_failure_on_our_side_does_not_count_as_an_attempt(desk: DeskInProcess, store: FileStore) -> None:
    with Server(responding(200, PNG)) as server:
        with patch.object(Objects, "write", side_effect=Unavailable("out of reach")):
            app, message, part = fetched(desk, f"http://127.0.0.1:{server.port}/a.png")
        assert (part["state"], part["failure"], desk.files_queue.shown_again) == ("PENDING", None, [5])
        again(desk, part)
    stored = desk.files.get(part["file_id"])
    assert stored is not None
    assert (stored.state, stored.attempts) == ("READY", 1)
    assert timeline(app, message)[0]["parts"][0]["state"] == "READY"


def test_the_slower_of_two_attempts_leaves_no_object(desk: DeskInProcess, store: FileStore) -> None:
    with Server(responding(200, PNG)) as server:
        *_, part = fetched(desk, f"http://127.0.0.1:{server.port}/a.png")
        get = FileRepository.get
        try:
            FileRepository.get = lambda *_, **__: None  # type: ignore[method-assign, assignment]
            again(desk, part, message_id="another")
            again(desk, part)
        finally:
            FileRepository.get = get  # type: ignore[method-assign]
        before = desk.files.get(part["file_id"])
        assert before is not None
        assert store.keys() == [before.object_key]
    assert len(server.received) == 3


def test_what_a_fetcher_stored_before_it_stopped_is_deleted(desk: DeskInProcess, store: FileStore) -> None:
    """Three functions stop between storing the file and recording it: the first two do so at once, the third after the
    file was recorded by another message of the queue."""
    with Server(responding(200, PNG)) as server:
        settle = FileRepository.settle
        try:
            FileRepository.settle = stopping  # type: ignore[method-assign, assignment]
            with pytest.raises(KeyboardInterrupt):
                fetched(desk, f"http://127.0.0.1:{server.port}/a.png")
            [key] = store.keys()
            part = {"file_id": key.split("/")[1], "source_url": f"http://127.0.0.1:{server.port}/a.png"}
            with pytest.raises(KeyboardInterrupt):
                again(desk, part, received=2)
            assert len(store.keys()) == 2
            with pytest.raises(KeyboardInterrupt):
                again(desk, part, message_id="another")
        finally:
            FileRepository.settle = settle  # type: ignore[method-assign]
        again(desk, part, received=3)
        file = desk.files.get(part["file_id"])
        assert file is not None
        assert file.attempts == 1
        assert set(store.keys()) == {file.object_key, f"files/{file.id}/another-1"}
        again(desk, part, message_id="another", received=2)
        assert store.keys() == [file.object_key]
    assert len(server.received) == 4


def test_an_object_is_swept_when_its_file_fails_in_the_end(desk: DeskInProcess, store: FileStore) -> None:
    with Server(in_turn(responding(200, PNG), responding(410))) as server:
        settle = FileRepository.settle
        try:
            FileRepository.settle = stopping  # type: ignore[method-assign, assignment]
            with pytest.raises(KeyboardInterrupt):
                fetched(desk, f"http://127.0.0.1:{server.port}/a.png")
        finally:
            FileRepository.settle = settle  # type: ignore[method-assign]
        [key] = store.keys()
        again(desk, {"file_id": key.split("/")[1], "source_url": f"http://127.0.0.1:{server.port}/"}, received=2)
    assert store.keys() == []


def stopping(*_: Any) -> Any:
    raise KeyboardInterrupt


# Sent to a channel


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


def test_an_unfinished_scan_fails_the_reply_and_its_later_result_counts(
    scanning: DeskInProcess, store: FileStore
) -> None:
    file_id = uploaded(scanning, store)["id"]
    scanning.clock.forward(minutes=29)
    app, channel, reply_id = with_reply(scanning, file_id)
    scanning.settle()
    assert scanning.outbound_queue.shown_again == [5], "it waits"
    scanning.clock.forward(minutes=1)
    scanning.sender(queue_event(json.dumps({"message_id": reply_id})))
    status = app.done("GET", f"/{channel}/messages/{reply_id}")["status"]
    assert status["statusType"] == "FAILED"
    assert "did not finish in half an hour" in status["failureDetails"]["errorMessage"]
    assert app.replies() == []
    assert rejected(scanning, file_id) == (403, "file_not_searchable")
    stored = scanning.files.get(file_id)
    assert stored is not None
    store.tag(str(stored.object_key), "NO_THREATS_FOUND")
    assert served(scanning, file_id)[0] == 200


def test_a_fetched_file_is_scanned_once_it_is_stored(scanning: DeskInProcess, store: FileStore) -> None:
    with Server(responding(200, PNG)) as server:
        app, channel, account = ready(scanning)
        url = f"http://127.0.0.1:{server.port}/a.png"
        message = app.publish(channel, account, "", attachments=[{"type": "FILE", "url": url}])
        scanning.clock.forward(hours=2)
        scanning.settle()
    file_id = timeline(app, message)[0]["parts"][0]["file_id"]
    assert rejected(scanning, file_id) == (409, "file_being_scanned")
    scanning.clock.forward(minutes=30)
    assert rejected(scanning, file_id) == (403, "file_not_searchable")
    assert store.keys()


def test_an_app_reads_the_result_of_the_scan(scanning: DeskInProcess, store: FileStore) -> None:
    app, channel, _ = ready(scanning)
    file_id = upload(app, channel, store)
    assert app.done("GET", f"/{channel}/files/{file_id}")["state"] == "READY"
    stored = scanning.files.get(file_id)
    assert stored is not None
    store.tag(str(stored.object_key), "NO_THREATS_FOUND")
    app.done("GET", f"/{channel}/files/{file_id}")
    stored = scanning.files.get(file_id)
    assert stored is not None
    assert stored.scan is Scan.CLEAN


def test_a_reply_waits_while_its_file_is_scanned(scanning: DeskInProcess, store: FileStore) -> None:
    file_id = uploaded(scanning, store)["id"]
    app, channel, reply_id = with_reply(scanning, file_id)
    scanning.settle()
    assert (app.replies(), scanning.outbound_queue.shown_again) == ([], [5])
    stored = scanning.files.get(file_id)
    assert stored is not None
    store.tag(str(stored.object_key), "NO_THREATS_FOUND")
    scanning.sender(queue_event(json.dumps({"message_id": reply_id})))
    assert len(scanning.http.posted) == 1
    assert app.done("GET", f"/{channel}/messages/{reply_id}")["status"]["statusType"] == "SENT"
