"""Contact properties: the same definitions as those of tickets, for what a desk wants to know of people."""

from typing import Any

import pytest

from helpdesk.people.models import BuiltIn
from helpdesk.people.principals import Principal
from helpdesk.people.roles import scopes_of
from tests.support.described import check_desk_response
from tests.support.desk import DeskInProcess

PATH = "/v1/contact-properties"
PLAN = {
    "name": "plan",
    "label": "Plan",
    "type": "choice",
    "choices": [{"value": "free", "label": "Free"}, {"value": "paid", "label": "Paid"}],
}


def call(desk: DeskInProcess, method: str, path: str, body: Any = None, **more: Any) -> tuple[int, Any]:
    status, answer = desk.call(method, path, body, **more)
    check_desk_response(method, path, status, answer)
    return status, answer


def test_they_are_made_changed_and_deleted_beside_those_of_tickets(desk: DeskInProcess) -> None:
    status, made = call(desk, "POST", PATH, PLAN)
    assert (status, made["version"], made["built_in"]) == (201, 1, False)
    listed = call(desk, "GET", PATH)[1]["contact_properties"]
    assert [each["name"] for each in listed] == ["name", "owner_id", "plan"]
    of_tickets = call(desk, "GET", "/v1/ticket-properties")[1]["ticket_properties"]
    assert "plan" not in [each["name"] for each in of_tickets]
    status, after = call(desk, "PATCH", f"{PATH}/plan", {"label": "Tariff"}, headers={"if-match": '"1"'})
    assert (status, after["label"], after["version"]) == (200, "Tariff", 2)
    assert call(desk, "PATCH", f"{PATH}/plan", {"label": "Rate"}, headers={"if-match": '"1"'})[0] == 412
    assert call(desk, "DELETE", f"{PATH}/plan")[0] == 204
    status, problem = call(desk, "DELETE", f"{PATH}/plan")
    assert (status, problem["code"]) == (404, "contact_property_not_found")
    audited = call(desk, "GET", "/v1/audit")[1]["events"]
    assert [each["type"].rpartition(".")[2] for each in audited[:3]] == ["deleted", "updated", "created"]
    assert {each["subject"]["kind"] for each in audited[:3]} == {"contact_property"}


@pytest.mark.parametrize("name", ["owner_id", "identifiers", "email"])
def test_a_name_that_every_contact_has_is_refused(desk: DeskInProcess, name: str) -> None:
    status, problem = call(desk, "POST", PATH, {**PLAN, "name": name})
    assert (status, problem["code"], problem["errors"][0]["field"]) == (400, "name_reserved", "name")
    assert "every contact" in problem["detail"]


def test_only_administrators_define_them(desk: DeskInProcess) -> None:
    agent = Principal(desk.principal.kind, "agent-1", "Ada", scopes_of(BuiltIn.AGENT))
    assert call(desk, "POST", PATH, PLAN, principal=agent)[0] == 403
    assert call(desk, "GET", PATH, principal=agent)[0] == 200
