"""Queues: each has a place for messages that cannot be processed, and on AWS each requires TLS."""

from aws_cdk import Duration
from aws_cdk import aws_iam as iam
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from infra.constructs.nag import accept
from infra.deployment import Deployment

_MAX_RETENTION = Duration.days(14)


class _AnyQueue(Construct):
    """The settings that work queues and dead-letter queues share."""

    queue: sqs.Queue

    def __init__(self, scope: Construct, name: str, *, deployment: Deployment) -> None:
        super().__init__(scope, name)
        if deployment.is_local:
            accept(
                self,
                {"AwsSolutions-SQS4": "A local AWS uses HTTP on loopback: a TLS-only queue would reject all requests."},
            )

    @property
    def arn(self) -> str:
        return self.queue.queue_arn

    @property
    def url(self) -> str:
        return self.queue.queue_url

    def allow(self, *operations: str) -> iam.PolicyStatement:
        """These operations (`SendMessage`, …) on the queue."""
        return iam.PolicyStatement(actions=[f"sqs:{operation}" for operation in operations], resources=[self.arn])


class DeadLetterQueue(_AnyQueue):
    """The dead-letter queue of `source`: its messages wait for a person, as long as SQS can keep them."""

    def __init__(self, scope: Construct, name: str, *, deployment: Deployment, source: str, fifo: bool = False) -> None:
        super().__init__(scope, name, deployment=deployment)
        self.source = source
        self.queue = sqs.Queue(
            self,
            "Queue",
            fifo=fifo or None,  # CloudFormation has no `false` here
            encryption=sqs.QueueEncryption.SQS_MANAGED,
            enforce_ssl=not deployment.is_local,
            retention_period=_MAX_RETENTION,
        )
        reason = "This is a dead-letter queue: nothing consumes it, an alarm watches it."
        accept(self, {"AwsSolutions-SQS3": reason, "Serverless-SQSRedrivePolicy": reason})


def queue_urls(*queues: "Queue") -> dict[str, str]:
    """The environment of a function that sends to these queues."""
    return {f"{queue.name.upper()}_QUEUE_URL": queue.url for queue in queues}


class Queue(_AnyQueue):
    """Work for one consumer. Messages that fail `max_receives` times go to the dead-letter queue; `patience` is the age
    of the oldest message at which a person should be notified. `comes_again_after`: a message whose consumer has died;
    by default after six times its timeout, as Lambda's documentation advises, so that it can wait for a consumer that
    is throttled."""

    def __init__(
        self,
        scope: Construct,
        name: str,
        *,
        deployment: Deployment,
        consumer_timeout: Duration,
        max_receives: int,
        patience: Duration,
        fifo: bool = False,
        comes_again_after: Duration | None = None,
    ) -> None:
        super().__init__(scope, name, deployment=deployment)
        self.name, self.consumer_timeout = name, consumer_timeout
        self.patience = patience
        self.dead_letters = DeadLetterQueue(self, "DeadLetters", deployment=deployment, source=name, fifo=fifo)
        self.queue = sqs.Queue(
            self,
            "Queue",
            fifo=fifo or None,
            # EventBridge Scheduler demands it, because it cannot name its messages. Every other producer does, and the
            # name counts: equal texts with different names are not duplicates.
            content_based_deduplication=True if fifo else None,
            # throughput and deduplication are per group, so that all conversations together have no common limit
            deduplication_scope=sqs.DeduplicationScope.MESSAGE_GROUP if fifo else None,
            fifo_throughput_limit=sqs.FifoThroughputLimit.PER_MESSAGE_GROUP_ID if fifo else None,
            encryption=sqs.QueueEncryption.SQS_MANAGED,
            enforce_ssl=not deployment.is_local,
            retention_period=_MAX_RETENTION,
            visibility_timeout=comes_again_after or Duration.seconds(6 * consumer_timeout.to_seconds()),
            dead_letter_queue=sqs.DeadLetterQueue(queue=self.dead_letters.queue, max_receive_count=max_receives),
        )

    @property
    def consumer_settings(self) -> dict[str, str]:
        """The environment of its consumer, which sets aside itself what cannot be processed."""
        return {**queue_urls(self), f"{self.name.upper()}_DEAD_LETTER_QUEUE_URL": self.dead_letters.url}
