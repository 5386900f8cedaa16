"""The function `notifier` tells a subscription what the feed of a run has, in a schedule of its own, while the entries
are written: with batches, repetitions, halves, faults and a receiver that fails. Nothing of the run depends on it."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any

import notifier.root
from helpdesk.feed.models import BEGIN
from helpdesk.feed.repository import FeedRepository
from helpdesk.feed.visibility import SCOPES, scope_of
from helpdesk.people.models import BuiltIn
from helpdesk.people.roles import scopes_of
from helpdesk.platform.attributes import Key
from helpdesk.platform.clock import to_text
from helpdesk.platform.dynamodb import Database
from helpdesk.platform.outbound_address import NotReached
from helpdesk.platform.outbound_http import HttpResponse
from helpdesk.platform.queues import SqsQueue
from helpdesk.platform.standard_webhooks import new_secret
from helpdesk.platform.stored_secret import StoredSecret
from helpdesk.subscriptions.attempts import event_id_of
from helpdesk.subscriptions.models import Subscription
from helpdesk.subscriptions.repository import SubscriptionRepository
from infra.workbench.box import FakeBox
from infra.workbench.tables import CONVERSATIONS, DIRECTORY, FEED
from notifier.settings import Settings
from tests.simulation.faults import ANYWHERE, Fault
from tests.simulation.invocations import Invocations
from tests.simulation.queues import Queue
from tests.simulation.roles import Roles
from tests.simulation.services import DynamoDB, Shards
from tests.simulation.world import World
from tests.support.memory import Memory

_FAULTS = (Fault.DIES_AFTER, Fault.DIES_POSTED, Fault.LOST, Fault.REPEATED, Fault.WAITS, *ANYWHERE)
_CALLS = 60
"""About half as many as it makes for the entries of a run."""
_OWNER = "agent-1"


def plan_of(seed: int) -> dict[int, Fault]:
    random = Random(f"faults of the notifier of {seed}")
    return {random.randrange(_CALLS): random.choice(_FAULTS) for _ in range(random.randint(0, 4))}


@dataclass
class Notifying:
    """It lasts for one run."""

    seed: int
    roles: Roles
    engine: Any
    told: list[str] = field(default_factory=list)
    """The ids of the events that got through, in their order."""

    def run(self) -> list[str]:
        """What was violated."""
        self.world = World(self.seed, self.roles, plan_of(self.seed))
        self.trouble = Random(f"receiver of {self.seed}").choice([0, 0, 0.2, 0.5])
        self.tables = Database(self.engine)
        self._subscribe()
        invoke = Invocations(self.world, self._build).of("notifier")
        shards = Shards(self.world, "notifier of feed", invoke)
        self.queue = Queue(self.world, "webhooks", invoke=invoke, most_receives=1000)
        self._write_again(shards)
        self.world.run()
        return self.world.violations + list(self._violations())

    def _subscribe(self) -> None:
        now, secret = to_text(self.world.clock.at), new_secret(b"a secret of thirty-two bytes....")
        sealed = FakeBox().seal(secret.encode(), "webhook_subscription/one")
        scopes, secrets = tuple(sorted(SCOPES)), (StoredSecret("1", sealed, now),)
        made = Subscription("one", "CRM", "https://crm.example/", (), (), _OWNER, scopes, secrets, now, now)
        repository = SubscriptionRepository(self.tables.table(DIRECTORY))
        assert repository.write(repository.creating(made, 0))

    def _write_again(self, shards: Shards) -> None:
        """Each entry when the feed has written it, and in the table's stream."""
        began, table = self.world.clock.at, self.tables.table(FEED)
        for item in sorted(self.engine.scan(TableName=FEED)["Items"], key=lambda item: item["sk"]["S"]):
            table.transact([table.deleting(Key(item["pk"]["S"], item["sk"]["S"]), "attribute_exists(#pk)")])

            def write(item: dict[str, Any] = item) -> None:
                self.engine.put_item(
                    TableName=FEED,
                    Item=item,
                    ConditionExpression="attribute_not_exists(#pk)",
                    ExpressionAttributeNames={"#pk": "pk"},
                )
                shards.add("feed", {"eventName": "INSERT", "dynamodb": {"Keys": {}, "NewImage": item}})

            at = datetime.fromtimestamp(int(item["at"]["N"]) / 1000, began.tzinfo)
            self.world.later(max(0.0, (at - began) / timedelta(seconds=1)), write)

    def post(self, url: str, headers: Mapping[str, str], body: Any) -> HttpResponse:
        def perform() -> HttpResponse:
            assert json.loads(body)["cursor"]
            if self.world.random.random() < self.trouble:
                if self.world.random.random() < 0.5:
                    raise NotReached("simulated")
                return HttpResponse(503, {}, b"")
            self.told.append(headers["webhook-id"])
            return HttpResponse(204, {}, b"")

        response: HttpResponse = self.world.call("http", "POST", {"url": url}, perform)
        return response

    def _build(self, _: str) -> Any:
        client: Any = DynamoDB(self.world, self.engine, {})
        queue = SqsQueue(lambda: self.queue, "webhooks")
        settings = Settings(
            *(CONVERSATIONS, DIRECTORY, FEED, "key", "k" * 43, "webhooks", "dead", 2.0),
            allow_loopback=False,
            delivery_ports="443",
        )
        database = Database(client, self.world.sleep)
        return notifier.root.build(
            settings, database=database, box=FakeBox(), http=self, queue=queue, dead_letters=queue, now=self.world.clock
        )

    def _violations(self) -> Iterator[str]:
        found, _ = FeedRepository(self.tables.table(FEED)).after(BEGIN, limit=10_000)
        seen = scopes_of(BuiltIn.AGENT)
        wanted = [event_id_of(place, change) for place, change in found if scope_of(change.type) in seen]
        first = list(dict.fromkeys(self.told))
        if first != wanted:
            yield f"a subscription was told {first}, and there was {wanted}"
        subscription = SubscriptionRepository(self.tables.table(DIRECTORY)).get("one")
        if self.queue.messages or subscription is None or subscription.woken or subscription.state != "active":
            yield f"a subscription is not done: {subscription}, {self.queue.messages}"


def notified(seed: int, roles: Roles, engine: Memory) -> list[str]:
    return Notifying(seed, roles, engine).run()
