from dataclasses import dataclass, field
from typing import Any

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.platform.errors import Unavailable
from helpdesk.platform.queues import QueueMessage, SqsQueue, batch_failures


@dataclass
class FakeSqs:
    response: Any = field(default_factory=dict)
    sent: list[dict[str, Any]] = field(default_factory=list)
    hidden: list[dict[str, Any]] = field(default_factory=list)

    def send_message_batch(self, **request):
        self.sent.append(request)
        if isinstance(self.response, Exception):
            raise self.response
        return self.response

    def change_message_visibility(self, **request):
        self.hidden.append(request)
        if isinstance(self.response, Exception):
            raise self.response


def test_messages_go_in_batches_of_ten_and_in_order():
    sqs = FakeSqs()
    SqsQueue(lambda: sqs, "url").send([QueueMessage(f"body {at}") for at in range(23)])
    assert [len(request["Entries"]) for request in sqs.sent] == [10, 10, 3]
    assert {request["QueueUrl"] for request in sqs.sent} == {"url"}
    bodies = [entry["MessageBody"] for request in sqs.sent for entry in request["Entries"]]
    assert bodies == [f"body {at}" for at in range(23)]
    for request in sqs.sent:
        assert len({entry["Id"] for entry in request["Entries"]}) == len(request["Entries"])


@given(st.lists(st.sampled_from(["a", "b", "c", None]), max_size=40))
def test_no_batch_has_two_messages_of_a_group_and_each_group_is_in_order(groups: list[str | None]) -> None:
    """SQS may accept any part of a batch."""
    sqs = FakeSqs()
    SqsQueue(lambda: sqs, "url").send([QueueMessage(str(at), group=group) for at, group in enumerate(groups)])
    batches = [[entry.get("MessageGroupId") for entry in request["Entries"]] for request in sqs.sent]
    for batch in batches:
        named = [group for group in batch if group]
        assert len(named) == len(set(named))
        assert len(batch) <= 10
    sent = [
        (entry.get("MessageGroupId"), int(entry["MessageBody"])) for request in sqs.sent for entry in request["Entries"]
    ]
    assert sorted(at for _, at in sent) == list(range(len(groups)))
    for group in ("a", "b", "c"):
        of_group = [at for named, at in sent if named == group]
        assert of_group == sorted(of_group)


def test_nothing_to_send_is_no_request():
    sqs = FakeSqs()
    SqsQueue(lambda: sqs, "url").send([])
    assert sqs.sent == []


def test_group_and_deduplication_are_sent_where_they_are_given():
    sqs = FakeSqs()
    SqsQueue(lambda: sqs, "url").send([QueueMessage("a", group="g", deduplication="d"), QueueMessage("b")])
    assert sqs.sent[0]["Entries"] == [
        {"Id": "0", "MessageBody": "a", "MessageGroupId": "g", "MessageDeduplicationId": "d"},
        {"Id": "1", "MessageBody": "b"},
    ]


def test_a_message_that_sqs_rejects_raises_an_error():
    sqs = FakeSqs({"Successful": [{"Id": "0"}], "Failed": [{"Id": "1"}]})
    with pytest.raises(Unavailable, match="rejected 1 of 2"):
        SqsQueue(lambda: sqs, "url").send([QueueMessage("a"), QueueMessage("b")])


def test_after_a_failed_batch_no_other_is_sent():
    sqs = FakeSqs({"Failed": [{"Id": "1"}]})
    with pytest.raises(Unavailable):
        SqsQueue(lambda: sqs, "url").send([QueueMessage(str(at)) for at in range(30)])
    assert len(sqs.sent) == 1


@pytest.mark.parametrize(
    "error",
    [
        ClientError({"Error": {"Code": "ServiceUnavailable"}}, "SendMessageBatch"),
        EndpointConnectionError(endpoint_url="https://sqs"),
    ],
)
def test_an_unreachable_queue_is_a_temporary_failure(error):
    with pytest.raises(Unavailable):
        SqsQueue(lambda: FakeSqs(error), "url").send([QueueMessage("a")])


def test_a_message_can_be_hidden_for_a_while():
    sqs = FakeSqs()
    SqsQueue(lambda: sqs, "url").show_again_after("receipt", 30)
    assert sqs.hidden == [{"QueueUrl": "url", "ReceiptHandle": "receipt", "VisibilityTimeout": 30}]


def test_failures_are_reported_in_lambdas_format():
    assert batch_failures(["1", "2"]) == {"batchItemFailures": [{"itemIdentifier": "1"}, {"itemIdentifier": "2"}]}
    assert batch_failures([]) == {"batchItemFailures": []}


@pytest.mark.parametrize("code", ["AWS.SimpleQueueService.MessageNotInflight", "ReceiptHandleIsInvalid"])
def test_a_message_that_is_not_hidden_needs_not_be_shown(code: str) -> None:
    sqs = FakeSqs(ClientError({"Error": {"Code": code}}, "ChangeMessageVisibility"))
    SqsQueue(lambda: sqs, "url").show_now("receipt")
    assert sqs.hidden == [{"QueueUrl": "url", "ReceiptHandle": "receipt", "VisibilityTimeout": 0}]


@pytest.mark.parametrize(
    "error",
    [
        ClientError({"Error": {"Code": "AccessDenied"}}, "ChangeMessageVisibility"),
        EndpointConnectionError(endpoint_url="https://sqs"),
    ],
)
def test_a_message_that_could_not_be_shown_is_a_temporary_failure(error: Exception) -> None:
    with pytest.raises(Unavailable):
        SqsQueue(lambda: FakeSqs(error), "url").show_now("receipt")
