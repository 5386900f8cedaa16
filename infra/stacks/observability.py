"""Alarms and the dashboard."""

from aws_cdk import Duration
from aws_cdk import aws_cloudwatch as cloudwatch
from constructs import Construct

from infra.constructs.alarms import Alarms
from infra.constructs.dashboard import Dashboard
from infra.constructs.function import Function
from infra.constructs.http_api import HttpApi
from infra.constructs.queue import DeadLetterQueue, Queue
from infra.deployment import Deployment
from infra.stacks.api import ApiStack
from infra.stacks.base import KanaalStack
from infra.stacks.processing import ProcessingStack

_MINUTE = Duration.minutes(1)
_FIVE_MINUTES = Duration.minutes(5)

UNHANDLED_UPDATES = cloudwatch.Metric(
    namespace="Kanaal",
    metric_name="UnhandledUpdates",
    dimensions_map={"service": "webhook"},
    statistic="Sum",
    period=_FIVE_MINUTES,
)


class ObservabilityStack(KanaalStack):
    def __init__(self, scope: Construct, deployment: Deployment, processing: ProcessingStack, api: ApiStack) -> None:
        super().__init__(scope, "Observability", deployment, description="Kanaal: alarms and the dashboard")
        self.alarms = Alarms(self, "Alarms", deployment=deployment)
        functions = [*api.functions, *processing.functions]
        for function in functions:
            self._watch_function(function)
        for queue in processing.queues:
            self._watch_queue(queue)
        for dead_letters in processing.dead_letter_queues:
            self._watch_dead_letters(dead_letters)
        for http_api in api.apis:
            self._watch_api(http_api)
        self.alarms.raise_when(
            "fanout-lag",
            processing.fanout.function.metric("IteratorAge", statistic="Maximum", period=_MINUTE),
            reaches=Duration.minutes(1).to_milliseconds(),
            periods=3,
            means="Committed changes are not processed: replies wait. Read the log of fanout.",
        )
        self.alarms.raise_when(
            "unhandled-updates",
            UNHANDLED_UPDATES,
            reaches=1,
            means="Our code failed on an update of a messaging service. It is kept raw; the log of webhook names it.",
        )
        Dashboard(
            self,
            "Dashboard",
            functions=functions,
            queues=processing.queues,
            dead_letter_queues=processing.dead_letter_queues,
            apis=api.apis,
            stream_consumer=processing.fanout,
            unhandled_updates=UNHANDLED_UPDATES,
        )

    def _watch_function(self, function: Function) -> None:
        self.alarms.raise_when(
            f"{function.name}-errors",
            function.function.metric_errors(period=_FIVE_MINUTES),
            reaches=1,
            means=f"{function.name} failed: an exception left its handler, or it ran out of time or memory.",
        )
        self.alarms.raise_when(
            f"{function.name}-throttles",
            function.function.metric_throttles(period=_FIVE_MINUTES),
            reaches=1,
            means=f"{function.name} was throttled: the account's concurrency is used up.",
        )

    def _watch_queue(self, queue: Queue) -> None:
        self.alarms.raise_when(
            f"{queue.node.id}-age",
            queue.queue.metric_approximate_age_of_oldest_message(period=_MINUTE, statistic="Maximum"),
            reaches=queue.patience.to_seconds(),
            periods=3,
            means=f"Messages in the queue {queue.node.id} are not being processed.",
        )

    def _watch_dead_letters(self, dead_letters: DeadLetterQueue) -> None:
        self.alarms.raise_when(
            f"{dead_letters.source}-dead-letters",
            dead_letters.queue.metric_approximate_number_of_messages_visible(period=_MINUTE, statistic="Maximum"),
            reaches=1,
            means=f"Messages of {dead_letters.source} failed permanently and are in the dead-letter queue.",
        )

    def _watch_api(self, http_api: HttpApi) -> None:
        self.alarms.raise_when(
            f"{http_api.node.id}-5xx",
            http_api.api.metric_server_error(period=_FIVE_MINUTES, statistic="Sum"),
            reaches=1,
            means=f"The API {http_api.node.id} responded with a server error.",
        )
