"""The queues of follow-up work, as data: one for each consumer."""

from dataclasses import dataclass

from aws_cdk import Duration

from infra.constructs.queue import Queue
from infra.stacks.base import KanaalStack

_RECEIVES = 5
# The fetcher counts its own five attempts on the file, and stops by itself. Receives that failed on our side are not
# attempts: this many, at most 15 minutes apart, last for a day.
_COUNTED_RECEIVES = 100
# The sender stops by the time, after a week at most: two attempts an hour, its turns, and receives that failed on our
# side. SQS allows no more.
_PATIENT_RECEIVES = 1000


@dataclass(frozen=True)
class _Queue:
    consumer_timeout: Duration
    patience: Duration
    max_receives: int
    fifo: bool = False
    comes_again_after: Duration | None = None


_QUEUES = {
    "routing": _Queue(Duration.seconds(30), Duration.minutes(5), _RECEIVES),
    # A reply is tried for three days, unless its account says otherwise; that alone is no alarm.
    "outbound": _Queue(Duration.seconds(30), Duration.hours(73), _PATIENT_RECEIVES, fifo=True),
    # The fetcher gives a download 90 s.
    "files": _Queue(Duration.seconds(120), Duration.minutes(30), _COUNTED_RECEIVES),
    # A turn of a job is 10 s, and ends with the piece that was begun. No two processes work on one job.
    "jobs": _Queue(Duration.seconds(60), Duration.minutes(15), _COUNTED_RECEIVES, fifo=True),
    # SES gets 10 s to answer.
    "mails": _Queue(Duration.seconds(30), Duration.minutes(30), _COUNTED_RECEIVES),
    # A run is 10 s, and ends with the request that was begun, of 15 s at most. What a receiver is told is in order. A
    # receiver is waited for, for three days; that alone is no alarm.
    "webhooks": _Queue(Duration.seconds(30), Duration.hours(73), _PATIENT_RECEIVES, fifo=True),
    # A turn of a build is two minutes; publishing it can take as long again, and merging what it wrote. All messages
    # are one group, because there is one writer: until a message comes again whose consumer has died, all others wait.
    "index": _Queue(
        Duration.minutes(10),
        Duration.hours(2),
        _COUNTED_RECEIVES,
        fifo=True,
        comes_again_after=Duration.minutes(11),
    ),
}


class Queues:
    def __init__(self, stack: KanaalStack) -> None:
        made = {
            name: Queue(
                stack,
                name,
                deployment=stack.deployment,
                consumer_timeout=of.consumer_timeout,
                patience=of.patience,
                max_receives=of.max_receives,
                fifo=of.fifo,
                comes_again_after=of.comes_again_after,
            )
            for name, of in _QUEUES.items()
        }
        self.all = list(made.values())
        self.routing, self.outbound, self.files = made["routing"], made["outbound"], made["files"]
        self.jobs, self.mails, self.webhooks = made["jobs"], made["mails"], made["webhooks"]
        self.index = made["index"]

    @property
    def urls(self) -> dict[str, str]:
        """Outputs of the stack."""
        own = {f"{queue.name.capitalize()}QueueUrl": queue.url for queue in self.all}
        dead = {f"{queue.name.capitalize()}DeadLetterQueueUrl": queue.dead_letters.url for queue in self.all}
        return own | dead
