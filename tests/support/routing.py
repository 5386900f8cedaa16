"""Routing of a desk in one process: rules, who is away, and what was decided."""

from typing import Any

from helpdesk.people.availability import Choice, Plan, State
from helpdesk.people.presence import Presence
from infra.workbench.tables import CONVERSATIONS, DIRECTORY
from tests.support.desk import DeskInProcess
from tests.support.ticket_work import done, read


def ruled(desk: DeskInProcess, account_id: str | None = None, **rule: Any) -> dict[str, Any]:
    path = f"/v1/channel-accounts/{account_id or desk.custom.id}/routing"
    found: dict[str, Any] = done(desk.call("PUT", path, rule))
    desk.settle()
    return found


def decisions(desk: DeskInProcess, ticket: str) -> list[dict[str, Any]]:
    """Newest first."""
    found: list[dict[str, Any]] = done(desk.call("GET", f"/v1/tickets/{ticket}/routing-decisions"))["decisions"]
    return found


def leaves(desk: DeskInProcess, user_id: str) -> None:
    """Somebody is away until they return."""
    _planned(desk, user_id, Plan(Choice(State.AWAY, "2026-11-22T09:00:00.000000Z")))


def returns(desk: DeskInProcess, user_id: str) -> None:
    _planned(desk, user_id, Plan())


def _planned(desk: DeskInProcess, user_id: str, plan: Plan) -> None:
    presence = Presence.on(desk.database.table(DIRECTORY), desk.database.table(CONVERSATIONS), desk.clock)
    presence.change(user_id, lambda _: plan)
    desk.settle()


def waiting(desk: DeskInProcess, number: int = 1, **more: Any) -> str:
    ticket: str = desk.accept(thread=f"t{number}", key=f"m{number}", **more).ticket_id
    desk.settle()
    assert owner(desk, ticket) is None
    return ticket


def owner(desk: DeskInProcess, ticket: str) -> Any:
    return read(desk, ticket)["owner_id"]


def changed(desk: DeskInProcess, method: str, path: str, body: Any) -> Any:
    answer = done(desk.call(method, path, body))
    desk.settle()
    return answer


def code(desk: DeskInProcess, ticket: str) -> str:
    return str(decisions(desk, ticket)[0]["code"])
