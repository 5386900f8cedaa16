"""The deployed desk: its functions behind their gateways, streams and queues, and an account of each kind."""

import io
import json
import logging
import random
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass
from datetime import datetime
from random import Random
from typing import Any
from unittest.mock import patch

import channel_api.app
import channel_api.root
import desk_api.app
import desk_api.root
import fanout.root
import fetcher.root
import router.root
import sender.root
import webhook.root
from channel_api.settings import Settings as ChannelApiSettings
from desk_api.settings import Settings as DeskApiSettings
from fanout.settings import Settings as FanoutSettings
from fetcher.app import Fetcher
from fetcher.settings import Settings as FetcherSettings
from helpdesk.channels.apps import AppRegistration, AppRepository
from helpdesk.channels.models import ThreadEvent
from helpdesk.people.actors import ActorKind
from helpdesk.people.models import Agent, Role
from helpdesk.people.principals import Principal, Scope
from helpdesk.people.repository import AgentRepository
from helpdesk.platform import ids
from helpdesk.platform.download import CutOff, Download
from helpdesk.platform.dynamodb import Database
from helpdesk.platform.objects import Objects
from helpdesk.platform.outbound_http import Body, HttpResponse, NoResponse, NotReached
from helpdesk.platform.queues import SqsQueue
from helpdesk.platform.secrets import KmsSecretBox
from helpdesk.platform.standard_webhooks import headers as sign
from helpdesk.platform.standard_webhooks import new_secret
from infra.workbench.accounts import Connections
from infra.workbench.box import FakeBox
from infra.workbench.environment import DESK_KEY
from infra.workbench.tables import BUCKET, CONTACTS, CONVERSATIONS, DIRECTORY, FILES
from router.settings import Settings as RouterSettings
from sender.settings import Settings as SenderSettings
from tests.simulation.engine import Engine
from tests.simulation.faults import Death
from tests.simulation.services import Bucket, DynamoDB, Kms, Queue, Stream
from tests.simulation.world import World
from tests.support.fakes import read_body
from tests.support.gateway import event
from webhook.settings import Settings as WebhookSettings

SECRET = new_secret(b"a secret of twenty-four b")
TELEGRAM_SECRET = "telegram-secret"
OPAQUE = "CHANNEL_SPECIFIC_OPAQUE_ID"
FILE_URL = "https://files.example/report.txt"
HOOK, APP_HOOK = "https://chat.example/hook", "https://acme.example/hook"
_BASE = "/conversations/custom-channels/2026-03"
_FILES = {"files_table": FILES, "files_bucket": BUCKET, "malware_scan": False}
_CAPABILITIES = {
    "deliveryIdentifierTypes": [OPAQUE],
    "threadingModel": "INTEGRATION_THREAD_ID",
    "allowOutgoingMessages": True,
    "allowEdits": True,
}
_ROUTERS = {"desk_api": tuple(module.router for module in desk_api.app.ROUTES), "channel_api": channel_api.app.ROUTERS}

Done = Callable[[int, Any], None]
"""Status and body; 502 if the function died or failed."""


@dataclass(frozen=True)
class Posted:
    url: str
    id: str
    body: dict[str, Any]
    accepted: bool
    began: datetime
    """When the sender was invoked."""
    at: datetime


