"""A whole desk in one process, on either backend: the functions' own composition roots, wired by hand."""

import itertools
import json
from collections.abc import Callable, Mapping
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import channel_api.root
import desk_api.root
import fanout.root
import feed.root
import fetcher.root
import find.root
import indexer.root
import live.root
import mailer.root
import notifier.root
import pusher.root
import router.root
import sender.root
import webhook.root
import worker.root
from channel_api.caller import UseCases
from channel_api.settings import Settings as ChannelApiSettings
from desk_api.desk import Desk
from desk_api.settings import Settings as DeskApiSettings
from fanout.settings import Settings as FanoutSettings
from feed.settings import Settings as FeedSettings
from fetcher.settings import Settings as FetcherSettings
from find.settings import Settings as FindSettings
from helpdesk.accounts.models import ChannelAccount
from helpdesk.accounts.repository import AccountRepository
from helpdesk.contacts.repository import ContactRepository
from helpdesk.contacts.service import ContactService
from helpdesk.conversations.repository import ConversationRepository
from helpdesk.files.repository import FileRepository
from helpdesk.inboxes.limits import InboxLimitRepository
from helpdesk.index.port import Index
from helpdesk.indexing.opensearch_engine import OpenSearchEngine
from helpdesk.intake.acceptance import Acceptance
from helpdesk.messaging.messages import ContentKind, InboundMessage
from helpdesk.messaging.messages import Sender as Person
from helpdesk.people.actors import ActorKind
from helpdesk.people.callers import Callers
from helpdesk.people.models import BuiltIn, User
from helpdesk.people.principals import Principal, Scope
from helpdesk.people.repository import UserRepository
from helpdesk.people.role_repository import RoleRepository
from helpdesk.people.roles import scopes_of
from helpdesk.platform.dynamodb import Database
from helpdesk.platform.kept_objects import KeptObjects
from helpdesk.platform.limited_connections import StartTimer, start_timer
from helpdesk.platform.objects import Objects
from helpdesk.platform.public_addresses import is_public_ip
from helpdesk.platform.queues import QueueMessage
from helpdesk.platform.retrying import TURN_SECONDS
from helpdesk.platform.schedules import Destination, Schedules
from helpdesk.platform.ses import Emails
from helpdesk.platform.standard_webhooks import headers as sign
from helpdesk.platform.standard_webhooks import new_secret
from helpdesk.staff.user_pool import UserPool
from helpdesk.tickets.opener import TicketOpener
from helpdesk.tickets.repository import TicketRepository
from helpdesk.tickets.rules import Rules
from indexer.app import IndexerFunction
from indexer.settings import Settings as IndexerSettings
from infra.find_routes import is_found
from infra.workbench.accounts import Connections
from infra.workbench.box import FakeBox
from infra.workbench.engine import Backend
from infra.workbench.environment import DESK_KEY
from infra.workbench.found import following
from infra.workbench.people import employ
from infra.workbench.tables import BUCKET, CONTACTS, CONVERSATIONS, DIRECTORY, FEED, FILES, LIVE
from live.settings import Settings as LiveSettings
from mailer.app import Mailer
from mailer.settings import Settings as MailerSettings
from notifier.settings import Settings as NotifierSettings
from pusher.settings import Settings as PusherSettings
from router.settings import Settings as RouterSettings
from sender.settings import Settings as SenderSettings
from tests.support.derived_routes import derive_once
from tests.support.fakes import FakeClock, FakeHttp, FakeQueue, FakeSchedules, FakeSes, FakeSockets
from tests.support.permissions import Watched, WatchedBox, WatchedQueue, WatchedSockets
from tests.support.token_hash import FakeTokenHash
from tests.support.user_pool import FakeUserPool
from webhook.settings import Settings as WebhookSettings
from worker.settings import Settings as WorkerSettings

derive_once()

