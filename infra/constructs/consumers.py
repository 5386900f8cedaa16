"""Event source mappings: every setting is explicit, every retry is bounded, every failure is kept."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from aws_cdk import Duration
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk.aws_lambda import CfnEventSourceMapping
from constructs import Construct

from infra.constructs.function import Function
from infra.constructs.nag import accept
from infra.constructs.queue import DeadLetterQueue, Queue
from infra.constructs.table import Table

_MAX_AGE = Duration.hours(6)
_PARTIAL_FAILURES = ["ReportBatchItemFailures"]


class QueueConsumer(Construct):
    """The function handles the queue's messages and reports those of a batch that failed."""

    def __init__(
        self, scope: Construct, name: str, *, function: Function, queue: Queue, batch_size: int, max_concurrency: int
    ) -> None:
        super().__init__(scope, name)
        function.allow(queue.allow("ReceiveMessage", "DeleteMessage", "GetQueueAttributes"))
        CfnEventSourceMapping(
            self,
            "Mapping",
            function_name=function.function.function_name,
            event_source_arn=queue.arn,
            batch_size=batch_size,
            maximum_batching_window_in_seconds=0,
            function_response_types=_PARTIAL_FAILURES,
            scaling_config=CfnEventSourceMapping.ScalingConfigProperty(maximum_concurrency=max_concurrency),
        )
        accept(
            self,
            {
                "Serverless-LambdaEventSourceMappingDestination": "SQS sources take no destination: "
                "the queue's own redrive policy bounds the receives and keeps the failures."
            },
        )


class StreamConsumer(Construct):
    """The function handles the table's changes that match one of the patterns, in order within a partition."""

    def __init__(
        self,
        scope: Construct,
        name: str,
        *,
        function: Function,
        table: Table,
        patterns: Sequence[Mapping[str, Any]],
        failures: DeadLetterQueue,
        batch_size: int = 100,
        window_seconds: int = 0,
    ) -> None:
        """`window_seconds`: for so long, changes are collected for one batch."""
        super().__init__(scope, name)
        self.table, self.function, self.failures = table, function, failures
        function.allow(table.allow_reading_stream(), failures.allow("SendMessage"))
        mapping = CfnEventSourceMapping(
            self,
            "Mapping",
            function_name=function.function.function_name,
            event_source_arn=table.stream_arn,
            # a new mapping starts with existing records: a deployment must not skip a commit
            starting_position="TRIM_HORIZON",
            batch_size=batch_size,
            maximum_batching_window_in_seconds=window_seconds,
            filter_criteria=CfnEventSourceMapping.FilterCriteriaProperty(
                filters=[CfnEventSourceMapping.FilterProperty(pattern=json.dumps(pattern)) for pattern in patterns]
            ),
            # a bad record must not block its shard: it is isolated, retried alone, and set aside
            bisect_batch_on_function_error=True,
            function_response_types=_PARTIAL_FAILURES,
            # retries while the record is young: if a queue is unavailable for an hour, no reply is lost
            maximum_retry_attempts=10_000,
            maximum_record_age_in_seconds=_MAX_AGE.to_seconds(),
            destination_config=CfnEventSourceMapping.DestinationConfigProperty(
                on_failure=CfnEventSourceMapping.OnFailureProperty(destination=failures.arn)
            ),
            # whether changes are read at all: a disabled consumer has no errors and no lag
            metrics_config=CfnEventSourceMapping.MetricsConfigProperty(metrics=["EventCount"]),
        )
        self.polled = cloudwatch.Metric(
            namespace="AWS/Lambda",
            metric_name="PolledEventCount",
            dimensions_map={"EventSourceMappingUUID": mapping.attr_id},
            statistic="Sum",
        )
        """The changes that were read from the stream."""
