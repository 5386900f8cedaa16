"""The functions that answer requests of messaging services, integrations, agents and API clients."""

from collections.abc import Sequence

from aws_cdk import Duration
from aws_cdk import aws_cognito as cognito
from aws_cdk import aws_iam as iam

from infra.constructs.bucket import EXPORTS, INDEX
from infra.constructs.function import Function
from infra.constructs.queue import queue_urls
from infra.constructs.search_collection import READS
from infra.constructs.table import table_names
from infra.stacks.parts import Parts


def make_webhook(parts: Parts) -> Function:
    stack, data = parts.stack, parts.data
    return Function(
        stack,
        "webhook",
        deployment=stack.deployment,
        description="Verifies, normalises and commits what messaging services deliver",
        memory_mb=256,
        # if a table hangs, we respond with 503 before the gateway responds with 504
        timeout=Duration.seconds(28),
        environment={
            **table_names(data.conversations, data.contacts, data.directory),
            **parts.key,
            "SECRETS_KEY_ID": data.secrets_key.key_id,
        },
        allow=[
            data.conversations.allow("GetItem", "Query", "PutItem", "UpdateItem", "ConditionCheckItem"),
            data.contacts.allow("GetItem", "PutItem", "UpdateItem"),
            data.directory.allow("GetItem", "Query"),
            iam.PolicyStatement(actions=["kms:Decrypt"], resources=[data.secrets_key.key_arn]),
        ],
    )


def make_desk(parts: Parts, *, webhook_url: str, api_url: str, live_url: str) -> Function:
    stack, data = parts.stack, parts.data
    return Function(
        stack,
        "desk_api",
        deployment=stack.deployment,
        description="Serves agents, administrators and API clients",
        memory_mb=512,
        # to connect an account takes up to three calls of its service, of 7 s each
        timeout=Duration.seconds(28),
        environment={
            **table_names(data.conversations, data.contacts, data.directory, data.feed, data.live),
            **parts.key,
            "SECRETS_KEY_ID": data.secrets_key.key_id,
            **queue_urls(parts.queues.outbound, parts.queues.webhooks),
            "SCHEDULE_GROUP": parts.schedules.group,
            "WEBHOOK_URL": webhook_url,
            "API_URL": api_url,
            "PORTAL_ID": stack.deployment.portal_id,
            **stack.deployment.outgoing_settings,
            "TOKEN_HASH_KEY_ID": data.token_hash_key.key_id,
            "SENDS_MAIL": "true" if stack.deployment.mail_from else "false",
            "USER_POOL_ID": data.people.pool.user_pool_id,
            "LIVE_URL": live_url,
            **data.file_settings,
        },
        allow=[
            *data.allow_linking(),
            *data.allow_uploading(),
            data.people.allow_administration(),
            iam.PolicyStatement(actions=["kms:GenerateMac"], resources=[data.token_hash_key.key_arn]),
            data.bucket.allow("GetObject", under=[EXPORTS]),
            data.conversations.allow("GetItem", "BatchGetItem", "Query", "PutItem", "UpdateItem", "ConditionCheckItem"),
            data.conversations.allow("DeleteItem", partitions=["parked#*", "waiting"]),
            data.conversations.allow_query(*data.indexes_of_accounts, "tickets_by_contact"),
            # For replays of webhooks, and for replies that are tried now.
            parts.queues.outbound.allow("SendMessage", "ChangeMessageVisibility"),
            parts.queues.webhooks.allow("SendMessage"),
            parts.schedules.allow("DeleteSchedule"),
            data.contacts.allow("GetItem", "BatchGetItem", "Query", "PutItem", "UpdateItem", "DeleteItem"),
            data.contacts.allow_query("contacts_by_creation", "contacts_by_name", "contacts_by_owner"),
            data.directory.allow("GetItem", "BatchGetItem", "Query", "PutItem", "UpdateItem"),
            data.directory.allow("DeleteItem", partitions=["views", "views#*", "webhook_subscriptions"]),
            data.directory.allow_query("directory_by_kind"),
            data.feed.allow("GetItem", "Query"),
            data.live.allow("PutItem", partitions=["live_ticket#*"]),
            iam.PolicyStatement(actions=["kms:Encrypt"], resources=[data.secrets_key.key_arn]),
            # Credential checks of a channel are signed like its webhooks.
            # The services of accounts are asked with their credentials, and given their signing secrets.
            data.allow_opening("account/*", "app/*"),
        ],
    )


