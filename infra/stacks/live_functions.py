"""The functions of the live connection."""

from aws_cdk import Duration

from infra import stream_filter
from infra.constructs.function import Function
from infra.constructs.queue import queue_urls
from infra.constructs.table import table_names
from infra.constructs.websocket_api import WebSocketApi
from infra.stacks.parts import Parts


def make_live(parts: Parts, api: WebSocketApi) -> Function:
    stack, data = parts.stack, parts.data
    function = Function(
        stack,
        "live",
        deployment=stack.deployment,
        description="Admits live connections, and keeps what they watch",
        memory_mb=512,
        # if a table hangs, the client is told so before the gateway gives up
        timeout=Duration.seconds(28),
        environment={
            **table_names(data.conversations, data.directory, data.feed),
            **_live_settings(parts, api),
            **parts.schedules.settings(parts.queues.routing),
        },
        allow=[
            parts.queues.routing.allow("SendMessage"),
            parts.schedules.allow("CreateSchedule"),
            parts.schedules.allow_passing_role(),
            data.conversations.allow("GetItem"),
            data.directory.allow("GetItem", "BatchGetItem", "Query"),
            data.feed.allow("Query"),
            data.live.allow("GetItem", "Query", "PutItem", "UpdateItem", "DeleteItem"),
        ],
    )
    api.allow_writing(function)
    api.serve(
        function,
        because="A browser cannot send a header when it connects. The function admits whoever offers a ticket that "
        "is good once and for 30 seconds, and nobody else gets a connection.",
    )
    return function


def make_pusher(parts: Parts, api: WebSocketApi) -> Function:
    stack, data = parts.stack, parts.data
    function = Function(
        stack,
        "pusher",
        deployment=stack.deployment,
        description="Pushes what is new in the feed to those who watch it",
        # to sign a request for each connection is CPU time, and CPU comes with memory
        memory_mb=1024,
        timeout=Duration.seconds(60),
        environment={
            **table_names(data.conversations, data.contacts, data.directory),
            **_live_settings(parts, api),
        },
        allow=[
            parts.queues.routing.allow("SendMessage"),
            data.conversations.allow("GetItem", "BatchGetItem", "Query"),
            data.contacts.allow("Query"),
            data.directory.allow("GetItem", "BatchGetItem", "Query"),
            data.live.allow("GetItem", "Query", "UpdateItem", "DeleteItem"),
        ],
    )
    api.allow_writing(function)
    parts.follow(function, (data.feed, stream_filter.OF_FEED))
    return function


def _live_settings(parts: Parts, api: WebSocketApi) -> dict[str, str]:
    return {
        **table_names(parts.data.live),
        "SOCKETS_URL": api.management_url,
        **queue_urls(parts.queues.routing),
        "AWAY_AFTER_SECONDS": str(parts.stack.deployment.away_after_seconds),
        **parts.key,
    }
