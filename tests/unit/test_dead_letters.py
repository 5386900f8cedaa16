from dataclasses import dataclass, field

import pytest

from infra.provision.__main__ import _redrive
from infra.provision.dead_letters import QUEUES, DeadLetters

OUTPUTS = {
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

    def start_message_move_task(self, **request):
        self.moved.append((request["SourceArn"], request["DestinationArn"]))


@pytest.mark.parametrize(("queue", "name"), QUEUES.items())
def test_dead_letters_go_back_to_their_queue(capsys, queue, name):
    sqs = FakeSqs(3)
    _redrive(DeadLetters(sqs, OUTPUTS), queue)
    assert sqs.moved == [(f"arn:{name}DeadLetterQueueUrl", f"arn:{name}QueueUrl")]
    assert capsys.readouterr().out == f"about 3 dead letters of {queue} are on their way back\n"


def test_nothing_is_moved_if_there_is_nothing(capsys):
    sqs = FakeSqs(0)
    _redrive(DeadLetters(sqs, OUTPUTS), "files")
    assert sqs.moved == []
    assert capsys.readouterr().out == "files has no dead letters\n"
