"""Functions that follow a stream: the fan-out, the change feed, and who is told of it."""

from aws_cdk import Duration

from infra import stream_filter
from infra.constructs.daily import each_day
from infra.constructs.function import Function
from infra.stacks.parts import DECIDING, WAITING, Parts


def make_fanout(parts: Parts) -> Function:
    stack, data, queues = parts.stack, parts.data, parts.queues
    function = Function(
        stack,
        "fanout",
        deployment=stack.deployment,
        description="Turns committed changes into work: routing, sending, fetching, jobs",
        memory_mb=256,
        timeout=Duration.seconds(60),
        environment={
            "CONVERSATIONS_TABLE": data.conversations.name,
            "DIRECTORY_TABLE": data.directory.name,
            "ROUTING_QUEUE_URL": queues.routing.url,
            "OUTBOUND_QUEUE_URL": queues.outbound.url,
            "FILES_QUEUE_URL": queues.files.url,
            **parts.schedules.settings(queues.outbound, queues.routing),
            "JOBS_QUEUE_URL": queues.jobs.url,
            "MAILS_QUEUE_URL": queues.mails.url,
        },
        allow=[
            data.conversations.allow(*DECIDING, "BatchGetItem"),
            data.conversations.allow("DeleteItem", partitions=WAITING),
            data.conversations.allow_query(*data.indexes_of_accounts),
            data.directory.allow("GetItem", "Query"),
            queues.routing.allow("SendMessage"),
            queues.outbound.allow("SendMessage"),
            queues.files.allow("SendMessage"),
            parts.schedules.allow("CreateSchedule"),
            parts.schedules.allow_passing_role(),
            queues.jobs.allow("SendMessage"),
            queues.mails.allow("SendMessage"),
        ],
    )
    parts.follow("FanoutOfConversations", function, data.conversations, stream_filter.OF_CONVERSATIONS)
    parts.follow("FanoutOfDirectory", function, data.directory, stream_filter.OF_DIRECTORY)
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
            "FEED_TABLE": data.feed.name,
            "INDEX_QUEUE_URL": queues.index.url,
            "SEARCH_ENGINE": stack.deployment.search,
        },
        allow=[data.feed.allow("Query", "PutItem"), queues.index.allow("SendMessage")],
    )
    each_day(stack, "FeedDaily", function)
    sources = {
        "Conversations": (data.conversations, stream_filter.FEED_OF_CONVERSATIONS),
        "Contacts": (data.contacts, stream_filter.FEED_OF_CONTACTS),
        "Directory": (data.directory, stream_filter.FEED_OF_DIRECTORY),
    }
    for name, (table, patterns) in sources.items():
        # one item of the feed for each batch: a second's changes together cost what one costs
        parts.follow(f"FeedOf{name}", function, table, patterns, batch_size=1000, window_seconds=1)
    return function


def make_notifier(parts: Parts) -> Function:
    stack, data, queues = parts.stack, parts.data, parts.queues
    function = Function(
        stack,
        "notifier",
        deployment=stack.deployment,
        description="Tells webhook subscriptions what changes",
        memory_mb=256,
        timeout=queues.webhooks.consumer_timeout,
        environment={
            "CONVERSATIONS_TABLE": data.conversations.name,
            "DIRECTORY_TABLE": data.directory.name,
            "FEED_TABLE": data.feed.name,
            "SECRETS_KEY_ID": data.secrets_key.key_id,
            "DESK_KEY": data.desk_key.secret_value.unsafe_unwrap(),
            **queues.webhooks.consumer_settings,
            **stack.deployment.retry_settings,
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
            queues.webhooks.allow("SendMessage", "ChangeMessageVisibility"),
            queues.webhooks.dead_letters.allow("SendMessage"),
        ],
    )
    parts.follow("NotifierOfFeed", function, data.feed, stream_filter.OF_FEED)
    # One message per batch: each is a run of its own. Slow receivers take few places.
    parts.consume("NotifierOfWebhooks", function, queues.webhooks, batch_size=1, at_most=20)
    return function
