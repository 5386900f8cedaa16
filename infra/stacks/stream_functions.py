"""Functions that follow a stream: the fan-out, the change feed, and who is told of it."""

from aws_cdk import Duration

from infra import stream_filter
from infra.constructs.function import Function
from infra.constructs.queue import queue_urls
from infra.constructs.schedules import Recurring
from infra.constructs.table import table_names
from infra.stacks.parts import DECIDING, WAITING, Parts


def make_fanout(parts: Parts) -> Function:
    data, queues = parts.data, parts.queues
    sends_to = (queues.routing, queues.outbound, queues.files, queues.jobs, queues.mails)
    function = Function(
        parts.stack,
        "fanout",
        deployment=parts.stack.deployment,
        description="Turns committed changes into work: routing, sending, fetching, jobs",
        memory_mb=256,
        timeout=Duration.seconds(60),
        environment={
            **table_names(data.conversations, data.directory),
            **queue_urls(*sends_to),
            **parts.schedules.settings(queues.outbound, queues.routing),
        },
        allow=[
            data.conversations.allow(*DECIDING, "BatchGetItem"),
            data.conversations.allow("DeleteItem", partitions=WAITING),
            data.conversations.allow_query(*data.indexes_of_accounts),
            data.directory.allow("GetItem", "Query"),
            *(queue.allow("SendMessage") for queue in sends_to),
            parts.schedules.allow("CreateSchedule"),
            parts.schedules.allow_passing_role(),
        ],
    )
    parts.follow(
        function,
        (data.conversations, stream_filter.OF_CONVERSATIONS),
        (data.directory, stream_filter.OF_DIRECTORY),
    )
    return function


def make_feed(parts: Parts) -> Function:
    stack, data, queues = parts.stack, parts.data, parts.queues
    function = Function(
        stack,
        "feed",
        deployment=stack.deployment,
        description="Writes every change into the change feed, once and in order",
        memory_mb=256,
        timeout=Duration.seconds(60),
        environment={
            **table_names(data.feed),
            **queue_urls(queues.index),
            "SEARCH_ENGINE": stack.deployment.search,
        },
        allow=[data.feed.allow("Query", "PutItem"), queues.index.allow("SendMessage")],
    )
    Recurring(
        stack,
        "FeedDaily",
        every=Duration.days(1),
        arn=function.function.function_arn,
        allowed=function.allow_calling(),
        message={"day": "passed"},
    )
    parts.follow(
        function,
        (data.conversations, stream_filter.FEED_OF_CONVERSATIONS),
        (data.contacts, stream_filter.FEED_OF_CONTACTS),
        (data.directory, stream_filter.FEED_OF_DIRECTORY),
        # one item of the feed for each batch: a second's changes together cost what one costs
        batch_size=1000,
        window_seconds=1,
    )
    return function


def make_notifier(parts: Parts) -> Function:
    data, queue = parts.data, parts.queues.webhooks
    function = parts.make_consumer(
        "notifier",
        queue,
        description="Tells webhook subscriptions what changes",
        memory_mb=256,
        environment={
            **table_names(data.conversations, data.directory, data.feed),
            "SECRETS_KEY_ID": data.secrets_key.key_id,
            **parts.key,
            **parts.stack.deployment.retry_settings,
        },
        allow=[
            data.conversations.allow("BatchGetItem"),
            data.conversations.allow("PutItem", partitions=["deliveries#*"]),
            data.directory.allow("GetItem", "Query"),
            data.directory.allow(
                "PutItem", "UpdateItem", partitions=["webhook_subscriptions", "webhook_subscription#*", "audit"]
            ),
            data.feed.allow("GetItem", "Query"),
            data.allow_opening("webhook_subscription/*"),
            queue.allow("SendMessage", "ChangeMessageVisibility"),
        ],
        # One message per batch: each is a run of its own. Slow receivers take few places.
        batch_size=1,
        at_most=20,
    )
    parts.follow(function, (data.feed, stream_filter.OF_FEED))
    return function
