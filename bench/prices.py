"""The price of a million of each resource: list prices (us-east-1, November 2026) and assumptions about Lambda's
time."""

import math
import statistics
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from infra.workbench.memory import MEMORY_MB
from infra.workbench.usage import Usage, total

# Dollars per million.
HTTP_API = 1.00
LAMBDA_REQUESTS = 0.20
WRITE_UNITS = 0.625
READ_UNITS = 0.125
SQS_REQUESTS = {"standard": 0.40, "fifo": 0.50}
KMS_REQUESTS = 3.00
SCHEDULES = 1.00
"""Each runs once. The first 14 million a month are free, which is not counted."""
OBJECT_WRITES, OBJECT_READS = 5.00, 0.40
_OBJECT_READS = {"s3.GetObject", "s3.HeadObject", "s3.GetObjectTagging"}
TRANSFER_GB = 0.09
"""Dollars per GB from AWS to the reader of a file: the first 10 TB a month."""
# Dollars per unit.
LAMBDA_GB_SECOND = 0.0000133334
LOG_GB = 0.50

VCPU_MB = 1769
"""From Lambda's documentation: a function with this much memory has one vCPU, one with less has a share of it."""
PROCESSOR_FACTOR = 1.0
"""Seconds of an arm64 vCPU of Lambda per second of a core of the measuring machine."""
RESPONSE_MS = {
    "dynamodb.GetItem": 4,
    "dynamodb.Query": 5,
    "dynamodb.PutItem": 6,
    "dynamodb.UpdateItem": 6,
    "dynamodb.TransactWriteItems": 15,
    "sqs.SendMessageBatch": 10,
    "dynamodb.BatchGetItem": 6,
    "s3.HeadObject": 15,
    "s3.GetObject": 25,
    "s3.CopyObject": 60,
    "s3.PutObject": 30,
    "kms.Decrypt": 10,
    "kms.VerifyMac": 10,
    "scheduler.CreateSchedule": 30,
    "scheduler.DeleteSchedule": 30,
}
"""How long a function waits for AWS: assumed, not measured, because DynamoDB Local cannot tell."""
LAMBDA_LOG_BYTES, ACCESS_LOG_BYTES = 400, 350
"""What Lambda (START, END, REPORT) and the gateway log for each invocation and each request: assumed."""


@dataclass(frozen=True)
class Cost:
    """Dollars a million."""

    gateway: float
    lambda_requests: float
    lambda_time: float
    writes: float
    reads: float
    queues: float
    kms: float
    objects: float
    schedules: float

    @property
    def total(self) -> float:
        return float(sum(vars(self).values()))


def cost(usage: Mapping[str, Usage], *, requests: int, messages: int = 1) -> Cost:
    """Per message, if the total usage was for this many."""
    everything = total(usage.values())
    return Cost(
        gateway=requests * HTTP_API,
        lambda_requests=everything.invocations * LAMBDA_REQUESTS / messages,
        lambda_time=sum(_lambda_time(name, function_usage) for name, function_usage in usage.items()) / messages,
        writes=everything.write_units * WRITE_UNITS / messages,
        reads=everything.read_units * READ_UNITS / messages,
        queues=sum(count * SQS_REQUESTS[kind] for kind, count in everything.queue_requests.items()) / messages,
        kms=everything.calls_to("kms") * KMS_REQUESTS / messages,
        objects=_objects(everything) / messages,
        schedules=everything.calls["scheduler.CreateSchedule"] * SCHEDULES / messages,
    )


def billed_ms(name: str, usage: Usage) -> int:
    """Per invocation: the processor time at the function's share of a vCPU, and the waiting time."""
    if not usage.invocations:
        return 0
    share = min(1.0, MEMORY_MB[name] / VCPU_MB)
    computing = sum(usage.processor_seconds) * 1000 * PROCESSOR_FACTOR / share
    waiting = sum(count * RESPONSE_MS[call] for call, count in usage.calls.items())
    return math.ceil((computing + waiting) / usage.invocations)


def time_price(name: str, milliseconds: float) -> float:
    """Dollars for a million times this many milliseconds of a function."""
    return MEMORY_MB[name] / 1024 * milliseconds / 1000 * LAMBDA_GB_SECOND * 1_000_000


def log_bytes(usage: Usage, *, requests: int) -> int:
    return usage.log_bytes + usage.invocations * LAMBDA_LOG_BYTES + requests * ACCESS_LOG_BYTES


def typical(repetitions: Sequence[Mapping[str, Usage]]) -> dict[str, Usage]:
    """One repetition, with the median of all for the processor time, the only value that varies."""
    typical_usage = {name: usage for name, usage in repetitions[0].items() if usage.invocations}
    for name, usage in typical_usage.items():
        usage.processor_seconds = [statistics.median(sum(each[name].processor_seconds) for each in repetitions)]
    return typical_usage


def _objects(usage: Usage) -> float:
    requests = usage.object_requests + Counter({name: n for name, n in usage.calls.items() if name.startswith("s3.")})
    return sum(count * (OBJECT_READS if name in _OBJECT_READS else OBJECT_WRITES) for name, count in requests.items())


def _lambda_time(name: str, usage: Usage) -> float:
    return time_price(name, billed_ms(name, usage) * usage.invocations)
