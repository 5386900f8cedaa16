"""A job that is as large as one may be."""

import pytest

from tests.support.desk import DeskInProcess
from tests.support.jobs import job, progress

pytestmark = pytest.mark.engine


def test_a_thousand_failures_are_read_in_pages(desk: DeskInProcess) -> None:
    ids = [f"tkt_{'a' * 26}_{number}" for number in range(1, 1001)]
    status, started = desk.call("POST", "/v1/tickets/bulk", {"ticket_ids": ids, "change": {"priority": "high"}})
    assert status == 202, started
    desk.settle()
    page = job(desk, started["id"])
    assert progress(page) == ("done", 1000, 1000, 1000)
    named = [each["ticket_id"] for each in page["failures"]]
    while page["next_cursor"]:
        page = job(desk, started["id"], cursor=page["next_cursor"])
        named += [each["ticket_id"] for each in page["failures"]]
    assert named == ids
    assert desk.call("GET", f"/v1/jobs/{started['id']}", query={"cursor": "made up"})[0] == 400
