"""What the functions of a stack are made of, and what each one that follows a stream or works off a queue has."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from aws_cdk import aws_iam as iam

from infra import stream_filter
from infra.constructs.consumers import QueueConsumer, StreamConsumer
from infra.constructs.function import Function
from infra.constructs.queue import DeadLetterQueue, Queue
from infra.constructs.schedules import Schedules
from infra.constructs.table import Table
from infra.stacks.base import KanaalStack
from infra.stacks.data import DataStack
from infra.stacks.queues import Queues

DECIDING = ("GetItem", "Query", "PutItem", "UpdateItem", "ConditionCheckItem")
"""Reads a ticket, changes it, and writes its event in one transaction."""
WAITING = ["waiting"]
"""With a ticket that gets an owner, its place among those that wait is deleted."""
_SHARE = 0.02
"""Of the concurrent executions of the AWS account."""


@dataclass(frozen=True)
class Parts:
    stack: KanaalStack
    data: DataStack
    queues: Queues
    schedules: Schedules
    stream_consumers: list[StreamConsumer] = field(default_factory=list)

    @property
    def key(self) -> dict[str, str]:
        """CloudFormation reads it at each deployment: it is in no template, and a cold start needs no call for it."""
        return {"DESK_KEY": self.data.desk_key.secret_value.unsafe_unwrap()}

    def follow(
        self,
        function: Function,
        *sources: tuple[Table, Sequence[stream_filter.Pattern]],
        batch_size: int = 100,
        window_seconds: int = 0,
    ) -> None:
        """The function follows the streams of these tables, and has one place for records that it cannot process."""
        name = function.name.capitalize()
        failures = DeadLetterQueue(
            self.stack, f"{name}DeadLetters", deployment=self.stack.deployment, source=function.name
        )
        self.stack.publish(**{f"{name}DeadLetterQueueUrl": failures.url})
        self.stream_consumers.extend(
            StreamConsumer(
                self.stack,
                f"{name}Of{table.node.id}",
                function=function,
                table=table,
                patterns=patterns,
                failures=failures,
                batch_size=batch_size,
                window_seconds=window_seconds,
            )
            for table, patterns in sources
        )

    def make_consumer(  # noqa: PLR0913 - what differs between them
        self,
        name: str,
        queue: Queue,
        *,
        description: str,
        memory_mb: int,
        environment: Mapping[str, str],
        allow: Sequence[iam.PolicyStatement],
        at_most: int,
        share: float = _SHARE,
        batch_size: int = 1,
        bundle: Path | None = None,
        storage_mb: int | None = None,
    ) -> Function:
        """A function that works off the queue, with `at_most` processes, or that share of the concurrent executions of
        the AWS account: a burst of messages must not use what the APIs need, in a small account too."""
        deployment = self.stack.deployment
        function = Function(
            self.stack,
            name,
            deployment=deployment,
            description=description,
            memory_mb=memory_mb,
            timeout=queue.consumer_timeout,
            environment={**queue.consumer_settings, **environment},
            allow=[*allow, queue.dead_letters.allow("SendMessage")],
            bundle=bundle,
            storage_mb=storage_mb,
        )
        QueueConsumer(
            self.stack,
            f"{name.capitalize()}Of{queue.name.capitalize()}",
            function=function,
            queue=queue,
            batch_size=batch_size,
            max_concurrency=deployment.concurrency.consumers(share, at_most),
        )
        return function
