"""What the functions of follow-up work are made of."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from infra import stream_filter
from infra.constructs.consumers import QueueConsumer, StreamConsumer
from infra.constructs.function import Function
from infra.constructs.queue import Queue
from infra.constructs.schedules import Schedules
from infra.constructs.table import Table
from infra.stacks.base import KanaalStack
from infra.stacks.data import DataStack
from infra.stacks.queues import Queues

DECIDING = ("GetItem", "Query", "PutItem", "UpdateItem", "ConditionCheckItem")
"""Reads a ticket, changes it, and writes its event in one transaction."""
WAITING = ["waiting"]
"""With a ticket that gets an owner, its place among those that wait is deleted."""
OTHERS_SHARE = 0.02
"""Of the concurrent executions of the AWS account."""


@dataclass(frozen=True)
class Parts:
    stack: KanaalStack
    data: DataStack
    queues: Queues
    schedules: Schedules
    stream_consumers: list[StreamConsumer] = field(default_factory=list)

    def follow(
        self,
        name: str,
        function: Function,
        table: Table,
        patterns: Sequence[stream_filter.Pattern],
        *,
        batch_size: int = 100,
        window_seconds: int = 0,
    ) -> None:
        self.stream_consumers.append(
            StreamConsumer(
                self.stack,
                name,
                function=function,
                table=table,
                patterns=patterns,
                failures=self.queues.of_streams[function.name],
                batch_size=batch_size,
                window_seconds=window_seconds,
            )
        )

    def consume(
        self, name: str, function: Function, queue: Queue, *, batch_size: int, at_most: int, share: float = OTHERS_SHARE
    ) -> None:
        """A burst of messages must not use the concurrency that the APIs need, in a small account too."""
        concurrency = self.stack.deployment.concurrency.consumers(share, at_most)
        QueueConsumer(
            self.stack, name, function=function, queue=queue, batch_size=batch_size, max_concurrency=concurrency
        )
