"""What an outage costs: all calls of AWS that it causes, with AWS's list prices and Lambda's time."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import pytest
from botocore.exceptions import ClientError

from helpdesk.platform.dynamodb import Database
from helpdesk.platform.outbound_http import TOTAL_SECONDS
from helpdesk.platform.retrying import RetryPolicy
from infra.workbench.list_prices import (
    LAMBDA_GB_SECOND,
    LAMBDA_REQUESTS,
    READ_UNITS,
    RESPONSE_MS,
    SQS_REQUESTS,
    WRITE_UNITS,
)
from infra.workbench.memory import MEMORY_MB
from tests.support.backends import JAVA_IS_MISSING
from tests.support.desk import DeskInProcess
from tests.support.outage import Outage

pytestmark = [pytest.mark.engine, pytest.mark.skipif(JAVA_IS_MISSING, reason="DynamoDB Local needs Java 17")]

_REPLIES = 60
_AT_MOST = 0.10
_COMPUTING_SECONDS = 0.05
"""Of one invocation, with its share of a processor: more than `make bench` measures."""


@dataclass
class Metered:
    """The client of one function."""

    client: Any
    calls: Counter[str] = field(default_factory=Counter)
    writes: float = 0
    reads: float = 0

    def __getattr__(self, name: str) -> Any:
        operation = "".join(part.title() for part in name.split("_"))

        def call(**request: Any) -> Any:
            self.calls[f"dynamodb.{operation}"] += 1
            try:
                response = getattr(self.client, name)(**request, ReturnConsumedCapacity="TOTAL")
            except ClientError:  # a failed condition is paid for
                self.writes += 2 * len(request.get("TransactItems", [1]))
                raise
            consumed = response["ConsumedCapacity"]
            units = sum(part["CapacityUnits"] for part in (consumed if isinstance(consumed, list) else [consumed]))
            if operation.startswith(("Get", "Query", "BatchGet")):
                self.reads += max(units, 0.5)
            else:
                self.writes += units
            return response

        return call


def _metered(desk: DeskInProcess, function: str) -> Metered:
    database: Database = desk.databases[function]
    database._client = metered = Metered(database._client)
    return metered


@dataclass
class Bill:
    """What has been used since the last one."""

    outage: Outage
    functions: list[Metered]
    sent: list[int]

    def dollars(self) -> float:
        writes, reads = (sum(getattr(each, kind) for each in self.functions) for kind in ("writes", "reads"))
        calls = sum((each.calls for each in self.functions), Counter[str]())
        waiting = sum(RESPONSE_MS.get(call, 10) * count for call, count in calls.items()) / 1000
        # A receiver that does not respond is the dearest.
        silent = (self.outage.tried - len(self.outage.arrived)) * TOTAL_SECONDS
        seconds = waiting + silent + self.outage.given.total() * _COMPUTING_SECONDS
        # A batch has one message of each conversation, so there may be as many requests as messages.
        requests = 2 * self.outage.given.total() + sum(self.sent)
        price = writes * WRITE_UNITS + reads * READ_UNITS + requests * SQS_REQUESTS["fifo"]
        price += self.outage.given.total() * LAMBDA_REQUESTS
        self._begin()
        return price / 1_000_000 + seconds * MEMORY_MB["sender"] / 1024 * LAMBDA_GB_SECOND

    def _begin(self) -> None:
        for each in self.functions:
            each.calls, each.writes, each.reads = Counter(), 0, 0
        self.outage.tried = 0
        self.outage.given.clear()
        self.outage.arrived.clear()
        self.sent.clear()


def test_an_outage_of_72_hours_with_1000_waiting_replies_costs_at_most_10_cents(desk: DeskInProcess) -> None:
    """Measured with fewer replies and hours: more than a page of what waits, which is what a probe reads."""
    outage, sent = Outage(desk), list[int]()
    conversations = outage.open()
    send = desk.outbound_queue.send
    desk.outbound_queue.send = lambda messages: (sent.append(len(messages)), send(messages))[1]  # type: ignore[method-assign]
    bill = Bill(outage, [_metered(desk, name) for name in ("sender", "fanout")], sent)
    for number in range(_REPLIES):
        outage.reply(conversations[number % len(conversations)], f"waits {number}")
    bill.dollars()  # the agents' requests are not the outage's
    outage.run(seconds=1)
    parked = bill.dollars()
    assert outage.account["delivery"]["waiting_replies"] == _REPLIES + len(conversations)
    outage.follows = False
    outage.run(hours=2)
    probes = outage.tried
    probing = bill.dollars()
    outage.is_over()
    outage.run(minutes=10)
    assert len(outage.arrived) == _REPLIES + len(conversations)
    released = bill.dollars()

    most_probes = 72 * 3600 / RetryPolicy(2.0, lambda: 0.0).probe_seconds(1000)
    total = 1000 / _REPLIES * (parked + released) + most_probes / probes * probing
    assert total <= _AT_MOST, f"{total:.4f} $: {parked:.6f}, {probing:.6f} for {probes} probes, {released:.6f}"
