"""The erasure of a person, beside other jobs about them (M17)."""

import pytest

from tests.support.contacts import call
from tests.support.desk import DeskInProcess
from tests.support.file_store import FileStore
from tests.support.jobs import bulk, job, started
from tests.support.privacy import ADDRESS, MARKER, everything, plant, run, steps


def test_a_bulk_change_names_its_tickets_only_by_ids(desk: DeskInProcess, store: FileStore) -> None:
    contact, _ = plant(desk, store)
    ids = [each["id"] for each in call(desk, "GET", "/v1/tickets")[1]["tickets"]]
    done = started(bulk(desk, ids, priority="high"))
    desk.settle()
    later = started(bulk(desk, ids, priority="low"))
    assert run(desk, "erasures", contact)["state"] == "done"
    left = everything(desk, store)
    assert MARKER not in left
    assert ADDRESS not in left
    for each in (done, later):
        assert job(desk, each)["state"] == "done"


def test_an_export_and_an_erasure_at_once_leave_nothing(desk: DeskInProcess, store: FileStore) -> None:
    """Whichever is first at each step."""
    contact, _ = plant(desk, store)
    exports = [call(desk, "POST", f"/v1/contacts/{contact}/exports")[1]["id"] for _ in range(2)]
    erasure = call(desk, "POST", f"/v1/contacts/{contact}/erasures")[1]["id"]
    erases = steps(desk, erasure)
    steps(desk, exports[0])()
    assert [key for key in sorted(store.keys()) if key.startswith("exports/")]
    erases()
    steps(desk, exports[1])()
    while erases():
        pass
    desk.settle()
    assert MARKER not in everything(desk, store)
    late = call(desk, "GET", f"/v1/jobs/{exports[1]}")[1]
    assert (late["state"], late["report"], late["file"]) == ("done", {}, None)


def test_an_export_that_was_being_written_when_the_erasure_began_is_deleted(
    desk: DeskInProcess, store: FileStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    contact, _ = plant(desk, store)
    export = call(desk, "POST", f"/v1/contacts/{contact}/exports")[1]["id"]
    erases = steps(desk, call(desk, "POST", f"/v1/contacts/{contact}/erasures")[1]["id"])
    put = store.client.put_object

    def slow(**asked: object) -> object:
        monkeypatch.undo()
        assert erases(), "it has deleted the exports that there were"
        return put(**asked)

    monkeypatch.setattr(store.client, "put_object", slow)
    steps(desk, export)()
    while erases():
        pass
    assert MARKER not in everything(desk, store)


def test_two_erasures_at_once_are_one(desk: DeskInProcess, store: FileStore) -> None:
    contact, _ = plant(desk, store)
    both = [call(desk, "POST", f"/v1/contacts/{contact}/erasures")[1]["id"] for _ in range(2)]
    desk.settle()
    assert [job(desk, each)["state"] for each in both] == ["done", "done"]
    assert MARKER not in everything(desk, store)
