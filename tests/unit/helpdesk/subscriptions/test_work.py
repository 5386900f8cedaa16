"""What is no work of the notifier is set aside."""

import json

import pytest

from helpdesk.platform.queue_work import NoWork
from helpdesk.subscriptions import work


@pytest.mark.parametrize(
    "message",
    [
        {},
        {"subscription_id": "one", "else": "x"},
        {"subscription_id": 1},
        {"subscription_id": ""},
        {"subscription_id": "x" * 257},
        {"subscription_id": "one", "place": "481"},
        {"subscription_id": "one", "place": "a.b"},
        {"subscription_id": "one", "test": "t"},
    ],
)
def test_a_message_that_is_no_work_is_refused(message: object) -> None:
    with pytest.raises(NoWork):
        work.read(json.dumps(message))


def test_each_kind_of_work_is_read() -> None:
    for message in (work.run("one", "1"), work.test("one", "t", "person:ann")):
        assert work.read(message.body)["subscription_id"] == "one"
    assert work.read(json.dumps({"subscription_id": "one", "place": "3.1", "replay": True}))["replay"] is True
