"""The services that the functions call: DynamoDB Local behind the schedule, Streams, S3 and KMS as they behave."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from typing import Any

from botocore.exceptions import ReadTimeoutError

from helpdesk.conversations.models import Mail as MailState
from infra.stream_filter import passes
from infra.workbench.box import FakeBox
from tests.simulation.faults import Death, error
from tests.simulation.journal import Journal
from tests.simulation.world import World
from tests.support.memory import KEYS, Memory

_tokens = count()
"""Of transactions: the engine remembers them longer than a run lasts. They are no part of the schedule."""


@dataclass(frozen=True)
class Change:
    """A new or changed item."""

    at: datetime
    item: dict[str, Any]


class Changes:
    """Of a table, in the order in which they were made."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.all: list[Change] = []

    def write(self, _event: str, item: dict[str, Any]) -> None:
        self.all.append(Change(self._world.clock.at, item))


class DynamoDB:
    """The client of one function: each call passes through the schedule, and what it changes goes to the streams."""

    def __init__(
        self, world: World, client: Memory, tables: Mapping[str, Changes], journal: Journal | None = None
    ) -> None:
        self._world, self._client, self._tables = world, client, tables
        self._journal = journal

    def __getattr__(self, name: str) -> Callable[..., Any]:
        operation = "".join(part.title() for part in name.split("_"))

        def call(**request: Any) -> Any:
            if operation == "TransactWriteItems":  # as the SDK does: a repeated call is the same transaction
                request = {"ClientRequestToken": f"transaction {next(_tokens)}"} | request
            written: list[bool] = []

            def once() -> Any:
                touched = _touched(operation, request) if self._journal else ()
                before = [self._client.stored(*place) for place in touched]
                response = self._perform(operation, request)
                if self._journal:
                    after = [self._client.stored(*place) for place in touched]
                    self._journal.write(
                        [(place[0], *pair) for place, *pair in zip(touched, before, after, strict=True)]
                    )
                if not written:
                    written.append(True)
                    for table, event, item in _changed(operation, request, response):
                        if table in self._tables:
                            self._tables[table].write(event, item)
                return response

            return self._world.call("dynamodb", operation, request, once)

        return call

    def _perform(self, operation: str, request: dict[str, Any]) -> Any:
        if operation != "UpdateItem":
            return self._client.call(operation, request)
        response = self._client.call(operation, request | {"ReturnValues": "ALL_NEW"})  # a stream shows every item
        if turn := _turn(request) or _claim(request, response):
            self._world.running.turn = turn
        return response


def _turn(request: dict[str, Any]) -> str | None:
    """Where the desk counts what it sends: the second, and the chat."""
    key, names = request["Key"]["pk"]["S"], request["ExpressionAttributeNames"].values()
    chat = next((name for name in names if name.startswith("chat_")), None)
    return f"{key} {chat}" if key.startswith("pace#") and chat else None


def _claim(request: dict[str, Any], response: dict[str, Any]) -> str | None:
    """A decision's e-mail that is claimed."""
    is_claimed = response["Attributes"].get("mail") == {"S": MailState.SENDING}
    is_about_mail = "mail" in request["ExpressionAttributeNames"].values()
    return claim_of(*(request["Key"][name]["S"] for name in KEYS)) if is_claimed and is_about_mail else None


def claim_of(pk: str, sk: str) -> str:
    return f"{pk} {sk}"


