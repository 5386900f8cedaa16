"""An agent's actions, through the desk API of a desk in one process."""

from typing import Any

from tests.support.desk import DeskInProcess


def reply(desk: DeskInProcess, conversation_id: str, text: str = "Hi", key: str | None = None, **more: Any) -> Any:
    headers = {"idempotency-key": key} if key else {}
    return desk.call("POST", f"/v1/conversations/{conversation_id}/replies", {"text": text, **more}, headers=headers)


def entries(desk: DeskInProcess, conversation_id: str) -> list[dict[str, Any]]:
    _, page = desk.call("GET", f"/v1/conversations/{conversation_id}/timeline", query={"limit": "100"})
    return [entry for entry in page["entries"] if entry["type"] == "message"]


def composer(desk: DeskInProcess, conversation_id: str) -> Any:
    status, response = desk.call("GET", f"/v1/conversations/{conversation_id}/composer")
    assert status == 200, response
    return response


def close(desk: DeskInProcess, ticket_id: str) -> None:
    status, response = desk.call("PUT", f"/v1/tickets/{ticket_id}/status", {"status": "closed"})
    assert (status, response["status"]) == (200, "closed")
