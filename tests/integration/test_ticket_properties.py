"""Ticket properties: what a desk wants to know of each ticket, as an administrator defines it."""

from typing import Any

import pytest

from helpdesk.people.actors import ActorKind
from helpdesk.people.models import BuiltIn
from helpdesk.people.principals import Principal
from helpdesk.people.roles import scopes_of
from tests.support.desk import DeskInProcess

pytestmark = pytest.mark.both_backends

SIZE = {
    "name": "size",
    "label": "Size",
    "type": "choice",
    "choices": [{"value": "small", "label": "Small"}, {"value": "large", "label": "Large"}],
    "default": "small",
}


def make(desk: DeskInProcess, **more: Any) -> Any:
    status, made = desk.call("POST", "/v1/ticket-properties", {**SIZE, **more})
    assert status == 201, made
    return made


def own(desk: DeskInProcess) -> list[Any]:
    listed = desk.call("GET", "/v1/ticket-properties")[1]["ticket_properties"]
    return [each for each in listed if not each["built_in"]]


def test_every_ticket_has_some(desk: DeskInProcess) -> None:
    listed = desk.call("GET", "/v1/ticket-properties")[1]["ticket_properties"]
    assert [each["name"] for each in listed] == ["name", "priority", "category", "owner_id"]
    assert [choice["value"] for choice in listed[1]["choices"]] == ["low", "medium", "high", "urgent"]


def test_one_is_made_once_and_listed(desk: DeskInProcess) -> None:
    made = make(desk)
    assert (made["version"], made["built_in"], made["default"]) == (1, False, "small")
    assert make(desk) == made
    assert own(desk) == [made]
    status, problem = desk.call("POST", "/v1/ticket-properties", {**SIZE, "label": "Box"})
    assert (status, problem["code"]) == (409, "property_differs")


def test_a_choice_that_is_left_out_is_retired(desk: DeskInProcess) -> None:
    make(desk)
    choices = [{"value": "large", "label": "Big"}]
    status, problem = desk.call("PATCH", "/v1/ticket-properties/size", {"choices": choices})
    assert (status, problem["errors"][0]["field"]) == (400, "default"), "it names the choice"
    status, after = desk.call("PATCH", "/v1/ticket-properties/size", {"choices": choices, "default": None})
    assert status == 200
    assert after["choices"] == [
        {"value": "large", "label": "Big", "retired": False},
        {"value": "small", "label": "Small", "retired": True},
    ]


def test_a_deleted_one_comes_back_under_its_type_only(desk: DeskInProcess) -> None:
    make(desk)
    assert desk.call("DELETE", "/v1/ticket-properties/size")[0] == 204
    assert own(desk) == []
    assert desk.call("DELETE", "/v1/ticket-properties/size")[0] == 404
    status, problem = desk.call("POST", "/v1/ticket-properties", {"name": "size", "label": "Size", "type": "number"})
    assert (status, problem["code"]) == (409, "property_differs")
    assert make(desk)["version"] == 3


def test_one_that_a_status_requires_is_not_deleted(desk: DeskInProcess) -> None:
    make(desk)
    statuses = desk.call("GET", "/v1/pipelines/1")[1]["statuses"]
    statuses[3]["required_properties"] = ["size"]
    assert desk.call("PATCH", "/v1/pipelines/1", {"statuses": statuses})[0] == 200
    status, problem = desk.call("DELETE", "/v1/ticket-properties/size")
    assert (status, problem["code"]) == (409, "property_in_use")
    assert "'Closed'" in problem["detail"]


def test_a_choice_that_an_account_gives_is_not_retired(desk: DeskInProcess) -> None:
    """New tickets would lose it without a word."""
    make(desk)
    [*others, given] = SIZE["choices"]
    account = f"/v1/channel-accounts/{desk.custom.id}"
    assert desk.call("PATCH", account, {"ticket_properties": {"size": given["value"]}})[0] == 200
    status, problem = desk.call("PATCH", "/v1/ticket-properties/size", {"choices": others})
    assert (status, problem["code"]) == (409, "property_in_use")
    assert f"the account {desk.custom.name!r}" in problem["detail"]
    assert desk.call("PATCH", account, {"ticket_properties": {"size": others[0]["value"]}})[0] == 200
    assert desk.call("PATCH", "/v1/ticket-properties/size", {"choices": others})[0] == 200


def test_two_administrators_do_not_write_over_each_other(desk: DeskInProcess) -> None:
    make(desk)
    path, tag = "/v1/ticket-properties/size", {"if-match": '"1"'}
    assert desk.call("PATCH", path, {"label": "Box"}, headers=tag)[0] == 200
    assert desk.call("PATCH", path, {"label": "Parcel"}, headers=tag)[0] == 412
    assert desk.call("DELETE", path, headers=tag)[0] == 412


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({**SIZE, "name": "Size"}, "name"),
        ({**SIZE, "name": "priority"}, "name"),
        ({**SIZE, "name": "status_id"}, "name"),
        ({**SIZE, "label": " "}, "label"),
        ({**SIZE, "choices": []}, "choices"),
        ({**SIZE, "choices": SIZE["choices"] * 2}, "choices[2].value"),  # type: ignore[operator]
        ({**SIZE, "default": "medium"}, "default"),
        ({**SIZE, "type": "number", "default": None}, "choices"),
        ({**SIZE, "minimum": 1}, "minimum"),
        ({**SIZE, "type": "colour"}, "type"),
        ({"name": "weight", "label": "Weight", "type": "number", "minimum": 2, "maximum": 1}, "minimum"),
        ({"name": "weight", "label": "Weight", "type": "number", "max_length": 2}, "max_length"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(desk: DeskInProcess, body: Any, field: str) -> None:
    status, problem = desk.call("POST", "/v1/ticket-properties", body)
    assert (status, problem["errors"][0]["field"]) == (400, field)


def test_defaults_leave_room_for_the_values_of_a_ticket(desk: DeskInProcess) -> None:
    """Each message that opens a ticket stores all of them."""
    long = {"label": "Long", "type": "long_text", "default": 6000 * "x"}
    assert desk.call("POST", "/v1/ticket-properties", {"name": "first", **long})[0] == 201
    status, problem = desk.call("POST", "/v1/ticket-properties", {"name": "second", **long})
    assert (status, problem["errors"][0]["field"]) == (400, "default")
    assert desk.call("POST", "/v1/ticket-properties", {"name": "second", **long, "default": "x"})[0] == 201
    path, longer = "/v1/ticket-properties/second", {"default": 6000 * "x"}
    assert desk.call("PATCH", path, longer)[0] == 400
    assert desk.call("DELETE", path)[0] == 204
    assert desk.call("POST", "/v1/ticket-properties", {"name": "second", **long})[0] == 400, "it does not come back so"
    assert desk.call("DELETE", "/v1/ticket-properties/first")[0] == 204
    assert desk.call("POST", "/v1/ticket-properties", {"name": "second", **long})[0] == 201


def test_only_administrators_define_how_the_desk_works(desk: DeskInProcess) -> None:
    agent = Principal(ActorKind.PERSON, "agent-2", "Bo", scopes_of(BuiltIn.AGENT))
    assert desk.call("POST", "/v1/ticket-properties", SIZE, principal=agent)[0] == 403
    assert desk.call("POST", "/v1/pipelines", {}, principal=agent)[0] in {400, 403}
    assert desk.call("GET", "/v1/ticket-properties", principal=agent)[0] == 200