class Receivers:
    """Telegram, a messaging service and an app's server."""

    def __init__(self, world: World) -> None:
        self.posted: list[Posted] = []
        self.received: Callable[[Posted], None] = lambda _: None
        """What the app does with each webhook that it gets for the first time."""
        self._world = world
        self.trouble = 0.0
        """The share of requests that fail."""
        self.supergroups: dict[int, int] = {}
        """Of Telegram's groups that became one."""

    def post(self, url: str, headers: Mapping[str, str], body: Body) -> HttpResponse:
        began = self._world.running.began

        def perform() -> HttpResponse:
            problem = self._world.random.choice(["503", "no response", "not reached"])
            fails = self._world.random.random() < self.trouble
            if fails and problem == "not reached":
                raise NotReached("simulated")
            telegram = "api.telegram.org" in url
            parsed = json.loads(read_body(body))
            accepted = (not fails or problem == "no response") and parsed.get("chat_id") not in self.supergroups
            self._note(Posted(url, headers.get("webhook-id", ""), parsed, accepted, began, self._world.clock.at))
            if fails and problem == "no response":
                raise NoResponse("simulated")
            if fails:
                return HttpResponse(503, {}, b"")
            if telegram and (supergroup := self.supergroups.get(parsed["chat_id"])):
                return _upgraded(supergroup)
            text = json.dumps({"ok": True, "result": {"message_id": len(self.posted)}}) if telegram else "{}"
            return HttpResponse(200, {}, text.encode())

        response: HttpResponse = self._world.call("http", "POST", {"url": url}, perform)
        return response

    def _note(self, posted: Posted) -> None:
        if posted.url == APP_HOOK and posted.accepted and all(posted.id != other.id for other in self.accepted):
            self.received(posted)
        self.posted.append(posted)

    @property
    def accepted(self) -> list[Posted]:
        return [posted for posted in self.posted if posted.accepted]

    @contextmanager
    def open(self, url: str) -> Iterator[Download]:
        """A file's server, as the fetcher's downloader shows it."""

        def perform() -> Download:
            fails = self._world.random.random() < self.trouble
            problem = self._world.random.choice(["503", "cut off", "not reached"])
            if fails and problem == "not reached":
                raise NotReached("simulated")
            if fails and problem == "503":
                return Download(503, {}, iter([]))
            return Download(200, {"content-type": "text/plain"}, _cut_off() if fails else iter([b"a file"]))

        yield self._world.call("http", "GET", {"url": url}, perform)


