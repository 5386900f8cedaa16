"""How many properties, pipelines and snippets a desk has: those that exist, whoever adds one at the same time."""

from typing import Any

import pytest

from helpdesk.platform.attributes import Key
from helpdesk.platform.collection import Collection
from helpdesk.platform.dynamodb import Write
from infra.workbench.tables import DIRECTORY
from tests.support.desk import DeskInProcess
from tests.support.jobs import WORKSHOP
from tests.support.ticket_work import done

pytestmark = pytest.mark.engine

LIMITS = (
    "helpdesk.properties.service.MOST",
    "helpdesk.pipelines.service.MOST_PIPELINES",
    "helpdesk.inserts.service.MOST",
)


@pytest.fixture(autouse=True)
def _at_most_two(monkeypatch: pytest.MonkeyPatch) -> None:
    for limit in LIMITS:
        monkeypatch.setattr(limit, 2)


def add(desk: DeskInProcess, what: str, name: str) -> tuple[int, Any]:
    bodies = {
        "ticket-properties": {"name": name, "label": name, "type": "text"},
        "pipelines": {**WORKSHOP, "name": name},
        "snippets": {"name": name, "text": "Hello"},
    }
    return desk.call("POST", f"/v1/{what}", bodies[what])


def remove(desk: DeskInProcess, what: str, made: Any) -> None:
    query = {"move_to": "1"} if what == "pipelines" else None
    place = made["name"] if what == "ticket-properties" else made["id"]
    assert desk.call("DELETE", f"/v1/{what}/{place}", query=query)[0] in {202, 204}


@pytest.mark.parametrize("what", ["ticket-properties", "pipelines", "snippets"])
def test_what_was_deleted_does_not_count(desk: DeskInProcess, what: str) -> None:
    first, others = ("a", "bcdef") if what != "pipelines" else ("", "bcdef")
    if first:
        done(add(desk, what, first))
    for name in others:
        made = done(add(desk, what, name))
        status, problem = add(desk, what, "one_more")
        assert (status, problem["code"]) == (409, "too_many")
        remove(desk, what, made)


def test_a_property_that_comes_back_needs_room(desk: DeskInProcess) -> None:
    made = done(add(desk, "ticket-properties", "a"))
    remove(desk, "ticket-properties", made)
    for name in "bc":
        done(add(desk, "ticket-properties", name))
    assert add(desk, "ticket-properties", "a")[1]["code"] == "too_many"


@pytest.mark.parametrize("what", ["ticket-properties", "pipelines", "snippets"])
def test_of_two_who_take_the_last_place_one_has_it(
    desk: DeskInProcess, what: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The other one comes when the first has checked the limit and has yet to write."""
    if what != "pipelines":
        done(add(desk, what, "a"))
    transact = Collection.transact
    others: list[tuple[int, Any]] = []

    def after_another(collection: Collection[Any], *writes: Write) -> None:
        ours.undo()
        others.append(add(desk, what, "c"))
        transact(collection, *writes)

    with monkeypatch.context() as ours:
        ours.setattr(Collection, "transact", after_another)
        status, problem = add(desk, what, "b")
    assert [each[0] for each in others] == [201]
    assert (status, problem["code"]) == (409, "too_many")
    names = [each["name"] for each in desk.call("GET", f"/v1/{what}")[1][what.replace("-", "_")]]
    assert "c" in names
    assert "b" not in names


@pytest.mark.parametrize("what", ["ticket-properties", "snippets"])
def test_also_deleted_ones_come_to_an_end(desk: DeskInProcess, what: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """They are read with the others."""
    for limit in ("helpdesk.properties.service.MOST_KEPT", "helpdesk.inserts.service.MOST_KEPT"):
        monkeypatch.setattr(limit, 3)
    for name in "abc":
        remove(desk, what, done(add(desk, what, name)))
    status, problem = add(desk, what, "d")
    assert (status, problem["code"]) == (409, "too_many_deleted")
    if what == "ticket-properties":
        assert problem["context"] == {"deleted": ["a", "b", "c"]}
        done(add(desk, what, "a"))


def test_deleted_snippets_have_an_end_of_bytes(desk: DeskInProcess, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("helpdesk.inserts.service.MOST_BYTES", len("Hello"))
    first = done(add(desk, "snippets", "a"))
    assert desk.call("PATCH", f"/v1/snippets/{first['id']}", {"text": "Hello!"})[1]["code"] == "too_many"
    remove(desk, "snippets", first)
    remove(desk, "snippets", done(add(desk, "snippets", "b")))
    assert "in the last 30 days" in add(desk, "snippets", "c")[1]["detail"]


def test_a_deleted_snippet_is_gone_after_thirty_days(desk: DeskInProcess) -> None:
    made = done(add(desk, "snippets", "a"))
    remove(desk, "snippets", made)
    stored = desk.database.table(DIRECTORY).get(Key("snippets", made["id"]))
    assert stored
    assert abs(stored["purge_at"] - desk.clock().timestamp() - 30 * 86400) < 5
