"""Moves the dead letters of a queue back into the queue."""

import json
from argparse import ArgumentParser, Namespace
from collections.abc import Mapping
from typing import Any

from helpdesk.conversations.references import MessageReference
from helpdesk.delivery.work import of_message_id
from helpdesk.people.availability_following import WORK
from helpdesk.platform.errors import NotFound
from infra.provision import stream_letters
from infra.provision.command import Command
from infra.provision.stage import Stage

QUEUES = {name: name.capitalize() for name in ("outbound", "routing", "files", "jobs", "mails", "webhooks", "index")}
"""The queues, and what their stack outputs are called. Dead letters of the functions that read streams are positions
there: stream_letters.py."""
SCHEDULED = "scheduled"
"""What a schedule could not put into its queue."""


class DeadLetters:
    """`outputs`: the outputs of the stacks, by name."""

    def __init__(self, sqs: Any, outputs: Mapping[str, str]) -> None:
        self._sqs = sqs
        self._outputs = outputs

    def count(self, queue: str) -> int:
        """About as many as there are."""
        name = "ApproximateNumberOfMessages"
        return int(self._attribute(f"{QUEUES[queue]}DeadLetterQueueUrl", name))

    def redrive(self, queue: str) -> int:
        """How many are moved, about. SQS moves them in the background. The destination is named, because SQS knows no
        source of a message that a consumer has put there itself."""
        count = self.count(queue)
        if count:
            self._sqs.start_message_move_task(
                SourceArn=self._attribute(f"{QUEUES[queue]}DeadLetterQueueUrl", "QueueArn"),
                DestinationArn=self._attribute(f"{QUEUES[queue]}QueueUrl", "QueueArn"),
            )
        return count

    def redrive_scheduled(self) -> int:
        """How many messages of schedules are in their queues now. SQS moves nothing from a standard queue to a FIFO
        queue. Safe to repeat: whoever receives a reply that was sent sees that. What is no work of ours stays."""
        moved, url = 0, self._outputs["ScheduledDeadLetterQueueUrl"]
        while letters := self._sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages"):
            for letter in letters:
                try:
                    self._send(letter["Body"])
                except (KeyError, TypeError, ValueError, NotFound):
                    continue
                moved += 1
                self._sqs.delete_message(QueueUrl=url, ReceiptHandle=letter["ReceiptHandle"])
        return moved

    def _send(self, body: str) -> None:
        work = json.loads(body)
        if WORK in work or "ticket_id" in work:
            self._sqs.send_message(QueueUrl=self._outputs["RoutingQueueUrl"], MessageBody=body)
            return
        message_id = str(work["message_id"])
        self._sqs.send_message(
            QueueUrl=self._outputs["OutboundQueueUrl"],
            MessageBody=json.dumps(of_message_id(message_id)),
            MessageGroupId=MessageReference.from_message_id(message_id).conversation.conversation_id,
            MessageDeduplicationId=f"scheduled-{message_id}",
        )

    def _attribute(self, output: str, name: str) -> str:
        answer = self._sqs.get_queue_attributes(QueueUrl=self._outputs[output], AttributeNames=[name])
        value: str = answer["Attributes"][name]
        return value


def _arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--queue", choices=[*QUEUES, SCHEDULED, *stream_letters.QUEUES], required=True)


def _perform(stage: Stage, options: Namespace) -> None:
    if options.queue in stream_letters.QUEUES:
        stream_letters.redrive(stage, options.queue)
        return
    letters, queue = DeadLetters(stage.client("sqs"), stage.outputs), options.queue
    if queue == SCHEDULED:
        print(f"messages of schedules that are in their queues now: {letters.redrive_scheduled()}")
        return
    count = letters.redrive(queue)
    print(f"about {count} dead letters of {queue} are on their way back" if count else f"{queue} has no dead letters")


COMMAND = Command("redrive", "let the dead letters of a queue be processed again", _arguments, _perform)
