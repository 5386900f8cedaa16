"""Every code with which the desk API says why, or what is wrong, has a text in each language of the workspace."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from helpdesk.fields.flaws import Flaw
from helpdesk.tickets.models import RoutingReason
from infra.local.tools import ROOT

TEXTS = ROOT / "workspace" / "src" / "shared" / "texts"
_REASONS = {
    **dict.fromkeys(("Obstacle", "PermanentFailure", "TemporaryFailure", "FileFailure", "Failure", "_Failed"), 0),
    "_connection": 1,
}
"""Which argument is the code."""
_OF_PROGRAMS = ("channel_api", "webhook", "helpdesk/channels", "helpdesk/contract", "helpdesk/intake")
"""Only apps and messaging services call these."""
_BY_STATUS = {
    *("not_authenticated", "forbidden", "missing_scope", "no_app", "not_a_person", "seat_missing"),
    *("internal_error", "unavailable", "written_by_a_newer_version", "busy"),
    *("index_behind", "index_newer", "index_not_built", "index_unusable"),
}
"""The page says these by their status: 401, 403, 5xx."""
_OF_OTHERS = {"reported_by_channel", "rejected"}
"""Their words are the app's, or the service's."""
_NOT_CAUSED_BY_PEOPLE = {
    *("bad_cursor", "cursor_expired", "logo_not_found", "malformed_body", "malformed_json"),
    *("no_such_route", "unsupported_media_type", "account_differs", "not_outgoing"),
    *("not_kept", "secret_was_shown", "webhook_subscription_not_found"),
    *("staging_token_expired", "staging_token_not_found", "staging_token_used"),
    *("invalid_message", "message_too_large", "too_many_messages", "unknown_action", "unknown_topic", "unknown_state"),
    *("people_only", "not_subscribed", "too_many_subscriptions", "too_many_connections"),
}
"""
Of requests that the page never makes, of the channel API's calls in rooms that both APIs share, and of messages on a
live connection, which the page composes by itself.
"""


def _given(tree: ast.AST) -> Iterator[str]:
    """The codes that are written as such: those of a class, of a reason, of an error."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
            codes = [each.value for each in node.keywords if each.arg == "code"]
            codes += node.args[_REASONS[name] :][:1] if name in _REASONS else []
        elif isinstance(node, ast.ClassDef):
            assigned = [each for each in node.body if isinstance(each, ast.Assign)]
            codes = [each.value for each in assigned if getattr(each.targets[0], "id", "") == "code"]
        else:
            continue
        yield from (code.value for code in codes if isinstance(code, ast.Constant) and isinstance(code.value, str))


def _in_the_code() -> set[str]:
    files = [file for file in (ROOT / "functions").rglob("*.py") if not _is_of_programs(file)]
    return {code for file in files for code in _given(ast.parse(file.read_text()))}


def _is_of_programs(file: Path) -> bool:
    return any(file.is_relative_to(ROOT / "functions" / part) for part in _OF_PROGRAMS)


def _documented() -> set[str]:
    """In the tables of failures and errors: those too that the code puts together, such as `unknown_agent`."""
    text = (ROOT / "docs" / "desk-api.md").read_text()
    failures = text.partition("### Delivery failures")[2].partition("\n## ")[0]
    errors = text.partition("\n## Errors")[2]
    rows = re.compile(r"^\| (?:[0-9, ]+ \| )?(`.*?) \|", re.MULTILINE)
    cells = rows.findall(failures) + rows.findall(errors)
    return {code for cell in cells for code in re.findall(r"`([a-z_]+)`", cell)} - {"failure"}


def codes() -> set[str]:
    given = _in_the_code() | _documented() | set(RoutingReason)
    return given - _BY_STATUS - _OF_OTHERS - _NOT_CAUSED_BY_PEOPLE


@pytest.mark.parametrize("language", ["en", "nl"])
def test_every_reason_of_the_api_has_a_text_in_each_language(language: str) -> None:
    texts = _texts(language, "reasons")
    assert codes() - texts == set()
    assert texts - codes() == {"status"}


@pytest.mark.parametrize("language", ["en", "nl"])
def test_every_flaw_of_a_value_has_a_text_in_each_language(language: str) -> None:
    assert _texts(language, "flaws") == set(Flaw)


def _texts(language: str, group: str) -> set[str]:
    written = "".join(file.read_text() for file in (TEXTS / language).glob("*.ts"))
    return set(re.findall(rf'"{group}\.(\w+)":', written))


def test_the_codes_are_found() -> None:
    assert {"maybe_sent", "unknown_agent", "text_too_long", "had_owner", "too_large", "file_infected"} <= codes()
