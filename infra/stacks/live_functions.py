"""The functions of the live connection."""

from aws_cdk import Duration

from infra import stream_filter
from infra.constructs.consumers import StreamConsumer
from infra.constructs.function import Function
from infra.constructs.queue import DeadLetterQueue
from infra.constructs.websocket_api import WebSocketApi
from infra.stacks.api_parts import ApiParts


def make_live(parts: ApiParts, api: WebSocketApi) -> Function:
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
            "CONVERSATIONS_TABLE": data.conversations.name,
            "DIRECTORY_TABLE": data.directory.name,
            "FEED_TABLE": data.feed.name,
            **_live_settings(parts, api),
            **parts.schedules.settings(parts.work.routing),
        },
        allow=[
            parts.work.routing.allow("SendMessage"),
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


def make_pusher(parts: ApiParts, api: WebSocketApi, failures: DeadLetterQueue) -> tuple[Function, StreamConsumer]:
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
            "CONVERSATIONS_TABLE": data.conversations.name,
            "CONTACTS_TABLE": data.contacts.name,
            "DIRECTORY_TABLE": data.directory.name,
            **_live_settings(parts, api),
        },
        allow=[
            parts.work.routing.allow("SendMessage"),
            data.conversations.allow("GetItem", "BatchGetItem", "Query"),
            data.contacts.allow("Query"),
            data.directory.allow("GetItem", "BatchGetItem", "Query"),
            data.live.allow("GetItem", "Query", "UpdateItem", "DeleteItem"),
        ],
    )
    api.allow_writing(function)
    consumer = StreamConsumer(
        stack,
        "PusherOfFeed",
        function=function,
        table=data.feed,
        patterns=stream_filter.OF_FEED,
        failures=failures,
    )
    return function, consumer


def _live_settings(parts: ApiParts, api: WebSocketApi) -> dict[str, str]:
    return {
        "LIVE_TABLE": parts.data.live.name,
        "SOCKETS_URL": api.management_url,
        "ROUTING_QUEUE_URL": parts.work.routing.url,
        "AWAY_AFTER_SECONDS": str(parts.stack.deployment.away_after_seconds),
        **parts.key,
    }
