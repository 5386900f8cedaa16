"""The settings of the desk: read by everybody who works at it, changed by administrators."""

from typing import Any

import pytest

from helpdesk.people.actors import ActorKind
from helpdesk.people.models import BuiltIn
from helpdesk.people.principals import Principal
from helpdesk.people.roles import scopes_of
from helpdesk.settings.repository import SettingsRepository
from infra.workbench.tables import DIRECTORY
from tests.support.desk import DeskInProcess

pytestmark = pytest.mark.both_backends

AGENT = Principal(ActorKind.PERSON, "agent-1", "Ada", scopes_of(BuiltIn.AGENT))
PATH = "/v1/settings"


def changed(desk: DeskInProcess, **values: Any) -> Any:
    status, found = desk.call("PATCH", PATH, values)
    assert status == 200, found
    return found


FIRST = {"take_on_reply": True, "when_away": "keep", "undo_seconds": 0, "sends_mail": False, "version": 1}


def test_a_desk_has_some_from_the_beginning(desk: DeskInProcess) -> None:
    assert desk.call("GET", PATH, principal=AGENT) == (200, FIRST)


def test_what_is_left_out_stays(desk: DeskInProcess) -> None:
    assert changed(desk, take_on_reply=False) == {**FIRST, "take_on_reply": False, "version": 2}
    assert changed(desk, undo_seconds=10) == {**FIRST, "take_on_reply": False, "undo_seconds": 10, "version": 3}
    assert changed(desk, undo_seconds=10)["version"] == 3, "it has that value"
    assert desk.respond("GET", PATH)["headers"]["etag"] == '"3"'


def test_only_administrators_change_them(desk: DeskInProcess) -> None:
    status, problem = desk.call("PATCH", PATH, {"undo_seconds": 10}, principal=AGENT)
    assert (status, problem["code"]) == (403, "missing_scope")


def test_each_change_is_in_the_audit_trail(desk: DeskInProcess) -> None:
    changed(desk, take_on_reply=False, undo_seconds=5)
    [event] = desk.call("GET", "/v1/audit")[1]["events"]
    assert (event["type"], event["subject"]) == ("settings.updated", {"kind": "desk", "id": "desk"})
    assert event["details"] == {"take_on_reply": {"from": True, "to": False}, "undo_seconds": {"from": 0, "to": 5}}


def test_of_two_who_read_the_same_the_second_is_refused(desk: DeskInProcess) -> None:
    changed(desk, undo_seconds=5)
    status, problem = desk.call("PATCH", PATH, {"undo_seconds": 9}, headers={"if-match": '"1"'})
    assert (status, problem["code"]) == (412, "version_differs")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"undo_seconds": 61}, "undo_seconds"),
        ({"undo_seconds": -1}, "undo_seconds"),
        ({"undo_seconds": "5"}, "undo_seconds"),
        ({"take_on_reply": "yes"}, "take_on_reply"),
        ({"take_on_reply": None}, "take_on_reply"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_what_does_not_fit_is_said_at_its_field(desk: DeskInProcess, body: Any, field: str) -> None:
    status, problem = desk.call("PATCH", PATH, body)
    assert (status, [error["field"] for error in problem["errors"]]) == (400, [field])


def test_a_change_names_something(desk: DeskInProcess) -> None:
    assert desk.call("PATCH", PATH, {})[1]["code"] == "empty_update"


def test_a_process_knows_them_for_a_while(desk: DeskInProcess) -> None:
    now = 0.0
    repository = SettingsRepository(desk.database.table(DIRECTORY), lambda: now)
    assert repository.recent().undo_seconds == 0
    changed(desk, undo_seconds=5)
    assert repository.recent().undo_seconds == 0
    now = 15.0
    assert repository.recent().undo_seconds == 5
