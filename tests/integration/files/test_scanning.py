"""Files that are scanned for malware."""

import json
from collections.abc import Mapping

import pytest

from desk_api.root import build
from desk_api.settings import Settings
from helpdesk.files.models import Scan
from helpdesk.files.parts import fetched_id
from helpdesk.files.repository import FileRepository
from helpdesk.platform.objects import Objects
from helpdesk.platform.schedules import Schedules
from helpdesk.staff.user_pool import UserPool
from infra.workbench.engine import Backend
from infra.workbench.environment import DESK_KEY
from infra.workbench.tables import BUCKET, CONTACTS, CONVERSATIONS, DIRECTORY, FEED, FILES, LIVE
from tests.support.desk import DeskInProcess, no_client, queue_event
from tests.support.file_store import FileStore
from tests.support.files import allow, read, ready, rejected, served, timeline, upload, uploaded, with_reply
from tests.support.http_server import Server, responding
from tests.support.samples import PNG
from tests.support.token_hash import FakeTokenHash


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
            "outbound",
            "schedules",
            False,
            "443,8443",
            "https://desk.example/webhooks",
            1,
            FILES,
            BUCKET,
        ),
        malware_scan=False,
        user_pool_id="pool",
        token_hash_key_id="key",
        sends_mail=False,
        feed_table=FEED,
        live_table=LIVE,
        live_url="wss://live.example",
        webhooks_queue_url="webhooks",
    )
    scanning.api = build(
        settings,
        database=backend.database,
        box=scanning.box,
        http=scanning.http,
        objects=store.objects,
        outbound=scanning.outbound_queue,
        webhooks=scanning.webhooks_queue,
        schedules=Schedules(no_client, "schedules"),
        user_pool=UserPool(no_client, "pool"),
        hashing=FakeTokenHash(),
        now=scanning.clock,
    )
    assert read(scanning, file["id"])["scan"] == "NOT_SCANNED"


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


def test_the_timeline_has_the_result_of_the_scan_though_nobody_opened_the_file(
    scanning: DeskInProcess, store: FileStore
) -> None:
    app, channel, account = ready(scanning)
    with Server(responding(200, PNG)) as server:
        url = f"http://127.0.0.1:{server.port}/a.png"
        message = app.publish(channel, account, "", attachments=[{"type": "FILE", "url": url}])
        scanning.settle()

    def shown() -> str:
        scan: str = timeline(app, message)[0]["parts"][0]["scan"]
        return scan

    assert shown() == "PENDING"
    [key] = store.keys()
    store.tag(key, "NO_THREATS_FOUND")
    assert shown() == "CLEAN"
    stored = scanning.files.get(fetched_id(message["id"], 0))
    assert stored is not None
    assert stored.scan is Scan.CLEAN, "S3 is asked only until there is a result"


def test_a_list_asks_for_a_few_results_and_for_an_overdue_one_once(
    scanning: DeskInProcess, store: FileStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    app, channel, account = ready(scanning)
    with Server(responding(200, PNG)) as server:
        urls = [f"http://127.0.0.1:{server.port}/{at}.png" for at in range(7)]
        message = app.publish(channel, account, "", attachments=[{"type": "FILE", "url": url} for url in urls])
        scanning.settle()
    asked: list[str] = []
    tags = Objects.tags

    def counted(objects: Objects, key: str) -> Mapping[str, str]:
        asked.append(key)
        return tags(objects, key)

    monkeypatch.setattr(Objects, "tags", counted)

    def read_again() -> tuple[int, list[str]]:
        asked.clear()
        scans = [part["scan"] for part in timeline(app, message)[0]["parts"]]
        return len(asked), sorted(scans)

    assert read_again() == (5, ["PENDING"] * 7)
    assert read_again() == (5, ["PENDING"] * 7)
    scanning.clock.forward(minutes=31)
    assert read_again() == (5, ["FAILED"] * 5 + ["PENDING"] * 2)
    assert read_again() == (2, ["FAILED"] * 7)
    assert read_again() == (0, ["FAILED"] * 7)
    late = fetched_id(message["id"], 0)
    assert rejected(scanning, late) == (403, "file_not_searchable")
    stored = scanning.files.get(late)
    assert stored is not None
    store.tag(str(stored.object_key), "NO_THREATS_FOUND")
    allow(scanning)
    assert served(scanning, late)[0] == 200, "whoever opens it asks again"
    assert read_again() == (0, ["CLEAN"] + ["FAILED"] * 6)


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
