"""The desk starts a conversation, and the ticket gets what every new ticket needs."""

from typing import Any

import pytest

from tests.support.desk import DeskInProcess
from tests.support.line import Line
from tests.support.ticket_work import SIZE, done, read


@pytest.fixture
def line(desk: DeskInProcess) -> Line:
    """By definitions that the desk's processes do not know yet."""
    line = Line(desk)
    line.started(recipient={"type": "CHANNEL_SPECIFIC_OPAQUE_ID", "value": "first"})
    needed = {**SIZE, "required_on_creation": True}
    done(desk.call("POST", "/v1/ticket-properties", needed))
    done(desk.call("POST", "/v1/ticket-properties", {"name": "floor", "label": "Floor", "type": "number"}))
    return line


def test_what_a_new_ticket_needs_is_asked_for_and_nothing_is_stored_or_sent(desk: DeskInProcess) -> None:
    line = Line(desk)
    needed = {"name": "floor", "label": "Floor", "type": "number", "required_on_creation": True}
    done(desk.call("POST", "/v1/ticket-properties", {**SIZE, "required_on_creation": True}))
    done(desk.call("POST", "/v1/ticket-properties", needed))
    status, problem = line.start(key="k", properties={"floor": 3})
    assert (status, problem["code"], problem["allowed_status_ids"]) == (409, "status_refused", ["waiting_on_contact"])
    [size] = problem["missing"]
    assert (size["name"], size["choices"][0]["value"]) == ("size", "small")
    assert [each["name"] for each in line.start()[1]["missing"]] == ["floor", "size"]
    assert line.rejected(properties={"floor": 3, "size": None})[:2] == (409, "status_refused")
    started = line.started(key="k", properties={"floor": 3, "size": "small", "priority": "high", "name": "The lamp"})
    desk.settle()
    found = read(desk, started["ticket"]["id"])
    assert (found["properties"], found["priority"], found["name"]) == (
        {"floor": 3, "size": "small"},
        "high",
        "The lamp",
    )
    assert (found["incomplete"], len(line.app.replies())) == ([], 1)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"size": "huge"}, "properties.size"),
        ({"size": "small", "weight": 1}, "properties.weight"),
        ({"size": "small", "priority": "highest"}, "properties.priority"),
        ({"size": "small", "owner_id": "agent-1"}, "properties.owner_id"),
    ],
)
def test_values_are_checked_as_in_a_change(line: Line, given: Any, field: str) -> None:
    status, _, named = line.rejected(properties=given)
    assert (status, named) == (400, [(field, None)])


def test_the_account_and_the_defaults_come_first(desk: DeskInProcess) -> None:
    line = Line(desk)
    done(desk.call("POST", "/v1/ticket-properties", {**SIZE, "required_on_creation": True, "default": "large"}))
    more = {"name": "floor", "label": "Floor", "type": "number", "required_on_creation": True}
    done(desk.call("POST", "/v1/ticket-properties", more))
    done(desk.call("PATCH", f"/v1/channel-accounts/{line.account}", {"ticket_properties": {"floor": 1}}))
    desk.restart()
    assert line.started()["ticket"]["properties"] == {"floor": 1, "size": "large"}


def test_the_same_key_with_other_properties_is_another_request(line: Line) -> None:
    first = line.started(key="k", properties={"size": "small"})
    assert line.started(key="k", properties={"size": "small"})["message"]["id"] == first["message"]["id"]
    for other in ({"size": "large"}, {}):
        status, problem = line.start(key="k", properties=other)
        assert (status, problem["code"]) == (409, "idempotency_key_reused")


def test_a_customers_message_is_never_refused(line: Line) -> None:
    opened = line.desk.accept(thread="thread-1").ticket_id
    line.desk.restart()
    other = line.desk.accept(thread="thread-2").ticket_id
    assert read(line.desk, opened)["status"] == "open"
    assert read(line.desk, other)["incomplete"] == ["size"]
