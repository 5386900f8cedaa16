"""The export of what the desk has of one person (M17)."""

import json
from typing import Any

import pytest
from botocore.exceptions import ClientError

from helpdesk.platform import objects
from infra.workbench.tables import BUCKET
from tests.support.contacts import call, made
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
