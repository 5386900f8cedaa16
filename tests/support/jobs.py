"""Jobs, and the tickets that they change."""

from collections.abc import Mapping, Sequence
from typing import Any

from helpdesk.people.principals import Principal
from tests.support.desk import DeskInProcess
from tests.support.ticket_work import AGENT

WORKSHOP: dict[str, Any] = {
    "name": "Repairs",
    "statuses": [
        {"id": "new", "name": "New", "category": "open"},
        {"id": "at_workshop", "name": "At the workshop", "category": "waiting"},
        {"id": "closed", "name": "Closed", "category": "closed", "required_properties": ["priority"]},
    ],
    "on_reply": "at_workshop",
}


def tickets(desk: DeskInProcess, count: int, **more: Any) -> list[str]:
    """Open ones, in the desk's first pipeline."""
    opened = [desk.accept(thread=f"thread-{number}", **more).ticket_id for number in range(count)]
    desk.settle()
    return opened


def bulk(
    desk: DeskInProcess,
    ticket_ids: Sequence[str],
    principal: Principal = AGENT,
    headers: Mapping[str, str] | None = None,
    **change: Any,
) -> tuple[int, Any]:
    body = {"ticket_ids": list(ticket_ids), "change": change}
    return desk.call("POST", "/v1/tickets/bulk", body, principal=principal, headers=headers)


def started(answer: tuple[int, Any]) -> str:
    status, made = answer
    assert status == 202, made
    job_id: str = made["id"]
    return job_id


def job(desk: DeskInProcess, job_id: str, **query: str) -> Any:
    status, found = desk.call("GET", f"/v1/jobs/{job_id}", query=query)
    assert status == 200, found
    return found


def events(desk: DeskInProcess, ticket_id: str, kind: str) -> list[Any]:
    conversation = desk.call("GET", f"/v1/tickets/{ticket_id}")[1]["conversation_id"]
    _, page = desk.call("GET", f"/v1/conversations/{conversation}/timeline", query={"limit": "100"})
    return [entry for entry in page["entries"] if entry["type"] == "event" and entry["event"] == kind]


def progress(found: Any) -> tuple[Any, ...]:
    return found["state"], found["done"], found["total"], found["failure_count"]


def new_message(desk: DeskInProcess) -> str:
    """The message of the new job."""
    desk.fanout({"Records": desk.backend.directory_stream.batch()["Records"]})
    [message] = desk.jobs_queue.messages
    desk.jobs_queue.messages.clear()
    return message.body
