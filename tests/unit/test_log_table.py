"""docs/operations.md names each log line of the functions, with its fields."""

import ast
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import pytest

from helpdesk.delivery.models import Attempt as DeliveryAttempt
from helpdesk.files.fetching import Attempt as FetchAttempt
from helpdesk.subscriptions.telling import Told
from indexer.app import Attempt as IndexAttempt

ROOT = Path(__file__).parents[2]
_LEVELS = {"info", "warning", "error", "exception"}
_LOGS = {"_log", "log"}
# The consumers of the queues with attempts share their code, which is given the message.
ATTEMPTS = [
    ("sender", "delivery", {field.name for field in fields(DeliveryAttempt)}),
    ("sender", "delivery postponed", {"reason", "cause"}),
    ("fetcher", "fetch", {field.name for field in fields(FetchAttempt)}),
    ("notifier", "webhook", {field.name for field in fields(Told)}),
    ("notifier", "webhook postponed", {"subscription_id", "reason", "cause"}),
    ("fetcher", "fetch postponed", {"file_id", "reason", "cause"}),
    ("indexer", "index", {field.name for field in fields(IndexAttempt)}),
    ("indexer", "index postponed", {"build", "reason", "cause"}),
]
_SHARED = "platform"
"""Its lines are those of several functions."""


def lines() -> Iterator[tuple[str, str, set[str]]]:
    for file in (ROOT / "functions").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _LEVELS:
                log = node.func.value
                name = log.attr if isinstance(log, ast.Attribute) else getattr(log, "id", "")
                if name in _LOGS and isinstance(node.args[0], ast.Constant) and len(node.args) == 1:
                    yield file.parent.name, str(node.args[0].value), {word.arg for word in node.keywords if word.arg}


FOUND = sorted([*lines(), *ATTEMPTS], key=lambda line: line[:2])


@pytest.mark.parametrize(
    ("place", "message", "words"), FOUND, ids=[f"{place}-{message}" for place, message, _ in FOUND]
)
def test_a_log_line_is_described_with_its_fields(place, message, words):
    table = (ROOT / "docs/operations.md").read_text()
    rows = [row for row in table.splitlines() if row.startswith("| ") and f"| `{message}` |" in row]
    rows = [row for row in rows if place in row or place == _SHARED]
    assert rows, f"`{message}` of {place}"
    assert not {word for word in words if not any(f"`{word}`" in row for row in rows)}


def test_the_log_calls_are_found():
    assert {"webhook", "fanout", "routed", "no work"} <= {message for _, message, _ in FOUND}
