"""Gives a function that reads streams again what it could not process. Its dead letters say where the records are in a
table's stream."""

import base64
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from botocore.config import Config
from botocore.exceptions import ClientError

from infra.provision.stage import Stage
from infra.stream_filter import feeds, is_pushed, passes

QUEUES: Mapping[str, Callable[[Mapping[str, Any]], bool]] = {
    "fanout": passes,
    "feed": feeds,
    "pusher": is_pushed,
    "notifier": is_pushed,
}
"""The functions, and which records each gets."""
_GONE = {"TrimmedDataAccessException", "ResourceNotFoundException"}
_RECORDS_AT_ONCE = 100
_BYTES_AT_ONCE = 4_000_000
"""Lambda takes 6 MB in one call."""
_READS = 1000
"""A stretch of a stream without records still takes a read now and then."""
_HIDDEN_SECONDS = 900


class GoneError(Exception):
    """The stream does not have the records any more: it keeps them for 24 hours."""


class FailedError(Exception):
    """The function failed again. Says how."""


@dataclass(frozen=True)
class Stretch:
    """The records of one dead letter."""

    stream_arn: str
    shard_id: str
    first: str
    last: str
    arrived_at: str
    function_arn: str

    @classmethod
    def of(cls, body: str) -> "Stretch":
        """From the message that Lambda sends. Raises ValueError if it is another one."""
        try:
            parsed = json.loads(body)
            batch = parsed["DDBStreamBatchInfo"]
            return cls(
                batch["streamArn"],
                batch["shardId"],
                batch["startSequenceNumber"],
                batch["endSequenceNumber"],
                str(batch.get("approximateArrivalOfFirstRecord", "an unknown time")),
                parsed["requestContext"]["functionArn"],
            )
        except (KeyError, TypeError) as error:
            raise ValueError(f"no message of Lambda about records of a stream: {error}") from error

    def __str__(self) -> str:
        table = self.stream_arn.partition(":table/")[2].partition("/")[0]
        return f"{table}, {self.shard_id}, {self.first} to {self.last}, of {self.arrived_at}"


@dataclass(frozen=True)
class Result:
    letter: str
    outcome: str
    done: bool


class StreamLetters:
    """`queue`: whose letters; `outputs`: the outputs of the stacks, by name."""

    def __init__(self, queue: str, sqs: Any, streams: Any, functions: Any, outputs: Mapping[str, str]) -> None:
        """Clients of SQS, of DynamoDB's streams and of Lambda, which has to wait for a minute."""
        self._queue = queue
        self._sqs = sqs
        self._streams = streams
        self._functions = functions
        self._url = outputs[f"{queue.title()}DeadLetterQueueUrl"]

    def take_in(self) -> Iterator[Result]:
        """Each dead letter, one after the other. One that is done is deleted; every other one stays, and is visible
        again after 15 minutes. Safe to repeat: the functions may process the same record twice."""
        while letters := self._received():
            for letter in letters:
                result = self._result(letter["Body"])
                if result.done:
                    self._sqs.delete_message(QueueUrl=self._url, ReceiptHandle=letter["ReceiptHandle"])
                yield result

    def _received(self) -> Sequence[Mapping[str, Any]]:
        answer = self._sqs.receive_message(
            QueueUrl=self._url, MaxNumberOfMessages=10, VisibilityTimeout=_HIDDEN_SECONDS, WaitTimeSeconds=2
        )
        letters: Sequence[Mapping[str, Any]] = answer.get("Messages", ())
        return letters

    def _result(self, body: str) -> Result:
        try:
            stretch = Stretch.of(body)
        except ValueError as error:
            return Result(body[:200], f"not understood: {error}", done=False)
        try:
            records = [record for record in self._records(stretch) if QUEUES[self._queue](record)]
            for batch in _batches(records):
                self._invoke(stretch.function_arn, batch)
        except (GoneError, FailedError) as error:
            return Result(str(stretch), str(error), done=False)
        return Result(str(stretch), f"taken in again, records: {len(records)}", done=True)

    def _records(self, stretch: Stretch) -> Iterator[dict[str, Any]]:
        """Raises GoneError."""
        try:
            position = {"StreamArn": stretch.stream_arn, "ShardId": stretch.shard_id, "SequenceNumber": stretch.first}
            iterator = self._streams.get_shard_iterator(**position, ShardIteratorType="AT_SEQUENCE_NUMBER")
            yield from self._read(iterator["ShardIterator"], int(stretch.last))
        except ClientError as error:
            if error.response["Error"]["Code"] in _GONE:
                raise GoneError(
                    "the stream no longer has these records, it keeps them for 24 hours. docs/operations.md, "
                    "Dead-letter queues, says how to find what is missing. Then delete the message"
                ) from error
            raise

    def _read(self, iterator: str | None, last: int) -> Iterator[dict[str, Any]]:
        for _ in range(_READS):
            if iterator is None:
                break
            answer = self._streams.get_records(ShardIterator=iterator, Limit=1000)
            for record in answer["Records"]:
                position = int(record["dynamodb"]["SequenceNumber"])
                if position <= last:
                    yield record
                if position >= last:
                    return
            iterator = answer.get("NextShardIterator")
        raise GoneError("the stream ends before the last of these records. See docs/operations.md, Dead-letter queues")

    def _invoke(self, function_arn: str, records: Sequence[str]) -> None:
        """Raises FailedError."""
        payload = f'{{"Records": [{", ".join(records)}]}}'.encode()
        answer = self._functions.invoke(FunctionName=function_arn, Payload=payload)
        if "FunctionError" in answer:
            said = answer["Payload"].read().decode("utf-8", "replace")
            raise FailedError(
                f"{self._queue} failed again; fix the cause, its log has it, and repeat this: {said[:300]}"
            )


def _batches(records: Sequence[Mapping[str, Any]]) -> Iterator[list[str]]:
    """As JSON, each within what one call may carry."""
    batch: list[str] = []
    size = 0
    for record in records:
        text = json.dumps(record, default=_plain)
        if batch and (len(batch) == _RECORDS_AT_ONCE or size + len(text) > _BYTES_AT_ONCE):
            yield batch
            batch, size = [], 0
        batch.append(text)
        size += len(text)
    if batch:
        yield batch


def redrive(stage: Stage, queue: str) -> None:
    """The command: says what happened to each dead letter. Ends with an error if one is left."""
    patient = Config(read_timeout=90, retries={"max_attempts": 0})  # the function may take a minute
    functions = stage.client("lambda", config=patient)
    letters = StreamLetters(queue, stage.client("sqs"), stage.client("dynamodbstreams"), functions, stage.outputs)
    report(queue, letters.take_in())


def report(queue: str, results: Iterable[Result]) -> None:
    left = count = 0
    for count, result in enumerate(results, 1):  # noqa: B007 - the number of the last one
        print(f"{result.letter}: {result.outcome}")
        left += not result.done
    if not count:
        print(f"{queue} has no dead letters, or they are looked at by somebody else: try again in 15 minutes")
    if left:
        raise SystemExit(f"{left} of {count} dead letters are left; they are visible again in 15 minutes")


def _plain(value: Any) -> Any:
    """As Lambda writes what JSON has no type for: bytes in base64, times in seconds."""
    return base64.b64encode(value).decode() if isinstance(value, bytes) else value.timestamp()