class Desk:
    """It lasts for one run."""

    def __init__(self, world: World, engine: Engine) -> None:
        self.world, self.engine = world, engine
        self.receivers = Receivers(world)
        self._random = Random(world.seed)
        self._idle: dict[str, list[Any]] = {}
        self.dead_letters = {name: Queue(world, f"{name}/DeadLetters") for name in ("outbound", "routing", "files")}
        self.routing = Queue(
            world, "routing", invoke=self._consumer("router"), dead_letters=self.dead_letters["routing"]
        )
        self.outbound = Queue(
            world,
            "outbound",
            invoke=self._consumer("sender"),
            most_receives=100,
            dead_letters=self.dead_letters["outbound"],
        )
        self.files = Queue(
            world, "files", invoke=self._consumer("fetcher"), most_receives=100, dead_letters=self.dead_letters["files"]
        )
        self.objects = Bucket(world)
        self.streams = {name: Stream(world, self._consumer("fanout")) for name in (CONVERSATIONS, DIRECTORY)}
        self._prepare()

    def _prepare(self) -> None:
        self.tables = Database(self.engine)
        directory = self.tables.table(DIRECTORY)
        connections = Connections(directory, FakeBox(), self.world.clock)
        self.custom = connections.connect("custom", "Chat", SECRET, {"delivery_url": HOOK})
        self.telegram = connections.connect("telegram", "Bot", TELEGRAM_SECRET, {"bot_token": "1:bot-token"})
        self.agent = Agent("agent-1", "ada@desk.example", "Ada", Role.AGENT, "2026-11-22T09:00:00.000000Z")
        AgentRepository(directory).create(self.agent)
        app = "acme"
        AppRegistration(AppRepository(directory), FakeBox(), self.world.clock, ids.new_ulid).register(
            app, "Acme", SECRET
        )
        self.person = Principal(ActorKind.PERSON, self.agent.id, "Ada", frozenset(Scope))
        self.program = Principal(ActorKind.PROGRAM, "token-1", "Acme bot", frozenset(Scope), self.agent.id, app)
        plain = _Plain(self)
        hours = Random(f"hours of {self.world.seed}").choice([0, 0, 72])
        plain.desk_api("PATCH", f"/v1/channel-accounts/{self.custom.id}", {"reopen_hours": hours})
        channel = {
            "name": "Acme chat",
            "capabilities": _CAPABILITIES,
            "webhookUrl": APP_HOOK,
            "eventSubscriptions": list(ThreadEvent),
        }
        self.channel_id = plain.channel_api("POST", "/", channel)["id"]
        account = {"inboxId": "1", "name": "Acme line", "authorized": True}
        identifier = {"deliveryIdentifier": {"type": OPAQUE, "value": "line-1"}}
        self.registered_id = plain.channel_api("POST", f"/{self.channel_id}/channel-accounts", account | identifier)[
            "id"
        ]

    # The functions.

    def _database(self) -> Database:
        client: Any = DynamoDB(self.world, self.engine, self.streams)
        return Database(client, self.world.sleep)

    def _build(self, name: str) -> Any:
        return self.build(name, self._database(), KmsSecretBox(lambda: Kms(self.world), "key", self._monotonic))

    def build(self, name: str, database: Database, box: Any) -> Any:
        now, objects = self.world.clock, Objects(_no_client, BUCKET)
        if name == "webhook":
            settings = WebhookSettings(CONVERSATIONS, CONTACTS, DIRECTORY, "key", DESK_KEY)
            return webhook.root.build(settings, database=database, box=box, now=now)
        if name == "channel_api":
            return channel_api.root.build(
                ChannelApiSettings(
                    CONVERSATIONS,
                    CONTACTS,
                    DIRECTORY,
                    "key",
                    DESK_KEY,
                    "outbound",
                    allow_loopback=False,
                    delivery_ports="443,8443",
                    **_FILES,
                ),
                database=database,
                box=box,
                objects=objects,
                outbound=_sqs(self.outbound),
                now=now,
            )
        if name == "desk_api":
            return desk_api.root.build(
                DeskApiSettings(
                    CONVERSATIONS,
                    CONTACTS,
                    DIRECTORY,
                    "key",
                    DESK_KEY,
                    allow_loopback=False,
                    delivery_ports="443,8443",
                    webhook_url="https://desk.example/webhooks",
                    portal_id=1,
                    **_FILES,
                ),
                database=database,
                box=box,
                http=self.receivers,
                objects=objects,
                now=now,
            )
        if name == "fanout":
            return fanout.root.build(
                FanoutSettings(CONVERSATIONS, DIRECTORY, "routing", "outbound", "files"),
                database=database,
                routing=_sqs(self.routing),
                outbound=_sqs(self.outbound),
                files=_sqs(self.files),
                now=now,
            )
        if name == "fetcher":
            return self._fetcher(database, box)
        if name == "router":
            return router.root.build(
                RouterSettings(CONVERSATIONS, "dead"),
                database=database,
                dead_letters=_sqs(self.dead_letters["routing"]),
                now=now,
            )
        return sender.root.build(
            SenderSettings(
                CONVERSATIONS,
                DIRECTORY,
                "key",
                "outbound",
                "dead",
                2.0,
                allow_loopback=False,
                delivery_ports="443,8443",
                portal_id=1,
                **_FILES,
            ),
            database=database,
            box=box,
            http=self.receivers,
            objects=objects,
            queue=_sqs(self.outbound),
            dead_letters=_sqs(self.dead_letters["outbound"]),
            now=now,
        )

    def _fetcher(self, database: Database, box: Any) -> Fetcher:
        downloader: Any = self.receivers
        settings = FetcherSettings(
            DIRECTORY,
            "key",
            FILES,
            BUCKET,
            "files",
            "dead",
            2.0,
            allow_loopback=True,
            delivery_ports="443",
            malware_scan=False,
        )
        return fetcher.root.build(
            settings,
            database=database,
            box=box,
            http=self.receivers,
            downloader=downloader,
            objects=Objects(lambda: self.objects, BUCKET),
            queue=_sqs(self.files),
            dead_letters=_sqs(self.dead_letters["files"]),
            now=self.world.clock,
        )

    def _monotonic(self) -> float:
        return self.world.clock.at.timestamp()

    def invoke(self, name: str, event: Any, done: Callable[[Any], None]) -> None:
        """One invocation, by a process that is idle or new. A process that dies is not used again."""
        idle = self._idle.setdefault(name, [])
        handler = idle.pop() if idle else self._build(name)

        def ended(result: Any) -> None:
            if result is not Death:
                idle.append(handler)
            done(result)

        def resumed() -> None:
            for shared in _ROUTERS.get(name, ()):
                shared.api_resolver = handler._app

        def work() -> Any:
            resumed()
            return handler(event, None)

        self.world.start(name, work, ended, resumed)

    def _consumer(self, name: str) -> Callable[[dict[str, Any], Callable[[Any], None]], None]:
        return lambda event, done: self.invoke(name, event, done)

    # The gateways.

    def post(self, account: Any, body: object, done: Done) -> None:
        """A messaging service's request."""
        self.post_raw(account, json.dumps(body), done)

    def post_raw(self, account: Any, body: str, done: Done) -> None:
        raw = body.encode()
        headers = {"x-telegram-bot-api-secret-token": TELEGRAM_SECRET}
        if account.kind != "telegram":
            headers = sign([SECRET], f"evt_{self._random.random()}", self.world.clock(), raw)
        request = {"pathParameters": {"accountId": account.id}, "headers": headers, "body": body}
        self.invoke("webhook", request, _answer(done))

    def channel_api(self, method: str, path: str, body: object, done: Done) -> None:
        self.invoke("channel_api", _request(method, _BASE + path, body, self.program), _answer(done))

    def desk_api(self, method: str, path: str, body: object, done: Done, **headers: str) -> None:
        self.invoke("desk_api", _request(method, path, body, self.person, headers), _answer(done))


