"""Contacts by the desk API, whose answers are as described."""

from typing import Any

from tests.support.described import check_desk_response
from tests.support.desk import DeskInProcess


def call(desk: DeskInProcess, method: str, path: str, body: Any = None, **more: Any) -> tuple[int, Any]:
    status, answer = desk.call(method, path, body, **more)
    check_desk_response(method, path, status, answer)
    return status, answer


def made(desk: DeskInProcess, **body: Any) -> Any:
    status, contact = call(desk, "POST", "/v1/contacts", body)
    assert status == 201, contact
    return contact


def read(desk: DeskInProcess, contact_id: str) -> Any:
    return call(desk, "GET", f"/v1/contacts/{contact_id}")[1]


def listed(desk: DeskInProcess, **query: str) -> list[Any]:
    status, page = call(desk, "GET", "/v1/contacts", query=query)
    assert status == 200, page
    return list(page["contacts"])
