"""Alarms and the dashboard."""

from aws_cdk import Duration
from aws_cdk import aws_cloudwatch as cloudwatch
from constructs import Construct

from infra.constructs.alarms import Alarms
from infra.constructs.consumers import StreamConsumer
from infra.constructs.dashboard import Dashboard
from infra.constructs.function import Function
from infra.constructs.http_api import HttpApi
from infra.constructs.queue import DeadLetterQueue, Queue
from infra.constructs.table import Table
from infra.deployment import Deployment
from infra.stacks.api import ApiStack
from infra.stacks.base import KanaalStack
from infra.stacks.data import DataStack
from infra.stacks.processing import ProcessingStack

_MINUTE = Duration.minutes(1)
_FIVE_MINUTES = Duration.minutes(5)
_QUARTER = Duration.minutes(15)
_FLOOD = 3_000
"""Rejected requests in 5 minutes: ten a second."""
_THROTTLED_REQUESTS = 10
"""In 5 minutes. Fewer are a moment's peak, which callers repeat."""
_WHEN_IT_LAGS = {
    "fanout": "Committed changes are not processed: replies wait.",
    "feed": "Changes do not reach the change feed: lists, search and subscribers lag.",
    "notifier": "Webhook subscriptions are not told what changes.",
    "pusher": "What happens at the desk does not reach those who watch it.",
}
"""What people notice of a function that follows a stream."""


def _own_metric(name: str, service: str) -> cloudwatch.Metric:
    return cloudwatch.Metric(
        namespace="Kanaal",
        metric_name=name,
        dimensions_map={"service": service},
        statistic="Sum",
        period=_FIVE_MINUTES,
    )


UNHANDLED_UPDATES = _own_metric("UnhandledUpdates", "webhook")
UNKNOWN_ITEMS = _own_metric("UnknownItems", "fanout")


class ObservabilityStack(KanaalStack):
    def __init__(
        self, scope: Construct, deployment: Deployment, data: DataStack, processing: ProcessingStack, api: ApiStack
    ) -> None:
        super().__init__(scope, "Observability", deployment, description="Kanaal: alarms and the dashboard")
        self.alarms = Alarms(self, "Alarms", deployment=deployment)
        functions = [*api.functions, *processing.functions]
        for function in functions:
            self._watch_function(function)
        consumers = [*processing.stream_consumers, *api.stream_consumers]
        followers = dict.fromkeys(consumer.function for consumer in consumers)
        queues = processing.queues.all
        dead_letter_queues = [
            *(queue.dead_letters for queue in queues),
            *dict.fromkeys(consumer.failures for consumer in consumers),
            processing.schedules.dead_letters,
        ]
        for queue in queues:
            self._watch_queue(queue)
        for dead_letters in dead_letter_queues:
            self._watch_dead_letters(dead_letters)
        for http_api in api.apis:
            self._watch_api(http_api)
        for follower in followers:
            self._watch_lag(follower)
        self.alarms.raise_when(
            "sockets-errors",
            api.live_api.count("IntegrationError").with_(period=_FIVE_MINUTES),
            reaches=1,
            means="Live connections or their messages failed on our side. Read the log of live.",
        )
        if data.search:
            self.alarms.raise_when(
                "search-5xx",
                data.search.failures().with_(period=_FIVE_MINUTES),
                reaches=1,
                means="OpenSearch Serverless failed: searching and lists are answered with 503. See AWS Health.",
            )
        # A local AWS has no alarms on expressions.
        if not deployment.is_local:
            for consumer in consumers:
                self._watch_stream(consumer)
            for table in data.tables:
                self._watch_table(table)
        self.alarms.raise_when(
            "unhandled-updates",
            UNHANDLED_UPDATES,
            reaches=1,
            means="Our code failed on an update of a messaging service. It is kept raw; the log of webhook names it.",
        )
        self.alarms.raise_when(
            "unknown-items",
            UNKNOWN_ITEMS,
            reaches=1,
            means="fanout passed by items that a newer version has written; the log of fanout names them.",
        )
        self.alarms.raise_when(
            "webhooks-4xx",
            api.webhook_api.api.metric_client_error(period=_FIVE_MINUTES, statistic="Sum"),
            reaches=_FLOOD,
            means="A flood of requests that are rejected: the webhooks' limit is shared by all services.",
        )
        Dashboard(
            self,
            "Dashboard",
            functions=functions,
            queues=queues,
            dead_letter_queues=dead_letter_queues,
            apis=api.apis,
            followers=list(followers),
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

    def _watch_lag(self, follower: Function) -> None:
        self.alarms.raise_when(
            f"{follower.name}-lag",
            follower.function.metric("IteratorAge", statistic="Maximum", period=_MINUTE),
            reaches=Duration.minutes(1).to_milliseconds(),
            periods=3,
            # without an invocation there is no data: a lag that was seen lasts until a batch shows that it is over
            missing=cloudwatch.TreatMissingData.IGNORE,
            means=f"{_WHEN_IT_LAGS[follower.name]} Read the log of {follower.name}.",
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
        self.alarms.raise_when(
            f"{http_api.node.id}-429",
            http_api.count_throttled(f"Kanaal/{self.deployment.stage}").with_(period=_FIVE_MINUTES),
            reaches=_THROTTLED_REQUESTS,
            means=f"The API {http_api.node.id} rejected requests with 429: more arrive than its limit allows.",
        )

    def _watch_stream(self, consumer: StreamConsumer) -> None:
        """A disabled consumer has no errors, no lag and no invocations. It shows as a table whose changes nobody
        reads. One quarter of an hour is no proof: a change at its end is read in the next."""
        unread = cloudwatch.MathExpression(
            expression="IF(FILL(written, 0) > 0 AND FILL(polled, 0) == 0, 1, 0)",
            using_metrics={"written": consumer.table.written(), "polled": consumer.polled},
            period=_QUARTER,
            label="changes that nobody reads",
        )
        self.alarms.raise_when(
            f"{consumer.function.name}-{consumer.table.node.id.lower()}-unread",
            unread,
            reaches=1,
            periods=2,
            of=8,
            means=f"The table {consumer.table.node.id} changes, but its stream is not read: is the mapping of "
            f"{consumer.node.id} disabled?",
        )

    def _watch_table(self, table: Table) -> None:
        metrics = {f"m{number}": metric for number, metric in enumerate(table.throttled())}
        throttled = cloudwatch.MathExpression(
            expression=" + ".join(f"FILL({name}, 0)" for name in metrics),
            using_metrics=metrics,
            period=_FIVE_MINUTES,
            label="throttled requests",
        )
        self.alarms.raise_when(
            f"{table.node.id.lower()}-table-throttles",
            throttled,
            reaches=_THROTTLED_REQUESTS,
            means=f"DynamoDB rejected requests of the table {table.node.id}: too many to one key, or a limit.",
        )
