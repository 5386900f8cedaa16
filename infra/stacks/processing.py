"""Follow-up work of commits: the stream's fan-out, routing, sending, fetching, jobs."""

from constructs import Construct

from infra.constructs.function import Function
from infra.constructs.queue import DeadLetterQueue
from infra.constructs.schedules import Schedules
from infra.deployment import Deployment
from infra.stacks.base import KanaalStack
from infra.stacks.data import DataStack
from infra.stacks.parts import Parts
from infra.stacks.queue_functions import SENDER_SHARE, make_fetcher, make_indexer, make_router, make_sender, make_worker
from infra.stacks.queues import Queues
from infra.stacks.stream_functions import make_fanout, make_feed, make_notifier

_FANOUT_SHARE = 0.1
"""Of the concurrent executions of the AWS account. A table's stream starts one for each of its shards."""


class ProcessingStack(KanaalStack):
    def __init__(self, scope: Construct, deployment: Deployment, data: DataStack) -> None:
        super().__init__(scope, "Processing", deployment, description="Kanaal: what follows from commits")
        data.bucket.accept_access(self)
        self.work = Queues(self)
        self.schedules = Schedules(
            self, "Schedules", deployment=deployment, queues=[self.work.outbound, self.work.routing]
        )
        self.schedules.accept_access(self)
        parts = Parts(self, data, self.work, self.schedules)
        self.fanout, self.feed, router = make_fanout(parts), make_feed(parts), make_router(parts)
        sender, fetcher, worker = make_sender(parts), make_fetcher(parts), make_worker(parts)
        self.notifier, indexer = make_notifier(parts), make_indexer(parts)
        self.fanout.reserve(deployment.reserved(_FANOUT_SHARE))
        sender.reserve(deployment.reserved(SENDER_SHARE))
        self.functions: list[Function] = [
            *(self.fanout, self.feed, router, sender, fetcher, worker, self.notifier, indexer),
        ]
        self.stream_consumers = parts.stream_consumers
        self.queues = self.work.all
        self.publish(**self.work.urls, ScheduledDeadLetterQueueUrl=self.schedules.dead_letters.url)

    @property
    def dead_letter_queues(self) -> list[DeadLetterQueue]:
        of_queues = (queue.dead_letters for queue in self.queues)
        return [*of_queues, *self.work.of_streams.values(), self.schedules.dead_letters]
