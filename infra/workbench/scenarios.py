"""The scenarios: the state of a conversation, and the one thing that then happens to it."""

from collections.abc import Callable
from dataclasses import dataclass

from infra.workbench.acts import (
    Thread,
    assign,
    authorize,
    cancel,
    change_many,
    change_property,
    draft,
    fail,
    inbound,
    inbound_photo,
    make_properties,
    note,
    open_ticket,
    publish,
    reassign,
    refuse_caller,
    refuse_webhook,
    reply,
    reply_and_close,
    reply_and_wait,
    reply_from_draft,
    reply_with_file,
    reply_with_photo,
    report,
    retry,
    rule,
    schedule,
    search,
    view_counts,
    view_page,
)
from infra.workbench.desk import Desk
from infra.workbench.usage import Usage

BATCH = 10
FEED_AND_INDEX = 2.50
"""Dollars a million messages, together."""
INBOUND = 4.50
STAYING = 3.70
REPLY = 7.38
"""With the move by the rule of its pipeline, as an inbound message: its event is one write unit, 0.625 $."""
ROUTED = 20.00
KEYED_REPLY = 8.00
"""The key is claimed by one write unit, 0.625 $. Every reply here has one."""
KEYED_REPLY_TO_TELEGRAM = 9.25
"""Two write units more: an attempt is recorded before Telegram is called, and the message is counted, because Telegram
limits how often a bot sends. docs/decisions/0007 and 0036."""
Act = Callable[[Desk, Thread], None]
_GOING = (inbound, reply)
_PUBLISHED = (publish, reply)
_ANSWERED = (inbound, reply) * 3
_WITH_PROPERTIES = (make_properties, *_ANSWERED, inbound)
_ANSWERED_LONG = (inbound, inbound, inbound, inbound, reply) * 10


@dataclass(frozen=True)
class Scenario:
    name: str
    title: str
    act: Act
    history: tuple[Act, ...] = ()
    telegram: bool = False
    requests: int = 1
    """Through one of our APIs."""
    target: float | None = None
    """Dollars a million."""
    most_repetitions: int | None = None
    """If it takes long."""


SCENARIOS = (
    Scenario("inbound", "message into a conversation", inbound, _GOING, target=INBOUND),
    Scenario("inbound_again", "another one, the status stays", inbound, (*_GOING, inbound), target=STAYING),
    Scenario("inbound_assigned", "the same, ticket assigned", inbound, (*_GOING, assign), target=INBOUND),
    Scenario("inbound_telegram", "the same from Telegram", inbound, _GOING, telegram=True, target=INBOUND),
    Scenario("inbound_photo", "a photo from Telegram, until stored", inbound_photo, _GOING, telegram=True),
    Scenario("inbound_first", "first message of a new customer", inbound),
    Scenario("inbound_routed", "the same, routed to one of ten people", inbound, (rule,), target=ROUTED),
    Scenario("reassign", "a ticket is given to somebody else", reassign, (inbound, assign)),
    Scenario("ticket", "opening a ticket with its contact", open_ticket, (*_ANSWERED, inbound)),
    Scenario("publish", "the same by the channel contract", publish, _PUBLISHED, target=4.95),
    Scenario("reply", "reply in our own format", reply, (*_ANSWERED, inbound), target=KEYED_REPLY),
    Scenario("reply_long", "the same, 50 messages before it", reply, (*_ANSWERED_LONG, inbound), target=KEYED_REPLY),
    Scenario(
        "reply_telegram",
        "the same to Telegram",
        reply,
        (*_ANSWERED, inbound),
        telegram=True,
        target=KEYED_REPLY_TO_TELEGRAM,
    ),
    Scenario("reply_channel", "the same to a registered channel", reply, (*_PUBLISHED, publish)),
    Scenario("reply_status", "reply with status and two properties", reply_and_wait, _WITH_PROPERTIES),
    Scenario("reply_close", "the same, and the ticket is closed", reply_and_close, _WITH_PROPERTIES),
    Scenario("reply_take", "first reply: somebody takes the ticket", reply, (inbound,)),
    Scenario("reply_file", "the same, with a file of 5 MB", reply_with_file, (*_PUBLISHED, publish), requests=2),
    Scenario(
        "reply_photo", "a photo of 5 MB to Telegram", reply_with_photo, (*_ANSWERED, inbound), telegram=True, requests=2
    ),
    Scenario("note", "an internal note", note, (*_ANSWERED, inbound)),
    Scenario("draft", "saving a draft", draft, (*_ANSWERED, inbound)),
    Scenario("reply_draft", "a reply that takes its draft with it", reply_from_draft, (*_ANSWERED, inbound, draft)),
    Scenario("reply_scheduled", "a reply that is scheduled, until then", schedule, (*_ANSWERED, inbound)),
    Scenario("reply_cancelled", "a scheduled reply that is cancelled", cancel, (*_ANSWERED, inbound, schedule)),
    Scenario("reply_retried", "a failed reply, sent again", retry, (*_PUBLISHED, publish, reply, fail)),
    Scenario("status", "a status that a channel reports", report, (*_PUBLISHED, publish, reply)),
    Scenario("change_property", "a change of one property", change_property, (*_ANSWERED, inbound)),
    Scenario("change_many", "one change of 100 tickets", change_many, most_repetitions=3),
    Scenario("view_page", "a page of a view, with its count", view_page, (inbound,)),
    Scenario("view_counts", "the counts of all views", view_counts, (inbound,)),
    Scenario("search", "a search", search, (inbound,)),
    Scenario("authorizer", "authorizer, for an API token", authorize, requests=0),
    Scenario("stranger_webhook", "a stranger at the webhook", refuse_webhook, target=2.00),
    Scenario("stranger_api", "a stranger at the desk API", refuse_caller, target=2.00),
)


@dataclass(frozen=True)
class Measured:
    scenario: Scenario
    warm: list[dict[str, Usage]]
    """One message at a time, each alone in every batch: usage by function, once per repetition."""
    cold: dict[str, Usage]
    """The same in processes that were just started."""
    batched: dict[str, Usage]
    """A batch of messages that share the stream and the queues: usage of all."""
    feed: list[Usage]
    feed_batched: Usage
    """What the change feed takes of the same, warm and in the batch."""


def measure(scenario: Scenario, endpoint: str, receiver_url: str, *, repetitions: int, batch: int = BATCH) -> Measured:
    desk = Desk(endpoint, receiver_url)
    repetitions = min(repetitions, scenario.most_repetitions or repetitions)
    threads = [Thread(number, scenario.telegram) for number in range(1, repetitions + batch + 3)]
    for thread in threads:
        for happened in scenario.history:
            happened(desk, thread)
    desk.follow()
    _once(desk, scenario, [threads.pop()])  # so that all secrets are decrypted and all connections are open
    desk.take_feed_usage()
    batched, feed_batched = _once(desk, scenario, [threads.pop() for _ in range(batch)]), desk.take_feed_usage()
    warm, feed = list[dict[str, Usage]](), list[Usage]()
    for _ in range(repetitions):
        warm.append(_once(desk, scenario, [threads.pop()]))
        feed.append(desk.take_feed_usage())
    desk.restart()
    cold = _once(desk, scenario, [threads.pop()])
    desk.backend.delete()  # the engine works for each table that there is, also while nobody uses it
    return Measured(scenario, warm, cold, batched, feed, feed_batched)


def _once(desk: Desk, scenario: Scenario, threads: list[Thread]) -> dict[str, Usage]:
    desk.take_usage()
    for thread in threads:
        scenario.act(desk, thread)
    desk.follow()
    return desk.take_usage()
