"""Whatever fails, and whenever: a subscription is told each change that it wants, in order, with one id for each."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from unittest.mock import ANY

from hypothesis import example, given
from hypothesis import strategies as st

from helpdesk.feed.models import Change, ChangeType, Recorded
from helpdesk.feed.repository import FeedWriter
from helpdesk.people.models import BuiltIn, User
from helpdesk.platform.clock import to_text
from helpdesk.platform.dynamodb import Database
from helpdesk.platform.errors import Unavailable
from helpdesk.platform.outbound_http import HttpResponse
from helpdesk.platform.queues import QueueMessage
from helpdesk.platform.standard_webhooks import new_secret
from helpdesk.platform.stored_secret import StoredSecret
from helpdesk.subscriptions.models import DisabledReason, Subscription
from helpdesk.subscriptions.repository import SubscriptionRepository
from infra.workbench.box import FakeBox
from infra.workbench.people import employ
from infra.workbench.tables import CONVERSATIONS, DIRECTORY, FEED
from notifier.root import build
from notifier.settings import Settings
from tests.support.memory import Memory

BEGIN = datetime(2026, 11, 27, 9, tzinfo=UTC)
AT = to_text(BEGIN)
WANTED, OTHER = ChangeType.TICKET_CREATED, ChangeType.CONTACT_CREATED


class Died(Exception):
    """The process ends here."""


class World:
    def __init__(self) -> None:
        self.now, self.slow_clock = BEGIN, timedelta(milliseconds=50)
        self.memory: Any = Memory()
        database = Database(self.memory, lambda _: None)
        directory = database.table(DIRECTORY)
        employ(directory, User("ann", "ann@desk.example", "Ann", BuiltIn.ADMINISTRATOR, AT))
        self.repository = SubscriptionRepository(directory)
        self.queue: list[QueueMessage] = []
        self.known: dict[str, datetime] = {}
        """Names of messages, which drop a second one within five minutes."""
        self.queue_fails = False
        self.meanwhile: list[bool] = []
        """Changes, and whether they are wanted, each of which is written, and followed, right after a run has read."""
        self.answers: list[int | str] = []
        self.told: list[tuple[str, int]] = []
        """The id and number of each change that got through."""
        self.dead: list[QueueMessage] = []
        query = self.memory.query
        self.memory.query = lambda **request: self._interrupted(query(**request), request)
        self.writer = FeedWriter(database.table(FEED), self.clock)
        self.written = self.followed = 0
        self.numbers: list[int] = []
        """Of the changes that it wants."""
        settings = Settings(
            *(CONVERSATIONS, DIRECTORY, FEED, "key", "k" * 43, "queue", "dead", 2.0),
            allow_loopback=False,
            delivery_ports="443",
        )
        self.notifier = build(
            settings, database=database, box=FakeBox(), http=self, queue=self, dead_letters=self, now=self.clock
        )
        sealed = FakeBox().seal(new_secret(b"s" * 32).encode(), "webhook_subscription/one")
        secrets = (StoredSecret("1", sealed, AT),)
        made = Subscription(
            "one", "CRM", "https://crm.example/", (WANTED,), (), "ann", ("tickets.read",), secrets, AT, AT
        )
        self.repository.write(self.repository.creating(made, 0))

    def _interrupted(self, answer: Any, request: Mapping[str, Any]) -> Any:
        if request["TableName"] == FEED and "sk >= :known" in request["KeyConditionExpression"] and self.meanwhile:
            self.change(self.meanwhile.pop(0))
            self.follow()
        return answer

    def clock(self) -> datetime:
        self.now += self.slow_clock
        return self.now

    def change(self, wanted: bool) -> None:
        self.numbers += [self.written] if wanted else []
        kind = WANTED if wanted else OTHER
        change = Change(kind, AT, "contact:1", data={"number": str(self.written)})
        self.writer.append([Recorded(str(self.written), change, self.now.timestamp())])
        self.written += 1

    def follow(self) -> None:
        items = self.memory.scan(TableName=FEED)["Items"]
        new = sorted((each for each in items if int(each["sk"]["S"]) > self.followed), key=lambda each: each["sk"]["S"])
        if new:
            self.notifier({"Records": [{"dynamodb": {"NewImage": item}} for item in new]})
            self.followed += len(new)

    def run(self) -> None:
        """The first message of the queue, which stays where the process dies, and where it is to be received again."""
        if not self.queue:
            return
        message = self.queue[0]
        attributes = {"ApproximateReceiveCount": "1"}
        record = {"messageId": "1", "receiptHandle": "1", "body": message.body, "attributes": attributes}
        if not self.notifier({"Records": [record]})["batchItemFailures"]:
            self.queue.remove(message)
        else:
            self.now += timedelta(seconds=60)

    def send(self, messages: Sequence[QueueMessage]) -> None:
        if self.queue_fails:
            self.queue_fails = False
            raise Unavailable("The queue could not be reached.")
        for message in messages:
            name = str(message.deduplication)
            if name not in self.known or self.known[name] < self.now - timedelta(minutes=5):
                self.known[name] = self.now
                self.queue.append(message)

    def show_again_after(self, receipt_handle: str, seconds: int) -> None:
        assert receipt_handle

    def post(self, _url: str, headers: Mapping[str, str], body: Any) -> HttpResponse:
        answer = self.answers.pop(0) if self.answers else 204
        if answer == "slow":
            self.now += timedelta(seconds=12)
            answer = 204
        if answer in {204, "dies"}:
            self.told.append((headers["webhook-id"], int(json.loads(body)["data"]["number"])))
        if answer == "dies":
            raise Died
        assert isinstance(answer, int)
        return HttpResponse(answer, {}, b"")

    def attempt(self, step: str) -> None:
        try:
            if step == "follow":
                self.follow()
            else:
                self.run()
        except (Died, Unavailable):
            return


STEPS = ["wanted", "other", "follow", "run", "meanwhile", "queue fails", 500, 503, "dies", "slow"]


def after(steps: Sequence[int | str]) -> World:
    world = World()
    for step in steps:
        match step:
            case "wanted" | "other":
                world.change(wanted=step == "wanted")
            case "follow" | "run":
                world.attempt(step)
            case "queue fails":
                world.queue_fails = True
            case "meanwhile":
                world.meanwhile.append(True)
            case "lost":
                world.queue.clear()
            case _:
                world.answers.append(step)
    world.queue_fails, world.answers, world.meanwhile = False, [], []
    return world


def check_all_is_told(world: World) -> None:
    for _ in range(60):
        world.attempt("follow")
        world.attempt("run")
    assert world.queue == []
    assert list(dict.fromkeys(number for _, number in world.told)) == world.numbers, "each, in order"
    assert len({event_id for event_id, _ in world.told}) == len(world.numbers)
    subscription = world.repository.get("one")
    assert subscription is not None
    assert (subscription.woken, subscription.failing_since) == (None, None)


@given(st.lists(st.sampled_from(STEPS), max_size=40))
@example(["wanted", "follow", "meanwhile", "run"])
@example(["wanted", "queue fails", "follow"])
def test_each_change_is_told_in_order_whatever_fails(steps: Sequence[int | str]) -> None:
    check_all_is_told(after(steps))


@given(st.lists(st.sampled_from([*STEPS, "lost"]), max_size=40))
@example(["wanted", "follow", "lost"])
def test_a_queue_message_that_is_lost_is_given_up_after_a_while(steps: Sequence[int | str]) -> None:
    world = after(steps)
    world.now += timedelta(hours=3)
    world.change(wanted=True)
    check_all_is_told(world)


def test_one_that_wants_little_comes_along_all_the_same() -> None:
    world = World()
    world.change(wanted=False)
    world.follow()
    assert world.queue == []
    world.now += timedelta(days=2)
    world.change(wanted=False)
    world.follow()
    world.run()
    subscription = world.repository.get("one")
    assert subscription is not None
    assert (subscription.entry, world.told, world.queue) == (2, [], [])


def test_a_run_ends_after_a_while_and_the_next_one_goes_on() -> None:
    world = World()
    world.answers += ["slow"] * 3
    for _ in range(3):
        world.change(wanted=True)
    world.follow()
    world.run()
    assert (len(world.told), len(world.queue)) == (1, 1)
    for _ in range(3):
        world.run()
    assert [number for _, number in world.told] == [0, 1, 2]


class Losing(World):
    """The feed loses all but its newest entry while a receiver answers."""

    def post(self, url: str, headers: Mapping[str, str], body: Any) -> HttpResponse:
        for number in range(1, self.written):
            self.memory.delete_item(TableName=FEED, Key={"pk": {"S": "feed"}, "sk": {"S": f"{number:012d}"}})
        return super().post(url, headers, body)


def test_what_is_lost_within_a_run_is_noted() -> None:
    world = Losing()
    for number in range(150):
        world.change(wanted=number == 0)
    world.follow()
    world.run()
    subscription = world.repository.get("one")
    assert subscription is not None
    assert (subscription.disabled, world.told, world.queue) == (DisabledReason.FELL_BEHIND, [(ANY, 0)], [])


def test_many_that_are_not_wanted_are_passed_by_in_several_runs() -> None:
    world = World()
    for _ in range(250):
        world.change(wanted=False)
    world.change(wanted=True)
    world.follow()
    world.run()
    assert [number for _, number in world.told] == [250]


def test_a_change_of_the_subscription_ends_the_run() -> None:
    world = World()
    for _ in range(2):
        world.change(wanted=True)
    world.follow()
    post = world.post

    def renamed(*given: Any) -> HttpResponse:
        before = world.repository.get("one")
        assert before is not None
        if before.version == 1:
            world.repository.write([world.repository.configuring(before, replace(before, name="New", version=2))])
        return post(*given)

    world.post = renamed  # type: ignore[method-assign]
    world.run()
    assert len(world.queue) == 1, "it is received again"
    world.run()
    assert [number for _, number in world.told] == [0, 0, 1], "what was not stored comes again"


def test_what_a_run_has_told_before_its_entry_came_wakes_nobody() -> None:
    world = World()
    world.change(wanted=True)
    world.follow()
    world.change(wanted=True)
    world.run()
    assert [number for _, number in world.told] == [0, 1]
    world.follow()
    assert world.queue == []


def test_a_run_that_passes_much_by_ends_after_a_while_too() -> None:
    world = World()
    for _ in range(250):
        world.change(wanted=False)
    world.change(wanted=True)
    world.follow()
    world.slow_clock = timedelta(seconds=11)
    world.run()
    assert (world.told, len(world.queue)) == ([], 1)
    for _ in range(5):
        world.run()
    assert ([number for _, number in world.told], world.queue) == ([250], [])
