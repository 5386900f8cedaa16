"""A message of a queue that is no work of ours: a dead letter at once, for each consumer."""

import pytest

from tests.support.desk import DeskInProcess, queue_event


@pytest.mark.parametrize("body", ["no JSON", "{}", '{"ticket_id": "tkt_0"}', '{"message_id": 7}'])
def test_what_is_no_work_is_a_dead_letter_at_once(desk: DeskInProcess, body: str) -> None:
    event = queue_event(body)
    assert [consumer(event) for consumer in (desk.router, desk.sender, desk.fetcher)] == [{"batchItemFailures": []}] * 3
    for letters in (desk.routing_dead_letters, desk.dead_letters, desk.files_dead_letters):
        assert [letter.body for letter in letters.messages] == [body]