def make_find(parts: Parts) -> Function:
    stack, data = parts.stack, parts.data
    search = data.search
    # What it reads to catch up with the feed, where nobody else writes the index for it.
    follows = [] if search else [data.feed.allow("Query")]
    function = Function(
        stack,
        "find",
        deployment=stack.deployment,
        description="Finds tickets and texts, with an index of its own that follows the desk",
        # A processor of its own: what it does is arithmetic.
        memory_mb=1769,
        # The index of a large desk is loaded by a cold start.
        timeout=Duration.seconds(28),
        storage_mb=2048,
        bundle=stack.deployment.find_bundle,
        environment={
            **table_names(data.conversations, data.contacts, data.directory, data.feed),
            **parts.key,
            **data.file_settings,
            **data.search_settings,
            **queue_urls(parts.queues.index),
        },
        allow=[
            *data.allow_linking(),
            parts.queues.index.allow("SendMessage"),
            data.bucket.allow("GetObject", under=[INDEX]),
            *follows,
            data.conversations.allow("BatchGetItem"),
            data.contacts.allow("Query"),
            data.conversations.allow("Query", partitions=["deliveries#*"]),
            data.directory.allow("GetItem", "BatchGetItem", "Query"),
        ],
    )
    if search:
        search.let(function, do=READS)
    return function


def make_channel(parts: Parts, *, api_url: str) -> Function:
    stack, data = parts.stack, parts.data
    return Function(
        stack,
        "channel_api",
        deployment=stack.deployment,
        description="Serves integrations: channels, accounts, messages, statuses",
        memory_mb=512,
        timeout=Duration.seconds(15),
        environment={
            **table_names(data.conversations, data.contacts, data.directory),
            **parts.key,
            **data.file_settings,
            "SECRETS_KEY_ID": data.secrets_key.key_id,
            **queue_urls(parts.queues.outbound),
            **stack.deployment.outgoing_settings,
            "API_URL": api_url,
        },
        allow=[
            *data.allow_linking(),
            *data.allow_uploading(),
            data.conversations.allow("GetItem", "BatchGetItem", "Query", "PutItem", "UpdateItem", "ConditionCheckItem"),
            # For replays of webhooks.
            parts.queues.outbound.allow("SendMessage"),
            data.contacts.allow("GetItem", "PutItem", "UpdateItem"),
            data.directory.allow("GetItem", "BatchGetItem", "Query", "PutItem", "UpdateItem"),
            # An app reads the credentials of its own channels' accounts.
            data.allow_opening("account/*"),
        ],
    )


def make_authorizer(parts: Parts, clients: Sequence[cognito.UserPoolClient]) -> Function:
    stack, data = parts.stack, parts.data
    return Function(
        stack,
        "authorizer",
        deployment=stack.deployment,
        description="Authenticates callers of the desk API and the channel API",
        bundle=stack.deployment.authorizer_bundle,
        memory_mb=256,
        timeout=Duration.seconds(10),
        environment={
            **table_names(data.directory),
            "TOKEN_HASH_KEY_ID": data.token_hash_key.key_id,
            "USER_POOL_CLIENT_IDS": ",".join(client.user_pool_client_id for client in clients),
            "USER_POOL_ISSUER": data.people.issuer,
            "JWKS_URL": data.people.key_set_url,
        },
        allow=[
            data.directory.allow("GetItem"),
            # When a token was used last.
            data.directory.allow("UpdateItem", partitions=["token#*"]),
            iam.PolicyStatement(actions=["kms:VerifyMac"], resources=[data.token_hash_key.key_arn]),
        ],
    )
