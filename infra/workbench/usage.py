"""A function's use of AWS."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Self


@dataclass
class Usage:
    invocations: int = 0
    calls: Counter[str] = field(default_factory=Counter)
    """By service and operation, `dynamodb.GetItem`."""
    write_units: float = 0
    read_units: float = 0
    """By the rules of the AWS documentation; the next two are DynamoDB Local's counts."""
    reported_write_units: float = 0
    reported_read_units: float = 0
    queue_requests: Counter[str] = field(default_factory=Counter)
    """By kind of queue, `standard` or `fifo`; requests of Lambda's pollers are counted here and not as calls."""
    object_requests: Counter[str] = field(default_factory=Counter)
    """To S3 by others than our functions, by operation: `s3.PostObject` by the client that uploads, `s3.GetObject` by
    the reader."""
    log_bytes: int = 0
    processor_seconds: list[float] = field(default_factory=list)
    """One per invocation."""

    def add(self, other: Self) -> None:
        self.invocations += other.invocations
        self.calls += other.calls
        self.write_units += other.write_units
        self.read_units += other.read_units
        self.reported_write_units += other.reported_write_units
        self.reported_read_units += other.reported_read_units
        self.queue_requests += other.queue_requests
        self.object_requests += other.object_requests
        self.log_bytes += other.log_bytes
        self.processor_seconds += other.processor_seconds

    def calls_to(self, service: str) -> int:
        return sum(count for name, count in self.calls.items() if name.startswith(f"{service}."))


def total(usages: Iterable[Usage]) -> Usage:
    everything = Usage()
    for usage in usages:
        everything.add(usage)
    return everything
