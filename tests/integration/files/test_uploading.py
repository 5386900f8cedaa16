"""Files that a client uploads with a form: checked once, and kept where nobody can post."""

import base64
import json
from dataclasses import replace
from typing import Any
from unittest.mock import patch
from urllib.parse import parse_qs, urlsplit

import pytest

from helpdesk.files.models import MAX_FILE_BYTES as LIMIT
from helpdesk.platform.dynamodb import ConditionFailed
from helpdesk.platform.objects import Objects
from tests.support.desk import DeskInProcess
from tests.support.file_store import FileStore
from tests.support.files import allow, read, rejected, served, start_upload, uploaded
from tests.support.samples import HTML, OF_TYPE, PNG, with_brands, zipped

XLSM = "application/vnd.ms-excel.sheet.macroenabled.12"


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
