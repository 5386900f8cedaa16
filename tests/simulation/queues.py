"""SQS and its consumers."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from tests.simulation.faults import Death, Fault
from tests.simulation.world import World

_DEDUPLICATED_FOR = timedelta(minutes=5)


@dataclass
class Queued:
    body: str
    group: str | None
    deduplication: str | None
    visible_at: datetime
    number: int
    receives: int = 0
    held: bool = False

    @property
    def handle(self) -> str:
        """Of the newest receive: an older one changes nothing."""
        return f"{self.number}-{self.receives}"


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
        self.received = Counter[str]()
        """How often each body was given to the consumer."""
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
                if message.handle == request["ReceiptHandle"]:
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
        self.received[message.body] += 1
        message.held, message.visible_at = True, self._world.clock.at + timedelta(seconds=self._visibility)
        record = {
            "messageId": str(message.number),
            "receiptHandle": message.handle,
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
