"""A desk whose webhook subscriptions are told what changes, and what their receivers got."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from standardwebhooks import Webhook

from helpdesk.platform.outbound_http import HttpResponse
from helpdesk.platform.queues import QueueMessage
from infra.workbench.tables import FEED
from tests.support.desk import DeskInProcess, queue_event

PATH = "/v1/webhook-subscriptions"
URL = "https://crm.example/kanaal"
TURNS = 50


@dataclass
class Told:
    """What a receiver got."""

    url: str
    headers: Mapping[str, str]
    body: Any
    raw: bytes

    def is_signed_with(self, secret: str) -> bool:
        """By Standard Webhooks' own library."""
        sent_at = datetime.fromtimestamp(int(self.headers["webhook-timestamp"]), UTC)
        expected = Webhook(secret).sign(self.headers["webhook-id"], sent_at, self.raw.decode())
        return expected in self.headers["webhook-signature"].split()


@dataclass
class Webhooks:
    desk: DeskInProcess
    told: list[Told] = field(default_factory=list)
    hidden: list[QueueMessage] = field(default_factory=list)
    """What is received again later."""
    entries: int = 0
    """Of the feed, that the notifier was given."""

    def __post_init__(self) -> None:
        self.desk.http.server = self._post
        self.answers: list[int | Exception] = []
        """Of the next requests; then 204."""

    def subscribe(self, expected: int = 201, principal: Any = None, **more: Any) -> Any:
        body = {"name": "CRM", "url": URL, **more}
        status, answer = self.desk.call("POST", PATH, body, principal=principal)
        assert status == expected, answer
        self.tell()  # of its own creation
        self.told.clear()
        return answer

    def call(self, method: str, path: str, body: object = None, expected: int = 200, **more: Any) -> Any:
        status, answer = self.desk.call(method, f"{PATH}/{path}", body, **more)
        assert status == expected, answer
        return answer

    def follow(self) -> None:
        """The notifier is given what is new in the feed."""
        self.desk.fill_feed()
        items = self.desk.backend.client.scan(TableName=FEED, ConsistentRead=True)["Items"]
        new = sorted((item for item in items if int(item["sk"]["S"]) > self.entries), key=lambda item: item["sk"]["S"])
        if new:
            self.desk.notifier({"Records": [{"dynamodb": {"NewImage": item}} for item in new]})
        self.entries += len(new)

    def tell(self) -> list[Any]:
        """All that can be told now; the bodies."""
        self.follow()
        begun = len(self.told)
        for _ in range(TURNS):
            queued, self.desk.webhooks_queue.messages[:] = list(self.desk.webhooks_queue.messages), []
            for message in queued:
                self.receive(message)
            if not queued:
                return [each.body for each in self.told[begun:]]
        raise AssertionError("it tells without an end")

    def receive(self, message: QueueMessage, received: int = 1) -> None:
        failed = self.desk.notifier(queue_event(message.body, received=received))["batchItemFailures"]
        if failed:
            self.hidden.append(message)

    def later(self) -> list[Any]:
        """What waits is received again, when it is time."""
        begun, hidden = len(self.told), self.hidden
        self.hidden = []
        self.desk.clock.forward(seconds=self.desk.webhooks_queue.shown_again[-1])
        for message in hidden:
            self.receive(message, received=2)
        return [each.body for each in self.told[begun:]]

    def log(self, subscription_id: str, **query: str) -> list[Any]:
        found: list[Any] = self.call("GET", f"{subscription_id}/deliveries", query=query)["deliveries"]
        return found

    def _post(self, url: str, headers: Mapping[str, str], body: Any) -> HttpResponse:
        self.told.append(Told(url, headers, json.loads(body), body))
        answer = self.answers.pop(0) if self.answers else 204
        if isinstance(answer, Exception):
            raise answer
        return HttpResponse(answer, {}, b"")


def types(bodies: Sequence[Any]) -> list[str]:
    return [body["type"] for body in bodies]
