"""The price of a million of each resource: list prices and assumptions about Lambda's time."""

import math
import statistics
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from infra.workbench.list_prices import (
    AT_ONCE,
    HTTP_API,
    KMS_REQUESTS,
    LAMBDA_GB_SECOND,
    LAMBDA_REQUESTS,
    OBJECT_READ_CALLS,
    OBJECT_READS,
    OBJECT_WRITES,
    READ_UNITS,
    RESPONSE_MS,
    SCHEDULES,
    SQS_REQUESTS,
    WEBSOCKET_MESSAGES,
    WRITE_UNITS,
)
from infra.workbench.memory import MEMORY_MB
from infra.workbench.usage import Usage, total

VCPU_MB = 1769
"""From Lambda's documentation: a function with this much memory has one vCPU, one with less has a share of it."""
PROCESSOR_FACTOR = 1.0
"""Seconds of an arm64 vCPU of Lambda per second of a core of the measuring machine."""
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
    pushes: float

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
        pushes=everything.calls["apigatewaymanagementapi.PostToConnection"] * WEBSOCKET_MESSAGES / messages,
    )


def billed_ms(name: str, usage: Usage) -> int:
    """Per invocation: the processor time at the function's share of a vCPU, and the waiting time."""
    if not usage.invocations:
        return 0
    share = min(1.0, MEMORY_MB[name] / VCPU_MB)
    computing = sum(usage.processor_seconds) * 1000 * PROCESSOR_FACTOR / share
    waiting = sum(count * RESPONSE_MS[call] / AT_ONCE.get((name, call), 1) for call, count in usage.calls.items())
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
    return sum(
        count * (OBJECT_READS if name in OBJECT_READ_CALLS else OBJECT_WRITES) for name, count in requests.items()
    )


def _lambda_time(name: str, usage: Usage) -> float:
    return time_price(name, billed_ms(name, usage) * usage.invocations)
