"""The services that the functions call: DynamoDB Local behind the schedule, SQS, Streams and KMS as they behave."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from infra.stream_filter import passes
from infra.workbench.box import FakeBox
from tests.simulation.engine import KEYS, Engine
from tests.simulation.faults import Death, Fault, error
from tests.simulation.world import World

_DEDUPLICATED_FOR = timedelta(minutes=5)
_tokens = count()
"""Of transactions: the engine remembers them longer than a run lasts. They are no part of the schedule."""


class DynamoDB:
    """The client of one function: each call passes through the schedule, and new items go to the streams."""

    def __init__(self, world: World, client: Engine, streams: "dict[str, Stream]") -> None:
        self._world, self._client, self._streams = world, client, streams

    def __getattr__(self, name: str) -> Callable[..., Any]:
        operation = "".join(part.title() for part in name.split("_"))

        def call(**request: Any) -> Any:
            if operation == "TransactWriteItems":  # as the SDK does: a repeated call is the same transaction
                request = {"ClientRequestToken": f"transaction {next(_tokens)}"} | request
            written: list[bool] = []

            def once() -> Any:
                response = self._client.call(operation, request)
                if not written:
                    written.append(True)
                    for table, item in _inserted(operation, request):
                        if table in self._streams:
                            self._streams[table].write(item)
                return response

            return self._world.call("dynamodb", operation, request, once)

        return call


def _inserted(operation: str, request: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    """New items: every put that creates one has the condition that there is none."""
    puts = [request] if operation == "PutItem" else []
    if operation == "TransactWriteItems":
        puts = [item["Put"] for item in request["TransactItems"] if "Put" in item]
    return [
        (put["TableName"], put["Item"]) for put in puts if put["ConditionExpression"] == "attribute_not_exists(#pk)"
    ]


@dataclass
class _Shard:
    records: list[dict[str, Any]] = field(default_factory=list)
    at: int = 0
    largest: int = 100
    busy: bool = False


class Stream:
    """A table's stream and its event source mapping: batches of a shard one after the other, in order; a failed batch
    comes again in halves; a batch may come twice."""

    def __init__(self, world: World, invoke: Callable[[dict[str, Any], Callable[[Any], None]], None]) -> None:
        self._world, self._invoke = world, invoke
        self._shards = [_Shard(), _Shard()]
        self._shard_of: dict[str, _Shard] = {}
        self.written: list[tuple[str, str]] = []
        """The keys of all new items, in the order in which they were written."""
        world.sources.append(("stream", self._deliverable))

    def write(self, item: dict[str, Any]) -> None:
        key = item["pk"]["S"]
        self.written.append((key, item["sk"]["S"]))
        if key not in self._shard_of:
            self._shard_of[key] = self._shards[len(self._shard_of) % len(self._shards)]
        record = {"eventName": "INSERT", "dynamodb": {"Keys": {name: item[name] for name in KEYS}, "NewImage": item}}
        if passes(record):
            self._shard_of[key].records.append(record)

    def _deliverable(self) -> list[Callable[[], None]]:
        return [
            lambda shard=shard: self._deliver(shard)  # type: ignore[misc]
            for shard in self._shards
            if not shard.busy and shard.at < len(shard.records)
        ]

    def _deliver(self, shard: _Shard) -> None:
        waiting = len(shard.records) - shard.at
        largest = min(waiting, shard.largest)
        size = self._world.random.choice([self._world.random.randint(1, largest), largest])
        batch = shard.records[shard.at : shard.at + size]
        shard.busy = True

        def done(result: Any) -> None:
            shard.busy = False
            if result is Death or isinstance(result, Exception):
                shard.largest = max(1, len(batch) // 2)
            else:
                shard.largest = 100
                if not (self._world.plan and self._world.random.random() < 0.1):
                    shard.at += len(batch)

        self._invoke({"Records": batch}, done)


@dataclass
class Queued:
    body: str
    group: str | None
    deduplication: str | None
    visible_at: datetime
    number: int
    receives: int = 0
    held: bool = False


class Queue:
    """A queue of SQS with its consumer. At least once; in no order, or in the order of each group."""

    def __init__(
        self,
        world: World,
        name: str,
        *,
        invoke: Callable[[dict[str, Any], Callable[[Any], None]], None] | None = None,
        visibility: int = 180,
        most_receives: int = 5,
        dead_letters: "Queue | None" = None,
    ) -> None:
        self.name, self.messages = name, list[Queued]()
        self._world, self._invoke = world, invoke
        self._visibility, self._most_receives, self._dead_letters = visibility, most_receives, dead_letters
        self._seen: dict[tuple[str, str], datetime] = {}
        self._number = 0
        if invoke:
            world.sources.append((name, self._deliverable))

    # What the functions call.

    def send_message_batch(self, **request: Any) -> Any:
        def perform() -> Any:
            entries = request["Entries"]
            rejected = entries if self._world.fault_now is Fault.REJECTED else []
            if self._world.fault_now is Fault.PARTIAL:
                rejected = self._world.random.sample(entries, self._world.random.randrange(1, len(entries)))
            for entry in entries:
                if entry not in rejected:
                    self.put(entry["MessageBody"], entry.get("MessageGroupId"), entry.get("MessageDeduplicationId"))
            failed = [{"Id": entry["Id"], "Code": "InternalError", "SenderFault": False} for entry in rejected]
            return {"Failed": failed} if failed else {}

        return self._world.call("sqs", "SendMessageBatch", {"QueueUrl": self.name} | request, perform)

    def change_message_visibility(self, **request: Any) -> Any:
        def perform() -> Any:
            for message in self.messages:
                if str(message.number) == request["ReceiptHandle"]:
                    message.visible_at = self._world.clock.at + timedelta(seconds=request["VisibilityTimeout"])
                    self._wake(request["VisibilityTimeout"])

        return self._world.call("sqs", "ChangeMessageVisibility", {"QueueUrl": self.name} | request, perform)

    # What SQS and Lambda do.

    def put(self, body: str, group: str | None = None, deduplication: str | None = None) -> None:
        now = self._world.clock.at
        if group and deduplication:
            seen = self._seen.get((group, deduplication))
            if seen and now - seen < _DEDUPLICATED_FOR:
                return
            self._seen[group, deduplication] = now
        self._number += 1
        self.messages.append(Queued(body, group, deduplication, now, self._number))

    def _wake(self, seconds: float) -> None:
        self._world.later(seconds, lambda: None)

    def _deliverable(self) -> list[Callable[[], None]]:
        now, blocked, found = self._world.clock.at, set[str | None](), list[Callable[[], None]]()
        for message in self.messages:
            is_free = not message.held and message.visible_at <= now
            if is_free and (message.group is None or message.group not in blocked):
                found.append(lambda message=message: self._deliver(message))  # type: ignore[misc]
            blocked.add(message.group)
        return found

    def _deliver(self, message: Queued) -> None:
        message.receives += 1
        if message.receives > self._most_receives:
            self.messages.remove(message)
            if self._dead_letters:
                self._dead_letters.put(message.body, message.group, message.deduplication)
            return
        message.held, message.visible_at = True, self._world.clock.at + timedelta(seconds=self._visibility)
        record = {
            "messageId": str(message.number),
            "receiptHandle": str(message.number),
            "body": message.body,
            "attributes": {
                "ApproximateReceiveCount": str(message.receives),
                "MessageGroupId": message.group,
                "MessageDeduplicationId": message.deduplication,
            },
        }

        def done(result: Any) -> None:
            message.held = False
            broken = result is Death or isinstance(result, Exception)
            if broken or result["batchItemFailures"]:
                self._wake(max(0.0, (message.visible_at - self._world.clock.at).total_seconds()))
            else:
                self.messages.remove(message)

        assert self._invoke
        self._invoke({"Records": [record]}, done)


class Bucket:
    """S3, for files that are smaller than a part."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.stored: dict[str, bytes] = {}

    def put_object(self, **request: Any) -> Any:
        def perform() -> None:
            if request.get("IfNoneMatch") == "*" and request["Key"] in self.stored:
                raise error("PreconditionFailed", "The object exists.", 412, "PutObject")
            self.stored[request["Key"]] = request["Body"]

        return self._world.call("s3", "PutObject", request, perform)

    def delete_object(self, **request: Any) -> Any:
        return self._world.call("s3", "DeleteObject", request, lambda: self.stored.pop(request["Key"], None))


class Kms:
    """Encrypts nothing, and checks that a secret is opened for its owner."""

    def __init__(self, world: World) -> None:
        self._world, self._box = world, FakeBox()

    def encrypt(self, **request: Any) -> Any:
        owner = request["EncryptionContext"]["owner"]
        return self._world.call(
            "kms", "Encrypt", request, lambda: {"CiphertextBlob": self._box.seal(request["Plaintext"], owner)}
        )

    def decrypt(self, **request: Any) -> Any:
        owner = request["EncryptionContext"]["owner"]
        return self._world.call(
            "kms", "Decrypt", request, lambda: {"Plaintext": self._box.open(request["CiphertextBlob"], owner)}
        )
