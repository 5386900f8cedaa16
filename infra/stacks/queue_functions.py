"""Functions that work off a queue: routing, sending, fetching, jobs, the index."""

from aws_cdk import Duration
from aws_cdk import aws_iam as iam

from helpdesk.search.work import GROUP as INDEX_GROUP
from infra.constructs.bucket import EXPORTS, FILES, INDEX, UPLOADS
from infra.constructs.function import Function
from infra.constructs.schedules import Recurring
from infra.constructs.search_collection import WRITES
from infra.stacks.parts import DECIDING, WAITING, Parts

SENDER_SHARE = 0.05
_PERSONAL = ["?" * 26, "drafts#*", "unhandled#*", "deliveries#*", *WAITING]
"""What an erasure deletes: whole conversations, whose partitions are named by hashes of 26 characters, and what is kept
beside them. No claim, no counter, and nothing that waits for a receiver."""


def make_router(parts: Parts) -> Function:
    stack, data, queues = parts.stack, parts.data, parts.queues
    function = Function(
        stack,
        "router",
        deployment=stack.deployment,
        description="Finds owners for tickets, and follows working hours",
        memory_mb=256,
        timeout=queues.routing.consumer_timeout,
        environment={
            "CONVERSATIONS_TABLE": data.conversations.name,
            "DIRECTORY_TABLE": data.directory.name,
            "CONTACTS_TABLE": data.contacts.name,
            **queues.routing.consumer_settings,
            "LIVE_TABLE": data.live.name,
        },
        allow=[
            data.live.allow("GetItem", "ConditionCheckItem", partitions=["connections#*"]),
            data.conversations.allow(*DECIDING, "BatchGetItem"),
            data.conversations.allow("DeleteItem", partitions=WAITING),
            data.conversations.allow_query("tickets_by_owner"),
            data.directory.allow("GetItem"),
            data.directory.allow("PutItem", partitions=["availability#*"]),
            data.directory.allow_query("directory_by_kind"),
            data.contacts.allow("GetItem", "Query"),
            queues.routing.allow("SendMessage"),
            queues.routing.dead_letters.allow("SendMessage"),
        ],
    )
    parts.consume("RouterOfRouting", function, queues.routing, batch_size=10, at_most=5)
    return function


def make_sender(parts: Parts) -> Function:
    stack, data, queues = parts.stack, parts.data, parts.queues
    function = Function(
        stack,
        "sender",
        deployment=stack.deployment,
        description="Delivers replies to messaging services",
        memory_mb=256,
        timeout=queues.outbound.consumer_timeout,
        environment={
            "CONVERSATIONS_TABLE": data.conversations.name,
            "DIRECTORY_TABLE": data.directory.name,
            "SECRETS_KEY_ID": data.secrets_key.key_id,
            **queues.outbound.consumer_settings,
            "PORTAL_ID": stack.deployment.portal_id,
            **stack.deployment.retry_settings,
            **data.file_settings,
        },
        allow=[
            *data.allow_linking(),
            data.conversations.allow("GetItem", "Query", "UpdateItem", "PutItem", "ConditionCheckItem"),
            data.conversations.allow("DeleteItem", partitions=["parked#*"]),
            data.directory.allow("GetItem", "UpdateItem"),
            iam.PolicyStatement(actions=["kms:Decrypt"], resources=[data.secrets_key.key_arn]),
            queues.outbound.allow("ChangeMessageVisibility", "SendMessage"),
            queues.outbound.dead_letters.allow("SendMessage"),
        ],
    )
    # One message per batch: a failed one must not keep others of its conversation in flight.
    parts.consume("SenderOfOutbound", function, queues.outbound, batch_size=1, share=SENDER_SHARE, at_most=50)
    return function


