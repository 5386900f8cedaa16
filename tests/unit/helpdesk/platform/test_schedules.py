"""Schedules, and a scheduler that is out of reach."""

from datetime import UTC, datetime
from typing import Any

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError

from helpdesk.platform.errors import Unavailable
from helpdesk.platform.queues import QueueMessage
from helpdesk.platform.schedules import Destination, Schedules
from tests.support.fakes import FakeSchedules

AT = datetime(2026, 11, 22, 9, 0, 0, 1, tzinfo=UTC)
HERE = Destination("queue", "dead", "role")


class Failing:
    def __init__(self, error: Exception) -> None:
        self.error = error

    def create_schedule(self, **_: Any) -> None:
        raise self.error

    delete_schedule = create_schedule


FAILURES = [
    ClientError({"Error": {"Code": "ThrottlingException"}}, "CreateSchedule"),
    EndpointConnectionError(endpoint_url="https://scheduler"),
]


def test_the_second_schedule_of_a_name_changes_nothing() -> None:
    client = FakeSchedules()
    schedules = Schedules(lambda: client, "group", HERE)
    for body in ("first", "second"):
        schedules.create("name", AT, QueueMessage(body, "g"))
    [made] = client.waiting.values()
    assert made["Target"]["Input"] == "first"
    assert made["ScheduleExpression"] == "at(2026-11-22T09:00:01)", "not before its time"
    schedules.towards("other").create("elsewhere", AT, QueueMessage("third"))
    assert client.waiting["elsewhere"]["Target"]["Arn"] == "other"


@pytest.mark.parametrize("error", FAILURES)
def test_a_scheduler_that_fails_is_a_temporary_failure(error: Exception) -> None:
    with pytest.raises(Unavailable):
        Schedules(lambda: Failing(error), "group", HERE).create("name", AT, QueueMessage("body"))


@pytest.mark.parametrize("error", FAILURES)
def test_a_schedule_that_is_not_deleted_does_no_harm(error: Exception) -> None:
    Schedules(lambda: Failing(error), "group").delete("name")
