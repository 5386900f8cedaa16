"""The export of what the desk has of one person (M17)."""

import json
from typing import Any

import pytest
from botocore.exceptions import ClientError

from helpdesk.conversations.unhandled import UnhandledRepository
from helpdesk.messaging.messages import Sender, UnhandledUpdate
from helpdesk.platform import objects
from helpdesk.privacy import footprint
from infra.workbench.tables import BUCKET, CONVERSATIONS
from tests.support.contacts import call, listed, made
from tests.support.desk import DeskInProcess
from tests.support.file_store import FileStore
from tests.support.privacy import MARKER, plant, run


def test_an_export_has_everything_behind_a_link_that_expires(desk: DeskInProcess, store: FileStore) -> None:
    contact, _ = plant(desk, store)
    job = run(desk, "exports", contact)
    assert (job["kind"], job["state"]) == ("contact_export", "done")
    assert job["report"] == {"contacts": 2, "conversations": 2, "files": 1}
    assert "exports/" in job["file"]["url"]
    [key] = [key for key in sorted(store.keys()) if key.startswith("exports/")]
    texts = json.dumps(json.loads(store.content(key)))
    for planted in ("speaks", "Dear", "called", ", we", "again", "@work.example", "question", f"{MARKER}.txt"):
        assert planted in texts, planted
    agent = desk.add_agent("Bo")
    assert call(desk, "GET", f"/v1/jobs/{job['id']}", principal=agent)[1]["file"] is None
    assert call(desk, "POST", f"/v1/contacts/{contact}/exports", principal=agent)[0] == 403


def test_the_same_key_asks_once(desk: DeskInProcess) -> None:
    contact = made(desk, name="Zoe")["id"]
    key = {"idempotency-key": "k"}
    first = call(desk, "POST", f"/v1/contacts/{contact}/exports", headers=key)[1]
    assert call(desk, "POST", f"/v1/contacts/{contact}/exports", headers=key)[1]["id"] == first["id"]


def test_an_upload_that_fails_half_way_is_aborted_and_made_again(
    desk: DeskInProcess, store: FileStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    contact, uploads = made(desk, name=MARKER)["id"], []

    def fails(**asked: Any) -> None:
        uploads.append(asked["Key"])
        monkeypatch.undo()  # once
        raise ClientError({"Error": {"Code": "SlowDown"}}, "UploadPart")

    monkeypatch.setattr(objects, "PART_BYTES", 100)
    monkeypatch.setattr(store.client, "upload_part", fails)
    job = run(desk, "exports", contact)
    assert (job["state"], job["report"]["contacts"]) == ("done", 1)
    [key] = [key for key in sorted(store.keys()) if key.startswith("exports/")]
    assert uploads == [key]
    assert MARKER in store.content(key).decode()
    assert not store.client.list_multipart_uploads(Bucket=BUCKET).get("Uploads")


def test_an_export_has_more_conversations_than_one_page(desk: DeskInProcess, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(footprint, "_AT_ONCE", 2)
    for number in range(5):
        desk.accept(f"question {number}", thread=f"t{number}")
    desk.settle()
    [contact] = listed(desk)
    assert run(desk, "exports", contact["id"])["report"] == {"contacts": 1, "conversations": 5, "files": 0}


def test_a_raw_update_that_is_no_json_is_in_the_export_as_it_came(desk: DeskInProcess, store: FileStore) -> None:
    desk.accept("Hello", sender=Sender("customer-17", "Cleo"))
    unhandled = UnhandledRepository(desk.database.table(CONVERSATIONS), desk.clock)
    for key, raw in (("1", "{customer-17 and more"), ("2", "[customer-18]")):
        unhandled.keep(desk.custom.id, UnhandledUpdate(key, "odd", raw))
    desk.settle()
    contact = listed(desk)[0]["id"]
    assert run(desk, "exports", contact)["state"] == "done"
    [key] = [key for key in sorted(store.keys()) if key.startswith("exports/")]
    [update] = json.loads(store.content(key))["unhandled_updates"]
    assert update["raw"] == "{customer-17 and more"
    assert run(desk, "erasures", contact)["report"]["unhandled"] == 1
