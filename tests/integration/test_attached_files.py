"""To attach a file, one must see it: otherwise a message of one's own would show it."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from helpdesk.files.models import File, FileSource, FileState, FileUsage
from helpdesk.people.principals import Principal
from helpdesk.people.roles import BUILT_IN
from infra.workbench.engine import Backend
from tests.support.desk import DeskInProcess
from tests.support.file_store import file_store
from tests.support.ticket_work import done

FOREIGN, OWN, OFFERED = "fil_foreign", "fil_own", "fil_offered"


class Desk:
    """A conversation that Ben sees, of a desk with an inbox that is closed to him."""

    def __init__(self, desk: DeskInProcess) -> None:
        self.desk = desk
        self.id: str = desk.accept().conversation_id
        desk.settle()
        self.ben = replace(desk.add_agent("Ben"), scopes=BUILT_IN["administrator"].scopes, closed_inboxes=("2",))
        for file_id, owner in ((FOREIGN, "agent-1"), (OWN, self.ben.id), (OFFERED, "agent-1")):
            desk.files.create(
                File(
                    *(file_id, "a.txt", "text/plain", 1, FileUsage.OTHER, FileState.READY, FileSource.UPLOAD),
                    created_at="2026-11-22T10:00:00.000Z",
                    uploaded_by=owner,
                )
            )
        done(self.call("POST", "library", {"kind": "document", "title": "Prices", "file_id": OFFERED}))

    def call(self, method: str, path: str, body: object = None, by: Principal | None = None) -> tuple[int, Any]:
        return self.desk.call(method, f"/v1/{path.format(self.id)}", body, principal=by)

    def note(self, file_id: str, by: Principal | None = None) -> tuple[int, Any]:
        return self.call("POST", "conversations/{}/notes", with_file(file_id), by)


def with_file(file_id: str) -> dict[str, Any]:
    return {"text": "See this", "attachments": [{"type": "FILE", "file_id": file_id}]}


@pytest.fixture
def desk(backend: Backend) -> Iterator[Desk]:
    with file_store() as store:
        yield Desk(DeskInProcess(backend, lambda: store.client))


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "conversations/{}/notes", with_file(FOREIGN)),
        ("PUT", "conversations/{}/draft", with_file(FOREIGN)),
        ("POST", "conversations/{}/replies", with_file(FOREIGN)),
        (
            "POST",
            "conversations/{}/replies",
            {"text": "x", "attachments": [{"type": "MESSAGE_HEADER", "file_id": FOREIGN}]},
        ),
        (
            "POST",
            "conversations",
            {
                **with_file(FOREIGN),
                "account_id": "1",
                "recipient": {"type": "HS_EMAIL_ADDRESS", "value": "a@b.example"},
            },
        ),
        ("POST", "library", {"kind": "document", "title": "Mine", "file_id": FOREIGN}),
    ],
)
def test_nobody_attaches_a_file_that_they_may_not_see(desk: Desk, method: str, path: str, body: dict[str, Any]) -> None:
    status, refused = desk.call(method, path, body, desk.ben)
    field = "attachments[0].file_id" if "attachments" in body else "file_id"
    assert (status, refused["code"], [each["field"] for each in refused["errors"]]) == (400, "unknown_file", [field])
    unknown = {**body, **({"file_id": "fil_none"} if field == "file_id" else with_file("fil_none"))}
    said = desk.call(method, path, unknown, desk.ben)[1]["detail"]
    assert said.replace("fil_none", FOREIGN) == refused["detail"], "nobody learns that it exists"
    everything = replace(desk.ben, closed_inboxes=())
    assert desk.call(method, path, body, everything)[1].get("code") != "unknown_file"


def test_a_change_attaches_no_other_file_than_before(desk: Desk) -> None:
    status, note = desk.note(OWN, desk.ben)
    assert status == 201
    path = f"conversations/{{}}/notes/{note['id']}"
    refused = desk.call("PATCH", path, {"attachments": with_file(FOREIGN)["attachments"]}, desk.ben)
    assert (refused[0], refused[1]["code"]) == (400, "unknown_file")
    entry = done(desk.call("POST", "library", {"kind": "article", "title": "Us", "url": "https://a.example"}))
    refused = desk.call("PATCH", f"library/{entry['id']}", {"file_id": FOREIGN}, desk.ben)
    assert (refused[0], refused[1]["code"]) == (400, "unknown_file")


@pytest.mark.parametrize("file_id", [OWN, OFFERED])
def test_ones_own_files_and_those_of_the_library_are_attached(desk: Desk, file_id: str) -> None:
    assert desk.note(file_id, desk.ben)[0] == 201


@pytest.mark.parametrize("where", ["notes", "draft"])
def test_what_the_conversation_has_is_attached_in_it_again(desk: Desk, where: str) -> None:
    """A colleague begins a draft, and another one sends it."""
    method, query = ("POST", {}) if where == "notes" else ("PUT", {"shared": "true"})
    path = f"/v1/conversations/{desk.id}/{where}"
    assert desk.desk.call(method, path, with_file(FOREIGN), query=query)[0] in {200, 201}
    assert desk.note(FOREIGN, desk.ben)[0] == 201
    elsewhere = desk.desk.accept(thread="t2", key="m2").conversation_id
    refused = desk.call("POST", f"conversations/{elsewhere}/notes", with_file(FOREIGN), desk.ben)
    assert refused[1]["code"] == "unknown_file"


def test_an_old_note_keeps_its_files_when_it_is_changed(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("desk_api.gate._NEWEST", 1)
    note = done(desk.note(FOREIGN, replace(desk.ben, closed_inboxes=())))
    desk.desk.clock.forward(seconds=1)
    desk.note(OFFERED)
    body = {"text": "Other", "attachments": with_file(FOREIGN)["attachments"]}
    assert desk.call("PATCH", f"conversations/{{}}/notes/{note['id']}", body, desk.ben)[0] == 200
    assert desk.note(FOREIGN, desk.ben)[1]["code"] == "unknown_file", "another note is not that one"
