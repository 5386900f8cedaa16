"""The deployed desk: its functions behind their gateways, streams and queues, and an account of each kind."""

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from random import Random
from typing import Any

import channel_api.app
import desk_api.app
from helpdesk.accounts.models import REOPEN_HOURS
from helpdesk.channels.apps import AppRegistration, AppRepository
from helpdesk.channels.models import ThreadEvent
from helpdesk.people.actors import ActorKind
from helpdesk.people.models import BuiltIn, User
from helpdesk.people.principals import Principal, Scope
from helpdesk.people.roster import Capacity
from helpdesk.platform import ids
from helpdesk.platform.dynamodb import Database
from helpdesk.platform.secrets import KmsSecretBox
from helpdesk.platform.standard_webhooks import headers as sign
from helpdesk.platform.standard_webhooks import new_secret
from infra.workbench.accounts import Connections
from infra.workbench.box import FakeBox
from infra.workbench.people import employ
from infra.workbench.tables import CONVERSATIONS, DIRECTORY, FILES
from tests.simulation.faults import Death
from tests.simulation.functions import Functions
from tests.simulation.invocations import Invocations
from tests.simulation.journal import Journal
from tests.simulation.queues import Queue
from tests.simulation.receivers import APP_HOOK, HOOK, Receivers
from tests.simulation.services import Bucket, Changes, DynamoDB, Kms, Mail, Scheduler, Stream
from tests.simulation.world import World
from tests.support.gateway import event
from tests.support.memory import Memory

SECRET = new_secret(b"a secret of twenty-four b")
TELEGRAM_SECRET = "telegram-secret"
OPAQUE = "CHANNEL_SPECIFIC_OPAQUE_ID"
_BASE = "/conversations/custom-channels/2026-03"
_CAPABILITIES = {
    "deliveryIdentifierTypes": [OPAQUE],
    "threadingModel": "INTEGRATION_THREAD_ID",
    "allowOutgoingMessages": True,
    "allowEdits": True,
}
_CONSUMERS = {
    "routing": ("router", 5),
    "outbound": ("sender", 1000),
    "files": ("fetcher", 100),
    "jobs": ("worker", 100),
    "mails": ("mailer", 100),
}
"""Of each queue: the function, and how often it receives a message."""
_ROUTERS = {"desk_api": tuple(module.router for module in desk_api.app.ROUTES), "channel_api": channel_api.app.ROUTERS}

COLLEAGUES = ("agent-2", "agent-3", "agent-4")
"""Who take one ticket each."""


def address_of(customer: str) -> str:
    return f"{customer}@example.com"


Done = Callable[[int, Any], None]
"""Status and body; 502 if the function died or failed."""


class Desk:
    """It lasts for one run."""

    def __init__(self, world: World, engine: Memory) -> None:
        self.world, self.engine = world, engine
        self.receivers = Receivers(world)
        self._random = Random(world.seed)
        self._invocations = Invocations(world, self._build, _ROUTERS)
        self.dead_letters = {name: Queue(world, f"{name}/DeadLetters") for name in _CONSUMERS}
        self.queues = {name: self._queue(name) for name in _CONSUMERS}
        self.objects = Bucket(world)
        self.streams = {name: Stream(world, self._invocations.of("fanout")) for name in (CONVERSATIONS, DIRECTORY)}
        self.files, self.journal = Changes(world), Journal(world.clock)
        scheduler = Scheduler(world, self.queues)
        self.mail = Mail(world)
        self.functions = Functions(
            self.receivers, self.objects, self.queues, self.dead_letters, scheduler, self.mail, world.clock
        )
        self._prepare()

    def _queue(self, name: str) -> Queue:
        function, receives = _CONSUMERS[name]
        invoke, letters = self._invocations.of(function), self.dead_letters[name]
        return Queue(self.world, name, invoke=invoke, most_receives=receives, dead_letters=letters)

    def _prepare(self) -> None:
        self.tables = Database(self.engine)
        directory = self.tables.table(DIRECTORY)
        connections = Connections(directory, FakeBox(), self.world.clock)
        self.custom = connections.connect("custom", "Chat", SECRET, {"delivery_url": HOOK})
        self.telegram = connections.connect("telegram", "Bot", TELEGRAM_SECRET, {"bot_token": "1:bot-token"})
        self.agent = User("agent-1", "ada@desk.example", "Ada", BuiltIn.AGENT, "2026-11-22T09:00:00.000000Z")
        employ(directory, self.agent)
        for user_id in COLLEAGUES:
            colleague = replace(self.agent, id=user_id, email=f"{user_id}@desk.example", capacity=Capacity(1))
            employ(directory, colleague)
        app = "acme"
        AppRegistration(AppRepository(directory), FakeBox(), self.world.clock, ids.new_ulid).register(
            app, "Acme", SECRET
        )
        self.person = Principal(ActorKind.PERSON, self.agent.id, "Ada", frozenset(Scope))
        self.program = Principal(ActorKind.PROGRAM, "token-1", "Acme bot", frozenset(Scope), self.agent.id, app)
        plain = Plain(self)
        hours = Random(f"hours of {self.world.seed}").choice([0, 0, REOPEN_HOURS])
        for account in (self.custom, self.telegram) if hours != REOPEN_HOURS else ():
            plain.desk_api("PATCH", f"/v1/channel-accounts/{account.id}", {"reopen_hours": hours})
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
        client: Any = DynamoDB(self.world, self.engine, {**self.streams, FILES: self.files}, self.journal)
        return Database(client, self.world.sleep)

    def _build(self, name: str) -> Any:
        return self.functions.build(
            name, self._database(), KmsSecretBox(lambda: Kms(self.world), "key", self._monotonic)
        )

    def _monotonic(self) -> float:
        return self.world.clock.at.timestamp()

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
        self._invocations.invoke("webhook", request, _answer(done))

    def channel_api(self, method: str, path: str, body: object, done: Done) -> None:
        self._invocations.invoke("channel_api", _request(method, _BASE + path, body, self.program), _answer(done))

    def desk_api(self, method: str, path: str, body: object, done: Done, **headers: str) -> None:
        self._invocations.invoke("desk_api", _request(method, path, body, self.person, headers), _answer(done))


class Plain:
    """Calls outside the schedule, to prepare a run and to look at its end."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._handlers: dict[str, Any] = {}

    def channel_api(self, method: str, path: str, body: object) -> Any:
        return self._call("channel_api", _request(method, _BASE + path, body, self._desk.program))

    def desk_api(self, method: str, path: str, body: object = None) -> Any:
        return self._call("desk_api", _request(method, path, body, self._desk.person))

    def _call(self, name: str, request: dict[str, Any]) -> Any:
        if name not in self._handlers:
            self._handlers[name] = self._desk.functions.build(name, self._desk.tables, FakeBox())
        for shared in _ROUTERS[name]:
            shared.api_resolver = self._handlers[name]._app
        response = self._handlers[name](request, None)
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
