"""Sends to SQS, and reports which messages of a received batch must be received again."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Protocol

from aws_lambda_powertools import Logger
from botocore.exceptions import BotoCoreError, ClientError

from helpdesk.platform.errors import Unavailable
from helpdesk.platform.frozen import frozen
from helpdesk.platform.queue_work import NoWork

_BATCH = 10  # the maximum of SendMessageBatch
_NOT_HIDDEN = frozenset({"InvalidParameterValue", "MessageNotInflight", "ReceiptHandleIsInvalid"})
"""What SQS says of a handle whose message was received again, became visible, or was deleted."""


@frozen
class QueueMessage:
    body: str
    group: str | None = None
    """FIFO queues only: messages of one group are received in order."""
    deduplication: str | None = None
    """FIFO queues only: a second message with it within five minutes is dropped."""
    delay_seconds: int = 0
    """Not in FIFO queues: it is received that much later, after 15 minutes at most."""


class Queue(Protocol):
    def send(self, messages: Sequence[QueueMessage]) -> None: ...


class OpenQueue(Queue, Protocol):
    """A queue whose hidden messages may be brought forward."""

    def show_now(self, receipt_handle: str) -> None: ...


class WorkQueue(Queue, Protocol):
    """A queue whose consumer also sends to it."""

    def show_again_after(self, receipt_handle: str, seconds: int) -> None: ...


class SqsQueue:
    def __init__(self, make_client: Callable[[], Any], url: str) -> None:
        self._make_client = make_client
        self._made: Any = None
        self._url = url

    @property
    def _client(self) -> Any:
        # Created on first use: most API calls send to no queue.
        self._made = self._made or self._make_client()
        return self._made

    def send(self, messages: Sequence[QueueMessage]) -> None:
        """Sends all, in order. Raises Unavailable if one was not accepted: then send all of them again."""
        for batch in _batches(messages):
            entries = [_entry(at, message) for at, message in enumerate(batch)]
            try:
                answer = self._client.send_message_batch(QueueUrl=self._url, Entries=entries)
            except (ClientError, BotoCoreError) as error:
                raise Unavailable("The queue could not be reached.") from error
            if answer.get("Failed"):
                raise Unavailable(f"The queue rejected {len(answer['Failed'])} of {len(entries)} messages.")

    def show_again_after(self, receipt_handle: str, seconds: int) -> None:
        """When a received message that is not deleted is received again: after 0 to 43,200 seconds."""
        self._client.change_message_visibility(
            QueueUrl=self._url, ReceiptHandle=receipt_handle, VisibilityTimeout=seconds
        )

    def show_now(self, receipt_handle: str) -> None:
        """A received message that is hidden is received again at once. If it is not hidden any more, nothing is to be
        done. Raises Unavailable."""
        try:
            self.show_again_after(receipt_handle, 0)
        except ClientError as error:
            if error.response["Error"]["Code"].rpartition(".")[2] not in _NOT_HIDDEN:
                raise Unavailable("The queue could not be reached.") from error
        except BotoCoreError as error:
            raise Unavailable("The queue could not be reached.") from error


def _batches(messages: Sequence[QueueMessage]) -> Iterator[list[QueueMessage]]:
    """In order. SQS may accept any part of a batch, so no batch has two messages of a group: the second could be
    received before the first."""
    waiting = list(messages)
    while waiting:
        batch, left, groups = list[QueueMessage](), list[QueueMessage](), set[str]()
        for message in waiting:
            fits = len(batch) < _BATCH and message.group not in groups
            (batch if fits else left).append(message)
            if message.group is not None:
                groups.add(message.group)
        yield batch
        waiting = left


def as_dead_letter(record: Mapping[str, Any]) -> QueueMessage:
    """A received message, for the dead-letter queue. In a FIFO queue, sending it twice within five minutes has no
    effect."""
    attributes = record.get("attributes", {})
    return QueueMessage(
        record["body"],
        group=attributes.get("MessageGroupId"),
        deduplication=attributes.get("MessageDeduplicationId"),
    )


def set_aside(record: Mapping[str, Any], reason: NoWork, dead_letters: Queue, log: Logger) -> None:
    """Received again, it would never become work, and in a FIFO queue hold back its group."""
    dead_letters.send([as_dead_letter(record)])
    log.error("no work", queue_message_id=record["messageId"], reason=str(reason))


def batch_failures(message_ids: Sequence[str]) -> dict[str, Any]:
    """A consumer's response with ReportBatchItemFailures."""
    return {"batchItemFailures": [{"itemIdentifier": message_id} for message_id in message_ids]}


def _entry(at: int, message: QueueMessage) -> dict[str, Any]:
    entry: dict[str, Any] = {"Id": str(at), "MessageBody": message.body}
    if message.group:
        entry["MessageGroupId"] = message.group
    if message.deduplication:
        entry["MessageDeduplicationId"] = message.deduplication
    if message.delay_seconds:
        entry["DelaySeconds"] = message.delay_seconds
    return entry
