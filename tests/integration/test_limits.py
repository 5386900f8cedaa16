"""How many properties, pipelines and snippets a desk has: those that exist, whoever adds one at the same time."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from helpdesk.platform.attributes import Key
from helpdesk.platform.errors import Conflict
from helpdesk.properties.schemas import PropertyIn
from infra.workbench.tables import DIRECTORY
from tests.support.desk import DeskInProcess
from tests.support.jobs import WORKSHOP
from tests.support.ticket_work import done

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


def test_of_two_who_take_the_last_place_one_has_it(desk: DeskInProcess) -> None:
    done(add(desk, "ticket-properties", "a"))

    def create(name: str) -> bool:
        wanted = PropertyIn(name=name, label=name, type="text").definition()
        try:
            desk.use_cases.properties.create(wanted, desk.principal.actor())
        except Conflict:
            return False
        return True

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(create, "bc")) == [False, True]
    assert len(desk.use_cases.properties.all()) == 2


def test_a_deleted_snippet_is_gone_after_thirty_days(desk: DeskInProcess) -> None:
    made = done(add(desk, "snippets", "a"))
    remove(desk, "snippets", made)
    stored = desk.database.table(DIRECTORY).get(Key("snippets", made["id"]))
    assert stored
    assert abs(stored["purge_at"] - desk.clock().timestamp() - 30 * 86400) < 5
