import json
from dataclasses import dataclass, field
from types import SimpleNamespace

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError, NoCredentialsError

from infra.provision.__main__ import arguments, perform
from infra.provision.dead_letters import QUEUES
from infra.provision.stage import Stage

OUTPUTS = {f"{name}DeadLetterQueueUrl": f"https://sqs/{name}DeadLetterQueueUrl" for name in ("Fanout", "Scheduled")} | {
    output: f"https://sqs/{output}"
    for name in QUEUES.values()
    for output in (f"{name}QueueUrl", f"{name}DeadLetterQueueUrl")
}


@dataclass
class FakeSqs:
    letters: int
    moved: list[tuple[str, str]] = field(default_factory=list)

    def get_queue_attributes(self, **request):
        [name] = request["AttributeNames"]
        arn = "arn:" + request["QueueUrl"].rpartition("/")[2]
        return {"Attributes": {name: arn if name == "QueueArn" else str(self.letters)}}

    def receive_message(self, **_):
        return {}

    def start_message_move_task(self, **request):
        self.moved.append((request["SourceArn"], request["DestinationArn"]))


def redrive(sqs, queue):
    session = SimpleNamespace(create_client=lambda _, **__: sqs)
    perform(Stage(session, OUTPUTS), arguments(["--stage", "dev", "redrive", "--queue", queue]))


@pytest.mark.parametrize(("queue", "name"), QUEUES.items())
def test_dead_letters_go_back_to_their_queue(capsys, queue, name):
    sqs = FakeSqs(3)
    redrive(sqs, queue)
    assert sqs.moved == [(f"arn:{name}DeadLetterQueueUrl", f"arn:{name}QueueUrl")]
    assert capsys.readouterr().out == f"about 3 dead letters of {queue} are on their way back\n"


def test_nothing_is_moved_if_there_is_nothing(capsys):
    sqs = FakeSqs(0)
    redrive(sqs, "files")
    assert sqs.moved == []
    assert capsys.readouterr().out == "files has no dead letters\n"


@pytest.mark.parametrize(
    "error",
    [
        ClientError({"Error": {"Code": "InvalidAction", "Message": "Unknown"}}, "StartMessageMoveTask"),
        EndpointConnectionError(endpoint_url="http://127.0.0.1:4566"),
        NoCredentialsError(),
    ],
)
def test_a_call_that_aws_refuses_is_a_sentence(monkeypatch, error):
    def refuse(_, **__):
        raise error

    monkeypatch.setattr(FakeSqs, "start_message_move_task", refuse)
    with pytest.raises(SystemExit) as ended:
        redrive(FakeSqs(3), "outbound")
    assert str(ended.value).startswith(f"redrive: {error}")
    assert "make run" in str(ended.value)


def test_those_of_the_fanout_are_read_and_not_moved(capsys):
    sqs = FakeSqs(0)
    redrive(sqs, "fanout")
    assert sqs.moved == []
    assert "fanout has no dead letters" in capsys.readouterr().out


@dataclass
class ScheduledSqs:
    """A queue with the dead letters of a schedule, and the one that they belong to."""

    letters: list[dict[str, str]]
    sent: list[dict[str, str]] = field(default_factory=list)

    def receive_message(self, **_):
        return {"Messages": self.letters[:1]} if self.letters else {}

    def send_message(self, **request):
        self.sent.append(request)

    def delete_message(self, **request):
        self.letters = [each for each in self.letters if each["ReceiptHandle"] != request["ReceiptHandle"]]


def test_replies_of_schedules_go_to_the_outbound_queue_in_the_order_of_their_conversation(capsys):
    message_id = f"msg_{'a' * 26}_1_4"
    sqs = ScheduledSqs([{"Body": json.dumps({"message_id": message_id}), "ReceiptHandle": "1"}])
    redrive(sqs, "scheduled")
    [sent] = sqs.sent
    assert (sent["QueueUrl"], sent["MessageGroupId"]) == ("https://sqs/OutboundQueueUrl", f"cnv_{'a' * 26}_1")
    assert json.loads(sent["MessageBody"]) == {"message_id": message_id}
    assert sqs.letters == []
    assert capsys.readouterr().out == "messages of schedules that are in their queues now: 1\n"


@pytest.mark.parametrize(
    "work",
    [{"availability": "agent-1"}, {"ticket_id": f"tkt_{'a' * 26}_1", "trigger": "unanswered", "taken_from": "agent-1"}],
    ids=["availability", "a ticket without an answer"],
)
def test_what_is_due_of_routing_goes_to_its_queue(work):
    sqs = ScheduledSqs([{"Body": json.dumps(work), "ReceiptHandle": "1"}])
    redrive(sqs, "scheduled")
    [sent] = sqs.sent
    assert sent == {"QueueUrl": "https://sqs/RoutingQueueUrl", "MessageBody": json.dumps(work)}
    assert sqs.letters == []
