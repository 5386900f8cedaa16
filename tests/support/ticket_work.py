"""Working on tickets, as the tests of several parts do it."""

from typing import Any

from helpdesk.people.actors import ActorKind
from helpdesk.people.models import BuiltIn
from helpdesk.people.principals import Principal
from helpdesk.people.roles import scopes_of
from tests.support.desk import DeskInProcess

AGENT = Principal(ActorKind.PERSON, "agent-1", "Ada", scopes_of(BuiltIn.AGENT))
SIZE = {
    "name": "size",
    "label": "Size",
    "type": "choice",
    "choices": [{"value": "small", "label": "Small"}, {"value": "large", "label": "Large"}],
}
REPAIRS = {
    "name": "Repairs",
    "statuses": [
        {"id": "new", "name": "New", "category": "open", "next_status_ids": ["at_workshop", "closed"]},
        {"id": "at_workshop", "name": "At the workshop", "category": "waiting", "required_properties": ["size"]},
        {"id": "scrapped", "name": "Scrapped", "category": "closed", "who": "administrators"},
        {
            "id": "closed",
            "name": "Closed",
            "category": "closed",
            "required_properties": ["priority", "size"],
            "next_status_ids": ["new"],
        },
    ],
    "on_customer_message": "new",
}


def patch(desk: DeskInProcess, ticket: str, if_match: int | None = None, **fields: Any) -> tuple[int, Any]:
    headers = {"if-match": f'"{if_match}"'} if if_match else None
    return desk.call("PATCH", f"/v1/tickets/{ticket}", fields, headers=headers, principal=AGENT)


def read(desk: DeskInProcess, ticket: str) -> Any:
    status, found = desk.call("GET", f"/v1/tickets/{ticket}")
    assert status == 200
    return found


def done(answer: tuple[int, Any]) -> Any:
    assert answer[0] in {200, 201}, answer
    return answer[1]


def history(desk: DeskInProcess, ticket: Any, *kinds: str) -> list[Any]:
    _, page = desk.call("GET", f"/v1/conversations/{ticket['conversation_id']}/timeline", query={"limit": "100"})
    events = [entry for entry in page["entries"] if entry["type"] == "event"]
    return [event for event in events if event["event"] in (kinds or {event["event"]})]