SECRET = new_secret(b"a secret of twenty-four b")
TELEGRAM_SECRET = "telegram-secret"
BOT_TOKEN = "123:bot-token"
GROUP = "replies"
"""Of schedules."""
AWAY_AFTER = 180
"""Seconds without a connection."""
MAX_FILE_BYTES = 7 * 1024 * 1024


def no_client() -> Any:
    raise AssertionError("what has no file asks S3 for nothing")


def without_network(host: str, _port: int) -> list[str]:
    """Of the names there are, only this machine's; a public address is none that a test may call."""
    if host == "localhost":
        return ["127.0.0.1"]
    try:
        ip = ip_address(host.partition("%")[0])
    except ValueError as error:
        raise OSError("a test asks no name server") from error
    if is_public_ip(ip):
        raise OSError("a test calls nobody outside")
    return [host]


class DeskInProcess:
    def __init__(
        self,
        backend: Backend,
        store: Callable[[], Any] = no_client,
        *,
        malware_scan: bool = False,
        start_timer: StartTimer = start_timer,
        local: bool = False,
    ) -> None:
        """`local`: apps may give addresses on this machine, as beside a local AWS."""
        self._local = local
        database = backend.database
        self.backend, self.database = backend, database
        self.databases: dict[str, Database] = {}
        """The functions' own."""
        self.clock, self.box, self.http = FakeClock(), FakeBox(), FakeHttp()
        self.routing_queue, self.outbound_queue, self.dead_letters = FakeQueue(), FakeQueue(), FakeQueue()
        self.files_queue, self.files_dead_letters = FakeQueue(), FakeQueue()
        self.schedules = FakeSchedules()
        self.routing_dead_letters = FakeQueue()
        self.user_pool = FakeUserPool()
        self.mails_queue, self.mails_dead_letters = FakeQueue(), FakeQueue()
        self.ses = FakeSes()
        self.sockets = FakeSockets()
        self.webhooks_queue, self.webhooks_dead_letters = FakeQueue(), FakeQueue()
        self.jobs_queue, self.jobs_dead_letters = FakeQueue(), FakeQueue()
        self.index_queue, self.index_dead_letters = FakeQueue(), FakeQueue()
        self._store = store
        self._file_settings = file_settings = {
            "files_table": FILES,
            "files_bucket": BUCKET,
            "malware_scan": malware_scan,
        }
        self.conversations = ConversationRepository(database.table(CONVERSATIONS))
        self.files = FileRepository(database.table(FILES))
        self.tickets = TicketRepository(database.table(CONVERSATIONS))
        fetcher_settings = FetcherSettings(
            DIRECTORY,
            "key",
            FILES,
            BUCKET,
            "files",
            "dead",
            2.0,
            allow_loopback=True,
            delivery_ports="443,8443",
            malware_scan=malware_scan,
        )
        self.fetcher = fetcher.root.build(
            fetcher_settings,
            database=self._database("fetcher"),
            box=WatchedBox(self.box, "fetcher"),
            http=self.http,
            downloader=fetcher.root.new_downloader(
                fetcher_settings, max_bytes=MAX_FILE_BYTES, start_timer=start_timer, resolve=without_network
            ),
            objects=self._objects("fetcher"),
            queue=WatchedQueue(self.files_queue, "fetcher", "files"),
            dead_letters=WatchedQueue(self.files_dead_letters, "fetcher", "files/DeadLetters"),
            now=self.clock,
        )
        self.router = router.root.build(
            RouterSettings(CONVERSATIONS, DIRECTORY, CONTACTS, "routing", "dead", LIVE),
            database=self._database("router"),
            queue=WatchedQueue(self.routing_queue, "router", "routing"),
            dead_letters=WatchedQueue(self.routing_dead_letters, "router", "routing/DeadLetters"),
            now=self.clock,
        )
        self.mailer = self.mailer_from("desk@desk.example")
        self.sender = sender.root.build(
            SenderSettings(
                CONVERSATIONS,
                DIRECTORY,
                "key",
                "outbound",
                "dead",
                2.0,
                allow_loopback=True,
                delivery_ports="443,8443",
                portal_id=1,
                **file_settings,
            ),
            database=self._database("sender"),
            box=WatchedBox(self.box, "sender"),
            http=self.http,
            objects=self._objects("sender"),
            queue=WatchedQueue(self.outbound_queue, "sender", "outbound"),
            dead_letters=WatchedQueue(self.dead_letters, "sender", "outbound/DeadLetters"),
            now=self.clock,
        )
        self.notifier = notifier.root.build(
            NotifierSettings(
                CONVERSATIONS,
                DIRECTORY,
                FEED,
                "key",
                DESK_KEY,
                "webhooks",
                "dead",
                2.0,
                allow_loopback=True,
                delivery_ports="443,8443",
            ),
            database=self._database("notifier"),
            box=WatchedBox(self.box, "notifier"),
            http=self.http,
            queue=WatchedQueue(self.webhooks_queue, "notifier", "webhooks"),
            dead_letters=WatchedQueue(self.webhooks_dead_letters, "notifier", "webhooks/DeadLetters"),
            now=self.clock,
        )
        self.api = desk_api.root.build(
            DeskApiSettings(
                CONVERSATIONS,
                CONTACTS,
                DIRECTORY,
                "key",
                DESK_KEY,
                "outbound",
                GROUP,
                allow_loopback=False,
                delivery_ports="443,8443",
                webhook_url="https://desk.example/webhooks",
                portal_id=1,
                user_pool_id="pool",
                token_hash_key_id="key",
                sends_mail=False,
                feed_table=FEED,
                live_table=LIVE,
                live_url="wss://live.example/live",
                webhooks_queue_url="webhooks",
                **file_settings,
            ),
            database=self._database("desk_api"),
            box=WatchedBox(self.box, "desk_api"),
            http=self.http,
            objects=self._objects("desk_api"),
            outbound=WatchedQueue(self.outbound_queue, "desk_api", "outbound"),
            webhooks=WatchedQueue(self.webhooks_queue, "desk_api", "webhooks"),
            schedules=self._schedules("desk_api"),
            user_pool=UserPool(lambda: Watched(self.user_pool, "desk_api", "cognito-idp"), "pool"),
            hashing=FakeTokenHash(),
            now=self.clock,
        )
        find_settings = FindSettings(
            CONVERSATIONS, CONTACTS, DIRECTORY, FEED, **file_settings, index_queue_url="index", desk_key=DESK_KEY
        )
        self.follow_feed = following(self._database("find"), find_settings)
        self.find = find.root.build(
            find_settings,
            database=self._database("find"),
            objects=self._objects("find"),
            index=self.index,
            now=self.clock,
        )
        self.restart()
        self.accounts = AccountRepository(database.table(DIRECTORY))
        self.connections = Connections(database.table(DIRECTORY), self.box, self.clock)
        self.custom = self.connections.connect("custom", "Chat", SECRET, {"delivery_url": "https://chat.example/hook"})
        self.telegram = self.connections.connect("telegram", "Bot", TELEGRAM_SECRET, {"bot_token": BOT_TOKEN})
        self.agent = User("agent-1", "ada@desk.example", "Ada", BuiltIn.AGENT, "2026-11-22T09:00:00.000000Z")
        employ(database.table(DIRECTORY), self.agent)
        self.principal = Principal(ActorKind.PERSON, "agent-1", "Ada", frozenset(Scope))
        self._numbers = itertools.count(1)

    def _database(self, function: str) -> Database:
        client: Any = Watched(self.backend.client, function)
        return self.databases.setdefault(function, Database(client))

    def _objects(self, function: str) -> Objects:
        return Objects(lambda: Watched(self._store(), function, "s3"), BUCKET)

    def _schedules(self, function: str) -> Schedules:
        client = Watched(self.schedules, function, "scheduler")
        return Schedules(lambda: client, GROUP, Destination("outbound", "scheduled", "Schedules/Role"))

    def restart(self) -> None:
        """Replaces the functions that cache reads with new ones, as if their processes had restarted."""
        self.acceptance = Acceptance(
            self.conversations,
            ContactService(ContactRepository(self.database.table(CONTACTS))),
            TicketOpener(self.tickets, Rules.on(self.database.table(DIRECTORY))),
            self.clock,
        )
        self.fanout = fanout.root.build(
            FanoutSettings(
                *(
                    CONVERSATIONS,
                    DIRECTORY,
                    "routing",
                    "outbound",
                    "files",
                    GROUP,
                    "role",
                    "queue",
                    "dead",
                    "jobs",
                    "routing",
                    "mails",
                )
            ),
            database=self._database("fanout"),
            routing=WatchedQueue(self.routing_queue, "fanout", "routing"),
            outbound=WatchedQueue(self.outbound_queue, "fanout", "outbound"),
            files=WatchedQueue(self.files_queue, "fanout", "files"),
            schedules=self._schedules("fanout"),
            jobs=WatchedQueue(self.jobs_queue, "fanout", "jobs"),
            mails=WatchedQueue(self.mails_queue, "fanout", "mails"),
            now=self.clock,
        )
        self.live = live.root.build(
            LiveSettings(
                *(CONVERSATIONS, DIRECTORY, FEED, LIVE, "https://live.example/live", "routing", AWAY_AFTER),
                *(GROUP, "role", "routing", "dead", DESK_KEY),
            ),
            database=self._database("live"),
            sockets=WatchedSockets(self.sockets, "live"),
            routing=WatchedQueue(self.routing_queue, "live", "routing"),
            schedules=self._schedules("live").towards("routing"),
            now=self.clock,
        )
        self.pusher = pusher.root.build(
            PusherSettings(
                *(CONVERSATIONS, CONTACTS, DIRECTORY, LIVE, "https://live.example/live", "routing", AWAY_AFTER),
                DESK_KEY,
            ),
            database=self._database("pusher"),
            sockets=WatchedSockets(self.sockets, "pusher"),
            routing=WatchedQueue(self.routing_queue, "pusher", "routing"),
            now=self.clock,
        )
        self.feed = feed.root.build(
            FeedSettings(FEED, "index"),
            database=self._database("feed"),
            index=WatchedQueue(self.index_queue, "feed", "index"),
            now=self.clock,
        )
        self.worker = worker.root.build(
            WorkerSettings(CONVERSATIONS, CONTACTS, DIRECTORY, FILES, BUCKET, "jobs", "dead"),
            database=self._database("worker"),
            objects=self._objects("worker"),
            queue=WatchedQueue(self.jobs_queue, "worker", "jobs"),
            dead_letters=WatchedQueue(self.jobs_dead_letters, "worker", "jobs/DeadLetters"),
            now=self.clock,
        )
        self.webhook = webhook.root.build(
            WebhookSettings(CONVERSATIONS, CONTACTS, DIRECTORY, "key", DESK_KEY),
            database=self._database("webhook"),
            box=WatchedBox(self.box, "webhook"),
            now=self.clock,
        )
        self.channel_api = channel_api.root.build(
            ChannelApiSettings(
                CONVERSATIONS,
                CONTACTS,
                DIRECTORY,
                "key",
                DESK_KEY,
                "outbound",
                allow_loopback=self._local,
                delivery_ports="443,8443",
                **self._file_settings,
            ),
            database=self._database("channel_api"),
            box=WatchedBox(self.box, "channel_api"),
            objects=self._objects("channel_api"),
            outbound=WatchedQueue(self.outbound_queue, "channel_api", "outbound"),
            now=self.clock,
        )

    @property
    def callers(self) -> Callers:
        """As the authorizer finds them."""
        directory = self.database.table(DIRECTORY)
        limits = InboxLimitRepository(directory)
        return Callers(UserRepository(directory), RoleRepository(directory), limits.closed_to)

    @property
    def use_cases(self) -> Desk:
        """The desk API's use cases, for concurrent calls: its resolver serves one request at a time."""
        return self.api.desk

    @property
    def channel_use_cases(self) -> UseCases:
        """The channel API's use cases."""
        return self.channel_api._use_cases

    def accept(self, text: str = "Hello", *, thread: str = "t1", key: str | None = None, **more: Any) -> Any:
        """Accepts a message of the custom account, without the webhook."""
        inbound = self.inbound(text, thread=thread, key=key, sender=more.get("sender"))
        return self.acceptance.accept(more.get("account", self.custom), inbound)

    def inbound(
        self, text: str = "Hello", *, thread: str = "t1", key: str | None = None, sender: Person | None = None
    ) -> InboundMessage:
        key = key or f"m{next(self._numbers)}"
        return InboundMessage(key, thread, sender or Person("customer", "Cleo"), ContentKind.TEXT, text, key)

    def post(self, account: ChannelAccount, body: object, headers: Mapping[str, str] | None = None) -> tuple[int, Any]:
        """Posts to the webhook, signed as the account requires unless headers are given."""
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        if headers is None and account.kind == "telegram":
            headers = {"x-telegram-bot-api-secret-token": TELEGRAM_SECRET}
        headers = sign([SECRET], f"evt_{next(self._numbers)}", self.clock(), raw) if headers is None else headers
        event = {"pathParameters": {"accountId": account.id}, "headers": headers, "body": raw.decode()}
        response = self.webhook(event)
        return response["statusCode"], json.loads(response["body"])

    def call(
        self,
        method: str,
        path: str,
        body: object = None,
        *,
        principal: Principal | None = None,
        query: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> tuple[int, Any]:
        """Calls the desk API. Returns status and body."""
        response = self.respond(method, path, body, principal=principal, query=query, headers=headers)
        return response["statusCode"], json.loads(response["body"]) if response["body"] else None

    def respond(
        self,
        method: str,
        path: str,
        body: object = None,
        *,
        principal: Principal | None = None,
        query: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> dict[str, Any]:
        """Calls the desk API with the gateway's event. Returns the response."""
        context = (principal or self.principal).to_context()
        event = {
            "version": "2.0",
            "rawPath": path,
            "rawQueryString": "",
            "queryStringParameters": dict(query or {}),
            "headers": {"content-type": "application/json", **(headers or {})},
            "requestContext": {
                "http": {"method": method, "path": path},
                "stage": "$default",
                "authorizer": {"lambda": context},
            },
            "body": body if isinstance(body, str) else json.dumps(body) if body is not None else None,
            "isBase64Encoded": False,
        }
        return self.gateway(event, None)

    def gateway(self, event: dict[str, Any], context: Any) -> dict[str, Any]:
        """Gives the request to the function that serves its route."""
        function = self.find if is_found(event["requestContext"]["http"]["method"], event["rawPath"]) else self.api
        return function(event, context)

    def index(self) -> Index:
        """What `find` answers from, with all that has changed."""
        self.fill_feed()
        return self.follow_feed()

    def mailer_from(self, address: str | None) -> Mailer:
        """What is written waits in its queue until a test calls it: `settle` does not."""
        settings = MailerSettings(CONVERSATIONS, DIRECTORY, "mails", "dead", address or "", "https://desk.example")
        return mailer.root.build(
            settings,
            database=self._database("mailer"),
            emails=Emails(lambda: self.ses, address) if address else None,
            queue=WatchedQueue(self.mails_queue, "mailer", "mails"),
            dead_letters=WatchedQueue(self.mails_dead_letters, "mailer", "mails/DeadLetters"),
        )

    def add_agent(self, name: str) -> Principal:
        agent = User(
            f"agent-{name.lower()}", f"{name.lower()}@desk.example", name, BuiltIn.AGENT, self.agent.created_at
        )
        employ(self.database.table(DIRECTORY), agent)
        return Principal(ActorKind.PERSON, agent.id, name, scopes_of(BuiltIn.AGENT))

    def settle(self) -> None:
        """Runs all work that follows from writes: stream, routing, delivery."""
        streams = (self.backend.directory_stream, self.backend.stream)
        while any(batches := [stream.batch()["Records"] for stream in streams]) or self._waiting():
            for records in batches:
                self.fanout({"Records": records})
            for queued in _take_all(self.routing_queue):
                assert not self.router(queue_event(queued.body))["batchItemFailures"]
            for queued in _take_all(self.outbound_queue):
                self._send(queued)
            for queued in _take_all(self.files_queue):
                self.fetcher(queue_event(queued.body))
            for queued in _take_all(self.jobs_queue):
                self._work(queued)

    def fill_feed(self) -> None:
        """Writes into the table `feed` what has changed since the last call. `settle` does not."""
        for stream in self.backend.feed_streams:
            if records := stream.batch(self.clock())["Records"]:
                self.feed({"Records": records})

    def indexer(self, folder: Path, served: OpenSearchEngine | None = None) -> IndexerFunction:
        """A new process, which keeps its files there, or its index on a server."""
        return indexer.root.build(
            IndexerSettings(CONVERSATIONS, CONTACTS, DIRECTORY, FEED, BUCKET, "index", "dead"),
            database=self._database("indexer"),
            objects=KeptObjects(lambda: Watched(self._store(), "indexer", "s3"), BUCKET),
            queue=WatchedQueue(self.index_queue, "indexer", "index"),
            dead_letters=WatchedQueue(self.index_dead_letters, "indexer", "index/DeadLetters"),
            folder=folder,
            served=served,
            now=self.clock,
        )

    def _waiting(self) -> bool:
        queues = (self.outbound_queue, self.jobs_queue, self.routing_queue)
        return any(queue.messages for queue in queues)

    def _work(self, queued: QueueMessage) -> None:
        """A job that has nothing to do yet is received again then."""
        while self.worker(queue_event(queued.body))["batchItemFailures"]:
            self.clock.forward(seconds=self.jobs_queue.shown_again[-1])

    def _send(self, queued: QueueMessage) -> None:
        """A message that only waits for its turn, or goes on with its next step, is received again, before the others
        of its group: they wait for it. One that failed is not."""
        while self.sender(queue_event(queued.body))["batchItemFailures"] and self.outbound_queue.shown_again[-1:] == [
            TURN_SECONDS
        ]:
            self.clock.forward(seconds=TURN_SECONDS)


def custom_message(text: str = "Hello", *, thread: str = "t1", message: str = "m1", **more: Any) -> dict[str, Any]:
    return {
        "conversation": {"id": thread},
        "sender": {"id": "customer", "name": "Cleo"},
        "message": {"id": message, "text": text, **more},
    }


def custom_event(*messages: dict[str, Any]) -> dict[str, Any]:
    data = messages[0] if len(messages) == 1 else list(messages)
    return {"type": "message.created", "timestamp": "2026-11-22T09:00:00Z", "data": data}


def _take_all(queue: FakeQueue) -> list[Any]:
    messages, queue.messages = queue.messages, []
    return messages


def queue_event(body: str, *, message_id: str = "1", received: int = 1) -> dict[str, Any]:
    attributes = {
        "ApproximateReceiveCount": str(received),
        "MessageGroupId": "group",
        "MessageDeduplicationId": "message",
    }
    record = {"messageId": message_id, "receiptHandle": f"{message_id}-{received}", "body": body}
    return {"Records": [record | {"attributes": attributes}]}