def make_fetcher(parts: Parts) -> Function:
    stack, data, queues = parts.stack, parts.data, parts.queues
    function = Function(
        stack,
        "fetcher",
        deployment=stack.deployment,
        description="Fetches the files that messages name",
        memory_mb=512,
        timeout=queues.files.consumer_timeout,
        environment={
            "DIRECTORY_TABLE": data.directory.name,
            "SECRETS_KEY_ID": data.secrets_key.key_id,
            **data.file_settings,
            **queues.files.consumer_settings,
            **stack.deployment.retry_settings,
        },
        allow=[
            data.directory.allow("GetItem"),
            data.allow_opening("account/*"),
            data.files.allow("GetItem", "PutItem"),
            data.bucket.allow("PutObject", "AbortMultipartUpload", "DeleteObject", under=[FILES]),
            queues.files.allow("ChangeMessageVisibility"),
            queues.files.dead_letters.allow("SendMessage"),
        ],
    )
    # One file per batch: a slow one must not make others wait.
    parts.consume("FetcherOfFiles", function, queues.files, batch_size=1, at_most=20)
    return function


def make_worker(parts: Parts) -> Function:
    stack, data, queues = parts.stack, parts.data, parts.queues
    function = Function(
        stack,
        "worker",
        deployment=stack.deployment,
        description="Works on jobs, such as changes of many tickets, in turns",
        memory_mb=256,
        timeout=queues.jobs.consumer_timeout,
        environment={
            "CONVERSATIONS_TABLE": data.conversations.name,
            "CONTACTS_TABLE": data.contacts.name,
            "DIRECTORY_TABLE": data.directory.name,
            "FILES_TABLE": data.files.name,
            "FILES_BUCKET": data.bucket.name,
            **queues.jobs.consumer_settings,
        },
        allow=[
            data.conversations.allow(*DECIDING, "BatchGetItem"),
            data.conversations.allow("DeleteItem", partitions=_PERSONAL),
            data.conversations.allow_query(*data.indexes_of_accounts, "tickets_by_contact"),
            data.contacts.allow("GetItem", "Query", "DeleteItem"),
            data.files.allow("BatchGetItem", "PutItem"),
            data.bucket.allow("DeleteObject", under=[UPLOADS, FILES, EXPORTS]),
            data.bucket.allow("PutObject", "AbortMultipartUpload", under=[EXPORTS]),
            data.directory.allow("GetItem", "Query", "PutItem", "UpdateItem"),
            data.directory.allow_query("directory_by_kind"),
            queues.jobs.allow("SendMessage", "ChangeMessageVisibility"),
            queues.jobs.dead_letters.allow("SendMessage"),
        ],
    )
    # One job per batch: each has a turn of its own.
    parts.consume("WorkerOfJobs", function, queues.jobs, batch_size=1, at_most=10)
    return function


def make_indexer(parts: Parts) -> Function:
    stack, data, queues = parts.stack, parts.data, parts.queues
    function = Function(
        stack,
        "indexer",
        deployment=stack.deployment,
        description="Writes the index: follows the change feed, or reads the tables",
        # A processor of its own: most of its work is arithmetic.
        memory_mb=1769,
        timeout=queues.index.consumer_timeout,
        storage_mb=2048,
        bundle=stack.deployment.find_bundle,
        environment={
            "CONVERSATIONS_TABLE": data.conversations.name,
            "CONTACTS_TABLE": data.contacts.name,
            "DIRECTORY_TABLE": data.directory.name,
            "FEED_TABLE": data.feed.name,
            "FILES_BUCKET": data.bucket.name,
            **data.search_settings,
            **queues.index.consumer_settings,
        },
        allow=[
            data.feed.allow("Query"),
            data.conversations.allow("BatchGetItem", "Scan"),
            data.contacts.allow("Query"),
            data.directory.allow("BatchGetItem", "Query"),
            data.bucket.allow("GetObject", "PutObject", "DeleteObject", under=[INDEX]),
            data.bucket.allow_listing(INDEX),
            queues.index.allow("SendMessage", "ChangeMessageVisibility"),
            queues.index.dead_letters.allow("SendMessage"),
        ],
    )
    if data.search:
        data.search.let(function, do=WRITES)
    parts.consume("IndexerOfIndex", function, queues.index, batch_size=1, at_most=2)
    # Where little happens, the feed announces nothing for long; and files that nobody needs have to go. With
    # OpenSearch each entry is announced, and each question wakes it, for ten minutes at least.
    Recurring(
        stack,
        "IndexRegularly",
        queue=queues.index,
        every=Duration.days(1) if data.search else Duration.hours(1),
        message={"scheduled": True},
        group=INDEX_GROUP,
    )
    return function
