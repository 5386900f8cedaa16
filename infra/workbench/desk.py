"""A desk that counts all its calls, and Lambda's work between its functions: streams, queues, batches."""

import json
import uuid
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import authorizer.root
import authorizer.settings
import channel_api.root
import channel_api.settings
import desk_api.root
import desk_api.settings
import fanout.root
import fanout.settings
import feed.root
import feed.settings
import fetcher.root
import fetcher.settings
import find.settings
import mailer.root
import mailer.settings
import notifier.root
import notifier.settings
import router.root
import router.settings
import sender.root
import sender.settings
import webhook.root
import webhook.settings
import worker.root
import worker.settings
from helpdesk.accounts.models import ChannelAccount
from helpdesk.channels.apps import AppRegistration, AppRepository
from helpdesk.files.repository import FileSettings, FileSettingsRepository
from helpdesk.people.actors import ActorKind
from helpdesk.people.load_repository import LoadRepository
from helpdesk.people.models import BuiltIn, User
from helpdesk.people.principals import Principal, Scope
from helpdesk.people.tokens import TokenHash, TokenRepository, Tokens
from helpdesk.platform.clock import utc_now
from helpdesk.platform.ids import new_ulid
from helpdesk.platform.settings import load
from helpdesk.platform.standard_webhooks import headers as sign
from helpdesk.platform.standard_webhooks import new_secret
from infra.find_routes import is_found
from infra.stream_filter import passes
from infra.workbench.accounts import Connections
from infra.workbench.aws import MeteredAws, kind_of
from infra.workbench.box import FakeBox
from infra.workbench.engine import Backend
from infra.workbench.environment import ENVIRONMENT, FILES_QUEUE, JOBS_QUEUE, MAILS_QUEUE, OUTBOUND_QUEUE, ROUTING_QUEUE
from infra.workbench.events import body_of, queue_event, request
from infra.workbench.found import build_find
from infra.workbench.function import Function
from infra.workbench.made_up import AGENT
from infra.workbench.people import employ
from infra.workbench.tables import CONVERSATIONS, DIRECTORY
from infra.workbench.usage import Usage

SECRET = new_secret(b"a secret of thirty-two bytes....")
_TELEGRAM_SECRET = "a-secret-that-telegram-sends-back"  # noqa: S105
_BOT_TOKEN = "1234567890:a-token-of-thirty-five-characters..."  # noqa: S105
_LINE = {"type": "CHANNEL_SPECIFIC_OPAQUE_ID", "value": "acme-support-line"}
_CAPABILITIES = {"threadingModel": "INTEGRATION_THREAD_ID", "outgoingAttachmentTypes": ["FILE"]}
_BEGINNINGS = {"application/pdf": b"%PDF-1.7\n", "image/jpeg": b"\xff\xd8\xff\xe0\0\x10JFIF\0"}
_CHANNEL = {"name": "Acme Chat", "capabilities": _CAPABILITIES}
_CONNECTED = {"inboxId": "1", "name": "Acme support", "authorized": True, "deliveryIdentifier": _LINE}

Functions = Mapping[str, tuple[Callable[..., Any], type[Any]]]
"""Each with what builds it, and its settings."""
_FUNCTIONS: Functions = {
    "webhook": (webhook.root.build_for_lambda, webhook.settings.Settings),
    "channel_api": (channel_api.root.build_for_lambda, channel_api.settings.Settings),
    "desk_api": (desk_api.root.build_for_lambda, desk_api.settings.Settings),
    "authorizer": (authorizer.root.build_for_lambda, authorizer.settings.Settings),
    "fanout": (fanout.root.build_for_lambda, fanout.settings.Settings),
    "feed": (feed.root.build_for_lambda, feed.settings.Settings),
    "fetcher": (fetcher.root.build_for_lambda, fetcher.settings.Settings),
    "find": (build_find, find.settings.Settings),
    "router": (router.root.build_for_lambda, router.settings.Settings),
    "sender": (sender.root.build_for_lambda, sender.settings.Settings),
    "worker": (worker.root.build_for_lambda, worker.settings.Settings),
    "notifier": (notifier.root.build_for_lambda, notifier.settings.Settings),
    "mailer": (mailer.root.build_for_lambda, mailer.settings.Settings),
}

