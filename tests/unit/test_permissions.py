"""A call without its permission fails the test that makes it, and a permission without a call fails the whole run."""

import re
from typing import Any

import pytest

from infra.local.tools import ROOT
from tests.support.fakes import FakeQueue
from tests.support.permissions import PERMISSIONS, Watched, WatchedQueue, needed, unused


class Anything:
    """A client that can do everything."""

    def __getattr__(self, name: str) -> Any:
        return lambda *_, **__: name


def test_a_function_calls_what_it_may() -> None:
    assert Watched(Anything(), "webhook").get_item(TableName="directory") == "get_item"
    assert Watched(Anything(), "fetcher", "s3").put_object(Bucket="b", Key="files/1") == "put_object"


def test_a_function_calls_nothing_else() -> None:
    with pytest.raises(AssertionError, match="webhook may not call dynamodb:PutItem"):
        Watched(Anything(), "webhook").put_item(TableName="directory")
    with pytest.raises(AssertionError, match="webhook has no permission for"):
        Watched(Anything(), "webhook", "s3").get_object(Bucket="b", Key="files/1")
    with pytest.raises(AssertionError, match="sender has no permission for"):
        WatchedQueue(FakeQueue(), "sender", "routing").show_again_after("handle", 1)


@pytest.mark.parametrize(
    ("operation", "request_", "rights"),
    [
        ("GeneratePresignedPost", {"Key": "uploads/1"}, {("s3:PutObject", "FileStore.Arn/uploads/1")}),
        ("GeneratePresignedUrl", {"Params": {"Key": "files/1"}}, {("s3:GetObject", "FileStore.Arn/files/1")}),
        ("UploadPart", {"Key": "files/1"}, {("s3:PutObject", "FileStore.Arn/files/1")}),
        (
            "CopyObject",
            {"Key": "files/1", "CopySource": {"Key": "uploads/1"}},
            {("s3:PutObject", "FileStore.Arn/files/1"), ("s3:GetObject", "FileStore.Arn/uploads/1")},
        ),
    ],
)
def test_what_is_signed_needs_the_permission_of_its_use(
    operation: str, request_: dict[str, Any], rights: set[tuple[str, str]]
) -> None:
    assert set(needed("s3", operation, request_)) == rights


def test_a_permission_that_no_call_needed_is_named() -> None:
    used = {
        (function, action, resource)
        for function, resources in PERMISSIONS.items()
        for resource, actions in resources.items()
        for action in actions
    }
    assert unused(used) == set()
    assert unused(used - {("webhook", "kms:Decrypt", "SecretsKey.Arn")}) == {
        ("webhook", "kms:Decrypt", "SecretsKey.Arn")
    }


def _rows() -> dict[str, dict[str, set[str]]]:
    """The table in the documentation: the actions on each table, by function."""
    lines = (ROOT / "docs/architecture.md").read_text().splitlines()
    cells = [[cell.strip() for cell in line.split("|")[1:-1]] for line in lines]
    named = {row[0]: row[1] for row in cells if len(row) == 3 and row[0] in PERMISSIONS}
    tables = ("conversations", "contacts", "directory", "files")
    return {
        name: {
            table: set(re.findall(r"[A-Z][A-Za-z]+Item|Query|Scan", part))
            for part in text.split(";")
            for table in tables
            if part.strip().startswith(f"{table}:")
        }
        for name, text in named.items()
    }


def test_the_documentation_names_the_permissions_on_tables() -> None:
    rows = _rows()
    assert rows.keys() == PERMISSIONS.keys()
    for name, tables in rows.items():
        for table, actions in tables.items():
            granted = {action.removeprefix("dynamodb:") for action in PERMISSIONS[name][f"{table.title()}.Arn"]}
            assert actions == granted, (name, table)
