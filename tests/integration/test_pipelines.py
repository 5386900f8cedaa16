"""Pipelines: the statuses of tickets, which an administrator defines."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.support.desk import DeskInProcess
from tests.support.jobs import WORKSHOP

pytestmark = pytest.mark.both_backends


def make(desk: DeskInProcess, **more: Any) -> Any:
    status, pipeline = desk.call("POST", "/v1/pipelines", {**WORKSHOP, **more})
    assert status == 201, pipeline
    return pipeline


def change(desk: DeskInProcess, pipeline_id: str, headers: Mapping[str, str] | None = None, **fields: Any) -> Any:
    return desk.call("PATCH", f"/v1/pipelines/{pipeline_id}", fields, headers=headers)


def everything(desk: DeskInProcess) -> list[Any]:
    found: list[Any] = desk.call("GET", "/v1/pipelines")[1]["pipelines"]
    return found


QUESTIONS: dict[str, Any] = {
    "name": "Questions",
    "statuses": [{"name": "Asked", "category": "open"}, {"name": "Answered", "category": "closed"}],
    "on_reply": None,
}


def test_a_repeated_request_returns_the_same_pipeline(desk: DeskInProcess) -> None:
    """Also where the desk makes the ids of its statuses."""
    made = make(desk, **QUESTIONS)
    assert len({status["id"] for status in made["statuses"]}) == 2
    assert make(desk, **QUESTIONS) == made
    more = {**QUESTIONS, "statuses": [*QUESTIONS["statuses"], {"name": "Spam", "category": "closed"}]}
    assert desk.call("POST", "/v1/pipelines", more)[1]["code"] == "pipeline_differs"


@pytest.mark.parametrize("keys", [({}, {}), ({"idempotency-key": "k1"}, {"idempotency-key": "k2"})])
def test_an_id_that_the_desk_makes_belongs_to_one_status(desk: DeskInProcess, keys: tuple[Any, Any]) -> None:
    """Also if another pipeline had the same name before."""
    first = desk.call("POST", "/v1/pipelines", QUESTIONS, headers=keys[0])[1]
    assert change(desk, first["id"], name="Former questions")[0] == 200
    second = desk.call("POST", "/v1/pipelines", QUESTIONS, headers=keys[1])[1]
    assert second["id"] != first["id"]
    assert not {each["id"] for each in first["statuses"]} & {each["id"] for each in second["statuses"]}


def test_the_same_key_returns_what_became_of_the_pipeline(desk: DeskInProcess) -> None:
    body = {**WORKSHOP, "statuses": [{k: v for k, v in each.items() if "id" not in k} for each in WORKSHOP["statuses"]]}
    body["on_reply"] = None

    def again(name: str = "Repairs") -> tuple[int, Any]:
        return desk.call("POST", "/v1/pipelines", {**body, "name": name}, headers={"idempotency-key": "k1"})

    status, made = again()
    assert (status, again()) == (201, (201, made))
    status, problem = again("Returns")
    assert (status, problem["code"]) == (409, "idempotency_key_reused")
    after = change(desk, made["id"], name="Workshop")[1]
    assert again() == (201, after)
    status, problem = again("Returns")
    assert (status, problem["code"]) == (409, "idempotency_key_reused"), "another request, also after the change"
    assert desk.call("DELETE", f"/v1/pipelines/{made['id']}", query={"move_to": "1"})[0] == 202
    assert again()[1]["code"] == "idempotency_key_reused"
    desk.settle()
    assert again()[1]["code"] == "idempotency_key_reused", "its item is still there"
    assert desk.call("POST", "/v1/pipelines", body)[0] == 201


def test_each_desk_has_a_pipeline(desk: DeskInProcess) -> None:
    [first] = everything(desk)
    assert [status["name"] for status in first["statuses"]] == ["New", "Waiting on contact", "Waiting on us", "Closed"]
    assert [status["category"] for status in first["statuses"]] == ["open", "waiting", "open", "closed"]
    assert (first["is_default"], first["on_customer_message"], first["on_reply"]) == (
        True,
        "waiting_on_us",
        "waiting_on_contact",
    )
    assert desk.call("GET", f"/v1/pipelines/{first['id']}") == (200, first)


def test_one_is_made_and_the_same_name_is_the_same_pipeline(desk: DeskInProcess) -> None:
    made = make(desk)
    assert (made["version"], made["statuses"][1]["next_status_ids"]) == (1, None)
    assert make(desk) == made
    assert [each["id"] for each in everything(desk)] == ["1", made["id"]]
    status, problem = desk.call("POST", "/v1/pipelines", {**WORKSHOP, "name": " repairs ", "on_reply": None})
    assert (status, problem["code"], problem["context"]) == (409, "pipeline_differs", {"pipeline_id": [made["id"]]})


def test_ten_at_once_make_one(desk: DeskInProcess) -> None:
    with ThreadPoolExecutor(10) as pool:
        made = list(pool.map(lambda _: desk.call("POST", "/v1/pipelines", WORKSHOP), range(10)))
    assert {status for status, _ in made} <= {201, 503}
    [only] = [each for each in everything(desk) if each["id"] != "1"]
    assert {body["id"] for status, body in made if status == 201} == {only["id"]}


def test_the_first_one_can_be_changed(desk: DeskInProcess) -> None:
    assert change(desk, "1", name="Everything")[1]["version"] == 2
    assert change(desk, "1", on_reply=None)[1]["version"] == 3
    assert [change(desk, "1", name=name)[0] for name in ("Support", "Everything")] == [200, 200]
    [first] = everything(desk)
    assert (first["name"], first["on_reply"], len(first["statuses"])) == ("Everything", None, 4)


def test_two_administrators_do_not_write_over_each_other(desk: DeskInProcess) -> None:
    made = make(desk)
    read = desk.respond("GET", f"/v1/pipelines/{made['id']}")
    tag = {"if-match": read["headers"]["etag"]}
    assert tag == {"if-match": '"1"'}
    assert change(desk, made["id"], tag, name="Repair shop")[0] == 200
    status, problem = change(desk, made["id"], tag, name="Workshop")
    assert (status, problem["code"]) == (412, "version_differs")
    assert change(desk, made["id"], {"if-match": "no tag"}, name="Workshop")[0] == 400


def test_a_desk_has_one_default(desk: DeskInProcess) -> None:
    made = make(desk, is_default=True)
    assert [each["is_default"] for each in everything(desk)] == [False, True]
    assert change(desk, made["id"], is_default=False)[0] == 400
    assert change(desk, "1", is_default=True)[0] == 200
    assert [each["is_default"] for each in everything(desk)] == [True, False]


def test_a_status_is_deleted_if_its_tickets_have_a_place_to_go(desk: DeskInProcess) -> None:
    made = make(desk)
    left = [made["statuses"][0], made["statuses"][2]]
    status, problem = change(desk, made["id"], statuses=left, on_reply=None)
    assert (status, problem["code"], problem["errors"][0]["field"]) == (400, "status_in_use", "moves.at_workshop")
    moves = {"at_workshop": "new"}
    status, after = change(desk, made["id"], statuses=left, moves=moves, on_reply=None)
    assert (status, [each["id"] for each in after["statuses"]]) == (200, ["new", "closed"])


def test_a_pipeline_is_deleted_if_its_tickets_have_a_place_to_go(desk: DeskInProcess) -> None:
    made = make(desk)
    path = f"/v1/pipelines/{made['id']}"
    assert desk.call("DELETE", path)[0] == 400
    assert desk.call("DELETE", path, query={"move_to": made["id"]})[0] == 400
    status, problem = desk.call("DELETE", "/v1/pipelines/1", query={"move_to": made["id"]})
    assert (status, problem["code"]) == (409, "pipeline_is_default")
    assert desk.call("DELETE", path, query={"move_to": "1"})[0] == 202
    assert desk.call("GET", path)[0] == 404
    assert make(desk)["id"] != made["id"], "the name is free again"


def _with(at: int, **fields: Any) -> dict[str, Any]:
    statuses = [dict(each) for each in WORKSHOP["statuses"]]  # type: ignore[union-attr]
    statuses[at] |= fields
    return {**WORKSHOP, "statuses": statuses}


@pytest.mark.parametrize(
    ("body", "field"),
    [
        (_with(0, category="waiting"), "statuses"),
        (_with(2, category="open"), "statuses"),
        (
            _with(0, next_status_ids=["at_workshop", "new"]) | _with(1, next_status_ids=[]),
            "statuses[1].next_status_ids",
        ),
        (_with(1, id="new"), "statuses[1].id"),
        (_with(2, required_properties=["nothing"]), "statuses[2].required_properties[0]"),
        ({**WORKSHOP, "on_reply": "closed"}, "on_reply"),
        ({**WORKSHOP, "on_customer_message": "at_workshop"}, "on_customer_message"),
        ({**WORKSHOP, "statuses": [{"name": f"S{n}", "category": "open"} for n in range(200)]}, "statuses"),
        ({**WORKSHOP, "statuses": []}, "statuses"),
        ({**WORKSHOP, "colour": "red"}, "colour"),
    ],
)
def test_what_is_wrong_with_a_pipeline_is_said_at_its_field(desk: DeskInProcess, body: Any, field: str) -> None:
    status, problem = desk.call("POST", "/v1/pipelines", body)
    assert status == 400
    assert field in [error["field"] for error in problem["errors"]]


def test_the_category_of_a_status_stays(desk: DeskInProcess) -> None:
    made = make(desk)
    statuses = [*made["statuses"][:1], {**made["statuses"][1], "category": "open"}, made["statuses"][2]]
    status, problem = change(desk, made["id"], statuses=statuses)
    assert (status, problem["errors"][0]["field"]) == (400, "statuses[1].category")


def test_each_change_is_in_the_audit_trail(desk: DeskInProcess) -> None:
    made = make(desk)
    change(desk, made["id"], name="Repair shop")
    desk.call("DELETE", f"/v1/pipelines/{made['id']}", query={"move_to": "1"})
    _, trail = desk.call("GET", "/v1/audit")
    assert [event["type"] for event in trail["events"]][:3] == [
        "pipeline.deleted",
        "pipeline.updated",
        "pipeline.created",
    ]
    assert trail["events"][1]["details"] == {"name": {"from": "Repairs", "to": "Repair shop"}}
    assert trail["events"][0]["subject"] == {"kind": "pipeline", "id": made["id"]}
