"""Files that are fetched from a URL: shown at once, fetched later, in as many attempts as that takes."""

import gzip
import json
import zlib
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from helpdesk.files.parts import fetched_id
from helpdesk.platform.standard_webhooks import headers as sign
from infra.workbench.engine import Backend
from tests.support import desk as support
from tests.support.desk import DeskInProcess, custom_event, custom_message
from tests.support.file_store import FileStore
from tests.support.files import again, allow, fetched, read, ready, rejected, served, timeline
from tests.support.http_server import Respond, Server, in_turn, responding
from tests.support.samples import OF_TYPE, PNG
from tests.support.timers import Timers


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
