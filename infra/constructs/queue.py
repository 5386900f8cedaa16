"""Queues: none without a place for what cannot be handled, none that speaks without TLS."""

from aws_cdk import Duration
from aws_cdk import aws_iam as iam
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from infra.constructs.nag import accept

_MAX_RETENTION = Duration.days(14)


class _AnyQueue(Construct):
    """What work queues and dead-letter queues have in common."""

    queue: sqs.Queue

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
    """Where work of `source` that was given up waits for a person, as long as SQS can keep it."""

    def __init__(self, scope: Construct, name: str, *, source: str, fifo: bool = False) -> None:
        super().__init__(scope, name)
        self.source = source
        self.queue = sqs.Queue(
            self,
            "Queue",
            fifo=fifo or None,  # CloudFormation knows no `false` here
            encryption=sqs.QueueEncryption.SQS_MANAGED,
            enforce_ssl=True,
            retention_period=_MAX_RETENTION,
        )
        reason = "This is a dead-letter queue: nothing consumes it, an alarm watches it."
        accept(self, {"AwsSolutions-SQS3": reason, "Serverless-SQSRedrivePolicy": reason})


class Queue(_AnyQueue):
    """Work for one consumer. What fails `max_receives` times goes to the dead-letter queue; `patience` is how old
    the oldest message may get before a person should know."""

    def __init__(
        self,
        scope: Construct,
        name: str,
        *,
        consumer_timeout: Duration,
        max_receives: int,
        patience: Duration,
        fifo: bool = False,
    ) -> None:
        super().__init__(scope, name)
        self.patience = patience
        self.dead_letters = DeadLetterQueue(self, "DeadLetters", source=name, fifo=fifo)
        self.queue = sqs.Queue(
            self,
            "Queue",
            fifo=fifo or None,
            # whoever sends names each message: equal texts are not duplicates
            content_based_deduplication=False if fifo else None,
            # throughput and deduplication per group, so that all conversations together have no common limit
            deduplication_scope=sqs.DeduplicationScope.MESSAGE_GROUP if fifo else None,
            fifo_throughput_limit=sqs.FifoThroughputLimit.PER_MESSAGE_GROUP_ID if fifo else None,
            encryption=sqs.QueueEncryption.SQS_MANAGED,
            enforce_ssl=True,
            retention_period=_MAX_RETENTION,
            # what Lambda asks for: room to try a throttled consumer again before the message comes back
            visibility_timeout=Duration.seconds(6 * consumer_timeout.to_seconds()),
            dead_letter_queue=sqs.DeadLetterQueue(queue=self.dead_letters.queue, max_receive_count=max_receives),
        )
