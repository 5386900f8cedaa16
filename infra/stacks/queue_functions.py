"""Functions that work off a queue: routing, sending, fetching, jobs, the index, e-mails."""

from aws_cdk import Duration
from aws_cdk import aws_iam as iam

from helpdesk.indexing.work import GROUP as INDEX_GROUP
from infra.constructs.bucket import EXPORTS, FILES, INDEX, UPLOADS
from infra.constructs.function import Function
from infra.constructs.mail import Mail
from infra.constructs.schedules import Recurring
from infra.constructs.search_collection import WRITES
from infra.constructs.table import table_names
from infra.stacks.parts import DECIDING, WAITING, Parts

SENDER_SHARE = 0.05
_PERSONAL = ["?" * 26, "drafts#*", "unhandled#*", "deliveries#*", *WAITING]
"""What an erasure deletes: whole conversations, whose partitions are named by hashes of 26 characters, and what is kept
beside them. No claim, no counter, and nothing that waits for a receiver."""


def make_router(parts: Parts) -> Function:
    data, queue = parts.data, parts.queues.routing
    return parts.make_consumer(
        "router",
        queue,
        description="Finds owners for tickets, and follows working hours",
        memory_mb=256,
        environment=table_names(data.conversations, data.directory, data.contacts, data.live),
        allow=[
            data.live.allow("GetItem", "ConditionCheckItem", partitions=["connections#*"]),
            data.conversations.allow(*DECIDING, "BatchGetItem"),
            data.conversations.allow("DeleteItem", partitions=WAITING),
            data.conversations.allow_query("tickets_by_owner"),
            data.directory.allow("GetItem"),
            data.directory.allow("PutItem", partitions=["availability#*"]),
            data.directory.allow_query("directory_by_kind"),
            data.contacts.allow("GetItem", "Query"),
            queue.allow("SendMessage"),
        ],
        batch_size=10,
        at_most=5,
    )


def make_sender(parts: Parts) -> Function:
    data, queue, deployment = parts.data, parts.queues.outbound, parts.stack.deployment
    return parts.make_consumer(
        "sender",
        queue,
        description="Delivers replies to messaging services",
        memory_mb=256,
        environment={
            **table_names(data.conversations, data.directory),
            "SECRETS_KEY_ID": data.secrets_key.key_id,
            "PORTAL_ID": deployment.portal_id,
            **deployment.retry_settings,
            **data.file_settings,
        },
        allow=[
            *data.allow_linking(),
            data.conversations.allow("GetItem", "Query", "UpdateItem", "PutItem", "ConditionCheckItem"),
            data.conversations.allow("DeleteItem", partitions=["parked#*"]),
            data.directory.allow("GetItem", "UpdateItem"),
            iam.PolicyStatement(actions=["kms:Decrypt"], resources=[data.secrets_key.key_arn]),
            queue.allow("ChangeMessageVisibility", "SendMessage"),
        ],
        # One message per batch: a failed one must not keep others of its conversation in flight.
        batch_size=1,
        at_most=50,
        share=SENDER_SHARE,
    )


def make_fetcher(parts: Parts) -> Function:
    data, queue = parts.data, parts.queues.files
    return parts.make_consumer(
        "fetcher",
        queue,
        description="Fetches the files that messages name",
        memory_mb=512,
        environment={
            **table_names(data.directory),
            "SECRETS_KEY_ID": data.secrets_key.key_id,
            **data.file_settings,
            **parts.stack.deployment.retry_settings,
        },
        allow=[
            data.directory.allow("GetItem"),
            data.allow_opening("account/*"),
            data.files.allow("GetItem", "PutItem"),
            data.bucket.allow("PutObject", "AbortMultipartUpload", "DeleteObject", under=[FILES]),
            queue.allow("ChangeMessageVisibility"),
        ],
        # One file per batch: a slow one must not make others wait.
        batch_size=1,
        at_most=20,
    )


def make_worker(parts: Parts) -> Function:
    data, queue = parts.data, parts.queues.jobs
    return parts.make_consumer(
        "worker",
        queue,
        description="Works on jobs, such as changes of many tickets, in turns",
        memory_mb=256,
        environment={
            **table_names(data.conversations, data.contacts, data.directory, data.files),
            "FILES_BUCKET": data.bucket.name,
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
            queue.allow("SendMessage", "ChangeMessageVisibility"),
        ],
        # One job per batch: each has a turn of its own.
        batch_size=1,
        at_most=10,
    )


def make_indexer(parts: Parts) -> Function:
    stack, data, queue = parts.stack, parts.data, parts.queues.index
    function = parts.make_consumer(
        "indexer",
        queue,
        description="Writes the index: follows the change feed, or reads the tables",
        # A processor of its own: most of its work is arithmetic.
        memory_mb=1769,
        storage_mb=2048,
        bundle=stack.deployment.find_bundle,
        environment={
            **table_names(data.conversations, data.contacts, data.directory, data.feed),
            "FILES_BUCKET": data.bucket.name,
            **data.search_settings,
        },
        allow=[
            data.feed.allow("Query"),
            data.conversations.allow("BatchGetItem", "Scan"),
            data.contacts.allow("Query"),
            data.directory.allow("BatchGetItem", "Query"),
            data.bucket.allow("GetObject", "PutObject", "DeleteObject", under=[INDEX]),
            data.bucket.allow_listing(INDEX),
            queue.allow("SendMessage", "ChangeMessageVisibility"),
        ],
        at_most=2,
    )
    if data.search:
        data.search.let(function, do=WRITES)
    # Where little happens, the feed announces nothing for long; and files that nobody needs have to go. With
    # OpenSearch each entry is announced, and each question wakes it, for ten minutes at least.
    Recurring(
        stack,
        "IndexRegularly",
        every=Duration.days(1) if data.search else Duration.hours(1),
        arn=queue.arn,
        allowed=queue.allow("SendMessage"),
        message={"scheduled": True},
        group=INDEX_GROUP,
    )
    return function


def make_mailer(parts: Parts, mail: Mail, page_url: str) -> Function:
    data, queue = parts.data, parts.queues.mails
    return parts.make_consumer(
        "mailer",
        queue,
        description="Writes e-mails to people of the desk who are away",
        memory_mb=256,
        environment={
            **table_names(data.conversations, data.directory),
            "MAIL_FROM": mail.sender,
            "WORKSPACE_URL": page_url,
        },
        allow=[
            data.conversations.allow("GetItem", "UpdateItem"),
            data.directory.allow("GetItem"),
            queue.allow("ChangeMessageVisibility"),
            *mail.allow_sending(),
        ],
        # One e-mail per batch: a slow one must not have others received again.
        batch_size=1,
        at_most=5,
    )