_AUTHENTICATED_BY: Mapping[str, Callable[[bytes], Mapping[str, str]]] = {
    "custom": lambda raw: sign([SECRET], f"evt_{new_ulid()}", datetime.now(UTC), raw),
    "telegram": lambda _: {"x-telegram-bot-api-secret-token": _TELEGRAM_SECRET},
}
"""The headers of a request."""


class Desk:
    def __init__(self, endpoint: str, receiver_url: str) -> None:
        self._endpoint, self.access_key = endpoint, uuid.uuid4().hex[:20]
        self.backend = backend = Backend(endpoint, aws_access_key_id=self.access_key)
        self._streams, self._feed_streams = (backend.stream, backend.directory_stream), backend.feed_streams
        directory = backend.database.table(DIRECTORY)
        connections = Connections(directory, FakeBox(), utc_now)
        hook = f"{receiver_url}/kanaal/webhook"
        self.custom = connections.connect("custom", "Chat on our site", SECRET, {"delivery_url": hook})
        self.telegram = connections.connect(
            "telegram", "Our bot", _TELEGRAM_SECRET, {"bot_token": _BOT_TOKEN}, delivery_url=receiver_url
        )
        apps = AppRegistration(AppRepository(directory), FakeBox(), utc_now, new_ulid)
        apps.register("acme-chat", "Acme Chat", SECRET)
        self._directory, self._people = directory, {AGENT}
        self._conversations = backend.database.table(CONVERSATIONS)
        agent = User(AGENT, "ada@desk.example", "Ada Lovelace", BuiltIn.AGENT, "2026-11-22T09:00:00.000000Z")
        employ(directory, agent)
        self._principal = Principal(ActorKind.PERSON, AGENT, agent.name, frozenset(Scope))
        hashing = TokenHash(MeteredAws(endpoint, self.access_key).create_client("kms"), "key")
        tokens = Tokens(TokenRepository(directory), hashing, utc_now)
        self._token = tokens.issue("A program", AGENT, sorted(Scope), new_ulid)
        FileSettingsRepository(directory).put(FileSettings(serve_unscanned=True, version=1))
        self._app = Principal(ActorKind.PROGRAM, new_ulid(), "Acme Chat", frozenset(Scope), AGENT, "acme-chat")
        self._later, self._began = timedelta(), utc_now()
        self.restart()
        self.channel_id = self.integrate("POST", "", {**_CHANNEL, "webhookUrl": hook}, 201)["id"]
        self.connected = self.integrate("POST", f"/{self.channel_id}/channel-accounts", _CONNECTED, 201)["id"]

    def employ(self, user_id: str) -> str:
        """Somebody else, once."""
        if user_id not in self._people:
            name, when = f"Somebody {len(self._people)}", "2026-11-22T09:00:00.000000Z"
            employ(self._directory, User(user_id, f"{user_id}@desk.example", name, BuiltIn.AGENT, when))
            # Who was away once has counters, as everybody has who had a ticket.
            loads = LoadRepository(self._conversations)
            self._conversations.write(loads.returning(user_id))
            self._people.add(user_id)
        return user_id

    def restart(self) -> None:
        """Replaces the functions with new processes, which have not decrypted a secret yet."""
        self._functions = {
            name: Function(name, self._aws(), partial(build, load(settings, ENVIRONMENT)))
            for name, (build, settings) in self._built().items()
        }

    def _built(self) -> Functions:
        (build_sender, of_sender), (build_worker, of_worker) = _FUNCTIONS["sender"], _FUNCTIONS["worker"]
        return {
            **_FUNCTIONS,
            "sender": (partial(build_sender, now=self._sending_time), of_sender),
            "worker": (partial(build_worker, now=self._working_time), of_worker),
        }

    def _aws(self) -> MeteredAws:
        """Of one function."""
        return MeteredAws(self._endpoint, self.access_key)

    def _sending_time(self) -> datetime:
        """A second passes before each message, so that none has to wait until its chat may get another one."""
        return utc_now() + self._later

    def _working_time(self) -> datetime:
        """A job has as many turns on a busy machine as on an idle one."""
        return self._began

    def take_usage(self) -> dict[str, Usage]:
        """Per function, since the last call. The feed's is apart: what follows from it has a price of its own."""
        return {name: function.aws.take() for name, function in self._functions.items() if name != "feed"}

    def take_feed_usage(self) -> Usage:
        return self._functions["feed"].aws.take()

    def post(self, account: ChannelAccount, body: object) -> dict[str, Any]:
        """A request from a messaging service."""
        return body_of(self._functions["webhook"](self.event(account, body)), 200)

    def event(self, account: ChannelAccount, body: object) -> dict[str, Any]:
        """The gateway's event for the webhook, signed."""
        raw = json.dumps(body).encode()
        headers = _AUTHENTICATED_BY[account.kind](raw)
        return {"pathParameters": {"accountId": account.id}, "headers": headers, "body": raw.decode()}

    def call(self, method: str, path: str, body: object, expected: int, **headers: str) -> dict[str, Any]:
        """A request from an agent's API client, after the authorizer."""
        function = "find" if is_found(method, path.partition("?")[0]) else "desk_api"
        return self._call(function, self._principal, method, path, body, expected, headers)

    def integrate(self, method: str, path: str, body: object, expected: int) -> dict[str, Any]:
        """A request from an integration, in the channel contract."""
        path = f"/conversations/custom-channels/2026-03{path}"
        return self._call("channel_api", self._app, method, path, body, expected, {})

    def _call(
        self,
        function: str,
        principal: Principal,
        method: str,
        path: str,
        body: object,
        expected: int,
        headers: Mapping[str, str],
    ) -> dict[str, Any]:
        event = request(method, path, body, headers, principal.to_context())
        return body_of(self._functions[function](event), expected)

    def upload(self, name: str, content_type: str, size: int) -> str:
        """A file that a client posts to S3 itself, and that its receiver reads there; returns its id."""
        file: dict[str, Any] = {"name": name, "content_type": content_type, "size": size}
        created = self.call("POST", "/v1/files", file, 201)["file"]
        for function in self._functions.values():
            function.aws.uploaded, function.aws.beginning = size, _BEGINNINGS[content_type]
        function = self._functions["desk_api"]
        function.aws.usage.object_requests += Counter({"s3.PostObject": 1, "s3.GetObject": 1})
        file_id: str = created["id"]
        return file_id

    def authorize(self) -> None:
        """The gateway's call before it accepts a request."""
        response = self._functions["authorizer"]({"identitySource": [f"Bearer {self._token}"]})
        assert response["context"], "the token was not accepted"

    def refuse_webhook(self) -> None:
        """A stranger's request to an account that they made up."""
        event = self.event(self.custom, {}) | {"pathParameters": {"accountId": "1234567890123456"}}
        body_of(self._functions["webhook"](event), 401)

    def refuse_caller(self) -> None:
        """A stranger's request to the desk API, with a token of the right form."""
        token = f"kan_{new_ulid()}_{'a' * 43}"
        response = self._functions["authorizer"]({"identitySource": [f"Bearer {token}"]})
        event = request("POST", "/v1/conversations", {}, {}, response["context"])
        body_of(self._functions["desk_api"](event), 401)

    def follow(self) -> None:
        """Everything that follows from the writes since the last call, in as few batches as Lambda can use. What the
        filter drops costs nothing."""
        self.work()
        self._write_feed()

    def work(self) -> None:
        """The same without the change feed."""
        self._began = utc_now()
        for stream in self._streams:
            if records := [record for record in stream.batch()["Records"] if passes(record) and self._happened(record)]:
                self._functions["fanout"]({"Records": records})
        self._consume(ROUTING_QUEUE, "router", batch_size=10)
        self._consume(OUTBOUND_QUEUE, "sender", batch_size=1)
        self._consume(FILES_QUEUE, "fetcher", batch_size=1)
        self._consume(JOBS_QUEUE, "worker", batch_size=1)
        self._consume(MAILS_QUEUE, "mailer", batch_size=1)

    def _write_feed(self) -> None:
        """Of a second: whatever has followed until then is in the same batch."""
        for stream in self._feed_streams:
            if records := list(filter(self._happened, stream.batch(utc_now())["Records"])):
                self._functions["feed"]({"Records": records})

    def _happened(self, _record: Mapping[str, Any]) -> bool:
        """Whether a function has written it."""
        return True

    def _consume(self, url: str, name: str, batch_size: int, sender: str = "fanout") -> None:
        function = self._functions[name]
        bodies = self._functions[sender].aws.sent.pop(url, [])
        for start in range(0, len(bodies), batch_size):
            self._later += timedelta(seconds=1)
            function.aws.usage.queue_requests[kind_of(url)] += 2  # a receive and a delete, by Lambda's pollers
            failures = function(queue_event(bodies[start : start + batch_size]))["batchItemFailures"]
            assert not failures, f"{name} failed: {bodies}"