def _changed(
    operation: str, request: dict[str, Any], response: dict[str, Any]
) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Of a transaction, new items only: every put that creates one has the condition that there is none."""
    if operation == "UpdateItem":
        yield request["TableName"], "MODIFY", response["Attributes"]
    puts = [request] if operation == "PutItem" else []
    if operation == "TransactWriteItems":
        puts = [item["Put"] for item in request["TransactItems"] if "Put" in item]
    for put in puts:
        is_new = put["ConditionExpression"] == "attribute_not_exists(#pk)"
        yield put["TableName"], "INSERT" if is_new else "PUT", put["Item"]


Place = tuple[str, tuple[str, str]]
"""A table, and a key of it."""


def _touched(operation: str, request: dict[str, Any]) -> list[Place]:
    """The items that the call may change."""
    actions = [request] if operation in {"PutItem", "UpdateItem"} else []
    if operation == "TransactWriteItems":
        actions = [action for item in request["TransactItems"] for action in item.values()]
    keys = [(each["TableName"], each.get("Item") or each["Key"]) for each in actions]
    return [(table, (key["pk"]["S"], key["sk"]["S"])) for table, key in keys]


@dataclass
class _Shard:
    records: list[dict[str, Any]] = field(default_factory=list)
    at: int = 0
    largest: int = 100
    busy: bool = False


class Shards:
    """What reads a stream: batches of a shard one after the other, in order; a failed batch comes again in halves; a
    batch may come twice."""

    def __init__(
        self, world: World, name: str, invoke: Callable[[dict[str, Any], Callable[[Any], None]], None]
    ) -> None:
        self._world, self._invoke = world, invoke
        self._shards = [_Shard(), _Shard()]
        self._shard_of: dict[str, _Shard] = {}
        world.sources.append((name, self._deliverable))

    def know(self, key: str) -> None:
        """The partition belongs to a shard, for ever."""
        if key not in self._shard_of:
            self._shard_of[key] = self._shards[len(self._shard_of) % len(self._shards)]

    def add(self, key: str, record: dict[str, Any]) -> None:
        self.know(key)
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


class Stream(Changes):
    """A table's stream, as the fan-out reads it."""

    def __init__(self, world: World, invoke: Callable[[dict[str, Any], Callable[[Any], None]], None]) -> None:
        super().__init__(world)
        self._shards = Shards(world, "stream", invoke)
        self.written: list[tuple[str, str]] = []
        """The keys of all new items, in the order in which they were written."""

    def write(self, event: str, item: dict[str, Any]) -> None:
        super().write(event, item)
        key = item["pk"]["S"]
        if event == "INSERT":
            self.written.append((key, item["sk"]["S"]))
        self._shards.know(key)
        record = {"eventName": event, "dynamodb": {"Keys": {name: item[name] for name in KEYS}, "NewImage": item}}
        if passes(record):
            self._shards.add(key, record)


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


class Scheduler:
    """EventBridge Scheduler: what is due comes within a minute, and then the schedule is gone."""

    def __init__(self, world: World, queues: Mapping[str, Any]) -> None:
        """`queues`: by their addresses."""
        self._world, self._queues = world, queues
        self._waiting: dict[str, Mapping[str, Any]] = {}

    def create_schedule(self, **request: Any) -> Any:
        def perform() -> None:
            if request["Name"] in self._waiting:
                raise error("ConflictException", "The schedule exists.", 409, "CreateSchedule")
            self._waiting[request["Name"]] = request["Target"]
            due = datetime.fromisoformat(request["ScheduleExpression"][3:-1]).replace(tzinfo=UTC)
            late = self._world.random.choice([0, 1, 59])
            self._world.later((due - self._world.clock.at).total_seconds() + late, lambda: self._fire(request["Name"]))

        return self._world.call("scheduler", "CreateSchedule", request, perform)

    def delete_schedule(self, **request: Any) -> Any:
        def perform() -> None:
            if self._waiting.pop(request["Name"], None) is None:
                raise error("ResourceNotFoundException", "There is no such schedule.", 404, "DeleteSchedule")

        return self._world.call("scheduler", "DeleteSchedule", request, perform)

    def _fire(self, name: str) -> None:
        if target := self._waiting.pop(name, None):
            group = target.get("SqsParameters", {}).get("MessageGroupId")
            self._queues[target["Arn"]].put(target["Input"], group)


class Mail:
    """SES, which recognises no e-mail. The client repeats no call."""

    def __init__(self, world: World) -> None:
        self._world, self.taken = world, Counter[str | None]()
        """How often SES took an e-mail of each claim."""
        self.trouble = 0.0
        """The share of e-mails that it does not take, or of which it does not say so."""

    def send_email(self, **_request: Any) -> Any:
        def perform() -> Any:
            trouble = self._world.random.choice([*_NOT_TAKEN, _LOST])
            trouble = trouble if self._world.random.random() < self.trouble else None
            if trouble in _NOT_TAKEN:
                raise error(*_NOT_TAKEN[trouble], "SendEmail")
            self.taken[self._world.running.turn] += 1
            if trouble == _LOST:
                raise ReadTimeoutError(endpoint_url="simulated")
            return {"MessageId": str(self.taken.total())}

        return self._world.call("sesv2", "SendEmail", {}, perform)


_NOT_TAKEN = {
    "throttled": ("TooManyRequestsException", "Rate exceeded", 429),
    "rejected": ("MessageRejected", "The address is not verified.", 400),
}
_LOST = "the answer is lost"


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