class _Plain:
    """Calls outside the schedule, to prepare a run."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def channel_api(self, method: str, path: str, body: object) -> Any:
        return self._call("channel_api", _request(method, _BASE + path, body, self._desk.program))

    def desk_api(self, method: str, path: str, body: object) -> Any:
        return self._call("desk_api", _request(method, path, body, self._desk.person))

    def _call(self, name: str, request: dict[str, Any]) -> Any:
        response = self._desk.build(name, self._desk.tables, FakeBox())(request, None)
        assert response["statusCode"] < 300, response
        return json.loads(response["body"])


def _request(
    method: str, path: str, body: object, principal: Principal, headers: Mapping[str, str] | None = None
) -> dict[str, Any]:
    raw = b"" if body is None else json.dumps(body).encode()
    return event(method, path, "", {"content-type": "application/json"} | dict(headers or {}), raw, principal)


def _answer(done: Done) -> Callable[[Any], None]:
    def ended(result: Any) -> None:
        if result is Death or isinstance(result, Exception):
            return done(502, None)
        return done(int(result["statusCode"]), json.loads(result["body"]) if result["body"] else None)

    return ended


def _sqs(queue: Queue) -> SqsQueue:
    return SqsQueue(lambda: queue, queue.name)


def _upgraded(supergroup: int) -> HttpResponse:
    text = "Bad Request: group chat was upgraded to a supergroup chat"
    answer = {"ok": False, "error_code": 400, "description": text, "parameters": {"migrate_to_chat_id": supergroup}}
    return HttpResponse(400, {}, json.dumps(answer).encode())


def _cut_off() -> Iterator[bytes]:
    yield b"a "
    raise CutOff("simulated")


def _no_client() -> Any:
    raise AssertionError("nothing here reads or writes an object")


@contextmanager
def reproducible(world: World) -> Iterator[None]:
    """Ids and pauses follow the seed, and nothing is written to the log."""
    chance = Random(f"ids of {world.seed}")
    random.seed(world.seed)
    logging.disable(logging.CRITICAL)
    try:
        with (
            patch("os.urandom", chance.randbytes),
            patch("secrets.randbelow", chance.randrange),
            patch.object(ids, "utc_now", world.clock),
            redirect_stdout(io.StringIO()),
        ):
            yield
    finally:
        logging.disable(logging.NOTSET)
