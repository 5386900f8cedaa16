"""The dashboard: APIs, functions, queues."""

from collections.abc import Sequence

from aws_cdk import Duration, Stack
from aws_cdk import aws_cloudwatch as cloudwatch
from constructs import Construct

from infra.constructs.function import Function
from infra.constructs.http_api import HttpApi
from infra.constructs.queue import DeadLetterQueue, Queue

_MINUTE = Duration.minutes(1)
_HALF_WIDTH = 12


class Dashboard(Construct):
    def __init__(
        self,
        scope: Construct,
        name: str,
        *,
        apis: Sequence[HttpApi],
        functions: Sequence[Function],
        queues: Sequence[Queue],
        dead_letter_queues: Sequence[DeadLetterQueue],
        followers: Sequence[Function],
        unhandled_updates: cloudwatch.IMetric,
    ) -> None:
        super().__init__(scope, name)
        lambdas = {function.name: function.function for function in functions}
        self._dashboard = cloudwatch.Dashboard(self, "Dashboard", dashboard_name=Stack.of(self).stack_name)
        self._row(
            _graph("Requests", [http.api.metric_count(label=http.node.id, period=_MINUTE) for http in apis]),
            _graph(
                "Rejected and failed",
                [
                    *(http.api.metric_client_error(label=f"{http.node.id} 4xx", period=_MINUTE) for http in apis),
                    *(http.api.metric_server_error(label=f"{http.node.id} 5xx", period=_MINUTE) for http in apis),
                    unhandled_updates,
                ],
            ),
        )
        self._row(
            _graph(
                "Latency, p99",
                [http.api.metric_latency(label=http.node.id, statistic="p99", period=_MINUTE) for http in apis],
            ),
            _graph(
                "Duration, p99",
                [f.metric_duration(label=name, statistic="p99", period=_MINUTE) for name, f in lambdas.items()],
            ),
        )
        self._row(
            _graph("Invocations", [f.metric_invocations(label=name, period=_MINUTE) for name, f in lambdas.items()]),
            _graph(
                "Errors and throttles",
                [
                    *(f.metric_errors(label=f"{name} errors", period=_MINUTE) for name, f in lambdas.items()),
                    *(f.metric_throttles(label=f"{name} throttles", period=_MINUTE) for name, f in lambdas.items()),
                ],
            ),
        )
        self._row(
            _graph(
                "Age of the oldest work",
                [
                    *(
                        q.queue.metric_approximate_age_of_oldest_message(label=f"{q.node.id} (s)", period=_MINUTE)
                        for q in queues
                    ),
                    *(
                        each.function.metric(
                            "IteratorAge", label=f"{each.name} (ms)", statistic="Maximum", period=_MINUTE
                        )
                        for each in followers
                    ),
                ],
            ),
            _graph(
                "Dead letters",
                [
                    q.queue.metric_approximate_number_of_messages_visible(label=q.source, period=_MINUTE)
                    for q in dead_letter_queues
                ],
            ),
        )

    def _row(self, *widgets: cloudwatch.IWidget) -> None:
        self._dashboard.add_widgets(*widgets)


def _graph(title: str, metrics: Sequence[cloudwatch.IMetric]) -> cloudwatch.GraphWidget:
    return cloudwatch.GraphWidget(title=title, left=list(metrics), width=_HALF_WIDTH)
