"""Whoever watches a view that asks for contacts is told when one changes."""

from typing import Any

import pytest

from helpdesk.messaging.messages import Sender as Person
from helpdesk.platform.attributes import Key
from infra.workbench.tables import LIVE
from tests.support.desk import DeskInProcess
from tests.support.live import Connected, Live, topic


@pytest.fixture
def live(desk: DeskInProcess) -> Live:
    return Live(desk)


def contact_of(desk: DeskInProcess, **more: Any) -> str:
    """Of a new ticket."""
    name = topic(desk, **more)
    return str(desk.call("GET", f"/v1/tickets/{name.partition(':')[2]}")[1]["contact_id"])


def watched(desk: DeskInProcess, live: Live, property_: str, operator: str, value: str) -> tuple[Connected, str]:
    """A view with one filter, by somebody who watches another one, too."""
    body = {"name": "Theirs", "visibility": "private"}
    filters = [{"property": property_, "operator": operator, "value": value}]
    status, view = desk.call("POST", "/v1/views", {**body, "filters": filters})
    assert status == 201, view
    live.push()
    watching = live.connected()
    watching.watch(f"view:{view['id']}"), watching.watch("view:all_open")
    watching.new_frames()
    return watching, f"view:{view['id']}"


def told(live: Live, watching: Connected) -> list[Any]:
    live.push()
    return [frame["topic"] for frame in watching.new_frames() if frame["type"] == "changed"]


def test_a_name_that_comes_into_a_view_and_leaves_it(desk: DeskInProcess, live: Live) -> None:
    contact = contact_of(desk)
    watching, view = watched(desk, live, "contact.name", "contains", "zebulon")
    for name in ("Zebulon", "Ada"):
        assert desk.call("PATCH", f"/v1/contacts/{contact}", {"name": name})[0] == 200
        assert told(live, watching) == [view]


def test_somebody_new_and_a_merge(desk: DeskInProcess, live: Live) -> None:
    """Whose tickets they are is asked for by the contact that answers for them."""
    first = contact_of(desk)
    watching, view = watched(desk, live, "contact_id", "is", first)
    second = contact_of(desk, thread="t2", sender=Person("other", "Dan"))
    assert told(live, watching) == [view]
    assert desk.call("POST", f"/v1/contacts/{first}/merges", {"contact_id": second})[0] in {200, 201}
    assert told(live, watching) == [view]


def test_what_is_left_of_somebody_who_is_gone_is_forgotten(desk: DeskInProcess, live: Live) -> None:
    contact = contact_of(desk)
    watching, _ = watched(desk, live, "contact.name", "contains", "zebulon")
    table = desk.database.table(LIVE)
    table.write(table.deleting(Key(f"connection#{watching.id}", "connection"), "attribute_exists(#pk)"))
    live.sockets.open.discard(watching.id)
    assert desk.call("PATCH", f"/v1/contacts/{contact}", {"name": "Ada"})[0] == 200
    live.push()
    assert live.stored() == set()
