"""M5: accounts that open their tickets in a status or a pipeline that is deleted."""

from typing import Any

import pytest

from tests.support.desk import DeskInProcess
from tests.support.jobs import WORKSHOP, job
from tests.support.ticket_work import done, read


@pytest.fixture
def pipeline(desk: DeskInProcess) -> Any:
    more = {"id": "back", "name": "Back", "category": "waiting"}
    made = done(desk.call("POST", "/v1/pipelines", {**WORKSHOP, "statuses": [*WORKSHOP["statuses"], more]}))
    desk.restart()
    return made


def path(desk: DeskInProcess) -> str:
    return f"/v1/channel-accounts/{desk.custom.id}"


def opens_in(desk: DeskInProcess, **given: Any) -> None:
    done(desk.call("PATCH", path(desk), {"ticket_properties": given}))


def given(desk: DeskInProcess) -> Any:
    return done(desk.call("GET", path(desk)))["ticket_properties"]


def retire(desk: DeskInProcess, pipeline: Any, status_id: str, target: str) -> Any:
    left = [status for status in pipeline["statuses"] if status["id"] != status_id]
    body = {"statuses": left, "moves": {status_id: target}, "on_reply": None, "on_customer_message": None}
    return done(desk.call("PATCH", f"/v1/pipelines/{pipeline['id']}", body))


def place(desk: DeskInProcess, thread: str) -> tuple[str, str]:
    account = desk.use_cases.accounts.get(desk.custom.id)
    found = read(desk, desk.accept(thread=thread, account=account).ticket_id)
    return found["pipeline_id"], found["status_id"]


def test_it_opens_them_where_the_tickets_of_a_deleted_status_go(desk: DeskInProcess, pipeline: Any) -> None:
    opens_in(desk, pipeline_id=pipeline["id"], status_id="at_workshop", priority="high")
    made = retire(desk, pipeline, "at_workshop", "back")["job_id"]
    desk.restart()
    assert place(desk, "before") == (pipeline["id"], "back"), "the account still names the deleted one"
    desk.settle()
    assert job(desk, made)["state"] == "done"
    assert given(desk) == {"pipeline_id": pipeline["id"], "status_id": "back", "priority": "high"}
    assert place(desk, "after") == (pipeline["id"], "back")
    [event, *_] = done(desk.call("GET", "/v1/audit", query={"account_id": desk.custom.id}))["events"]
    assert (event["type"], event["actor"]["id"]) == ("channel_account.updated", "agent-1")


def test_it_opens_them_where_the_tickets_of_a_deleted_pipeline_go(desk: DeskInProcess, pipeline: Any) -> None:
    opens_in(desk, pipeline_id=pipeline["id"], status_id="at_workshop")
    done_with = desk.call("DELETE", f"/v1/pipelines/{pipeline['id']}", query={"move_to": "1"})
    assert done_with[0] == 202
    desk.restart()
    assert place(desk, "before") == ("1", "waiting_on_contact"), "the first status of its category"
    desk.settle()
    assert given(desk) == {"pipeline_id": "1", "status_id": "waiting_on_contact"}
    assert place(desk, "after") == ("1", "waiting_on_contact")


def test_an_account_without_a_status_follows_its_pipeline(desk: DeskInProcess, pipeline: Any) -> None:
    opens_in(desk, pipeline_id=pipeline["id"])
    assert desk.call("DELETE", f"/v1/pipelines/{pipeline['id']}", query={"move_to": "1"})[0] == 202
    desk.settle()
    assert given(desk) == {"pipeline_id": "1"}


def test_a_status_of_the_default_pipeline_which_the_account_does_not_name(desk: DeskInProcess) -> None:
    first = done(desk.call("GET", "/v1/pipelines/1"))
    opens_in(desk, status_id="waiting_on_us")
    retire(desk, first, "waiting_on_us", "new")
    desk.settle()
    assert given(desk) == {"status_id": "new"}


def test_other_accounts_and_deleted_ones_stay_as_they_are(desk: DeskInProcess, pipeline: Any) -> None:
    opens_in(desk, pipeline_id=pipeline["id"], status_id="at_workshop")
    telegram = f"/v1/channel-accounts/{desk.telegram.id}"
    done(desk.call("PATCH", telegram, {"ticket_properties": {"pipeline_id": pipeline["id"], "status_id": "new"}}))
    done(desk.call("DELETE", path(desk), query={"confirm": "Chat"}))
    before = done(desk.call("GET", telegram))["version"], given(desk)
    made = retire(desk, pipeline, "at_workshop", "new")["job_id"]
    desk.settle()
    assert job(desk, made)["state"] == "done"
    assert (done(desk.call("GET", telegram))["version"], given(desk)) == before
