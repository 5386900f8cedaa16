"""Follow-up work of commits: the stream's fan-out, routing, sending, fetching, jobs."""

from constructs import Construct

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
        self.queues = Queues(self)
        self.schedules = Schedules(
            self, "Schedules", deployment=deployment, queues=[self.queues.outbound, self.queues.routing]
        )
        self.schedules.accept_access(self)
        parts = Parts(self, data, self.queues, self.schedules)
        fanout, feed, router, sender = make_fanout(parts), make_feed(parts), make_router(parts), make_sender(parts)
        fanout.reserve(deployment.reserved(_FANOUT_SHARE))
        sender.reserve(deployment.reserved(SENDER_SHARE))
        others = [make_fetcher(parts), make_worker(parts), make_notifier(parts), make_indexer(parts)]
        self.functions = [fanout, feed, router, sender, *others]
        self.stream_consumers = parts.stream_consumers
        self.publish(**self.queues.urls, ScheduledDeadLetterQueueUrl=self.schedules.dead_letters.url)
