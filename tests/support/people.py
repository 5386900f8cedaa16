"""People of a desk, through the API."""

from typing import Any

from helpdesk.people.roster_repository import RosterRepository
from infra.workbench.tables import DIRECTORY
from tests.support.desk import DeskInProcess

EVE = {"email": "eve@desk.example", "name": "Eve"}


def invited(desk: DeskInProcess, name: str, **more: Any) -> dict[str, Any]:
    status, user = desk.call("POST", "/v1/users", {"email": f"{name.lower()}@desk.example", "name": name, **more})
    assert status == 201, user
    made: dict[str, Any] = user
    return made


def team(desk: DeskInProcess, name: str, *member_ids: str) -> dict[str, Any]:
    status, created = desk.call("POST", "/v1/teams", {"name": name, "member_ids": list(member_ids)})
    assert status == 201, created
    made: dict[str, Any] = created
    return made


def role(desk: DeskInProcess, name: str, *permissions: str, ticket_access: str = "all") -> str:
    body = {"name": name, "permissions": list(permissions), "ticket_access": ticket_access}
    status, created = desk.call("POST", "/v1/roles", body)
    assert status == 201, created
    return str(created["id"])


def roster(desk: DeskInProcess) -> dict[str, Any]:
    members = RosterRepository(desk.database.table(DIRECTORY)).get().members
    return {each.id: each for each in members}


def audited(desk: DeskInProcess, *types: str) -> list[tuple[str, str]]:
    """Type and subject of the newest events, oldest first."""
    events = desk.call("GET", "/v1/audit")[1]["events"]
    found = [(each["type"], each["subject"]["id"]) for each in reversed(events)]
    return [each for each in found if not types or each[0] in types]
