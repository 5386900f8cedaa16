"""Metrics of our own, as CloudWatch reads them from the log."""

from collections.abc import Callable
from typing import Any

from helpdesk.platform import aws


def counter(name: str) -> Callable[[int], None]:
    """Each call of it is one log line, and no call of AWS."""

    def count(number: int) -> None:
        # Imported when there is something to count: most cold starts have nothing.
        from aws_lambda_powertools import Metrics  # noqa: PLC0415
        from aws_lambda_powertools.metrics import MetricUnit  # noqa: PLC0415

        metrics: Any = Metrics(namespace=aws.METRICS_NAMESPACE)
        metrics.add_metric(name=name, unit=MetricUnit.Count, value=number)
        metrics.flush_metrics()

    return count
