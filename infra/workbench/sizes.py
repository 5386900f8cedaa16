"""What a desk of some size costs: pages, counts and searches, the feed, the index, and what is told of a change."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import wraps
from itertools import count
from pathlib import Path
from typing import Any
from unittest.mock import patch

from helpdesk.index.embedded import Embedded
from helpdesk.live.models import Topic, TopicKind
from infra.workbench.acts import Thread, inbound, note
from infra.workbench.made_up import PROPERTIES, choices, words
from infra.workbench.seeded import Seeded
from infra.workbench.sized_desk import SizedDesk
from infra.workbench.usage import Usage, total
from infra.workbench.views import views

WATCHERS = 50
_PAGE = 50
_CHANGES = 100
_TOLD = Thread(999_999)
"""The conversation that people watch."""
OPEN_LIST = f"/v1/tickets?limit={_PAGE}"
_THREADS = 200
_NUMBERS = count(1)
Request = tuple[str, str, Any]
"""Method, path and body."""
Asked = Callable[["Prepared"], Sequence[Request]]


@dataclass(frozen=True)
class Row:
    """What one costs: calls and units are those of the first one, which is the same at each size."""

    name: str
    title: str
    usage: dict[str, Usage]
    requests: int = 1
    """Through one of our APIs."""
    messages: int = 1
    """That the usage was for."""
    cpu: list[float] = field(default_factory=list)
    """Of all that were asked: milliseconds of the function."""
    engine: list[float] = field(default_factory=list)
    """Of these the engine's."""


@dataclass(frozen=True)
class Prepared:
    desk: SizedDesk
    views: list[str]
    after: str
    """A cursor of the feed that many changes follow."""


def _pages(at: Prepared) -> Sequence[Request]:
    return [("GET", f"/v1/views/{view_id}/tickets?limit={_PAGE}", None) for view_id in at.views]


def _next_pages(at: Prepared) -> Sequence[Request]:
    found = [(path, at.desk.call(method, path, body, 200)) for method, path, body in _pages(at)]
    return [("GET", f"{path}&cursor={page['next_cursor']}", None) for path, page in found if page["next_cursor"]]


def _searches(kind: str) -> Asked:
    return lambda _: [("POST", "/v1/search", {"query": f"{each} "}) for each in words(kind, 20)]


def _one(path: str) -> Asked:
    return lambda _: [("GET", path, None)] * 10


ASKED: dict[str, tuple[str, Asked]] = {
    "page": ("a page of a view, with its count", _pages),
    "next_page": ("the next page", _next_pages),
    "counts": ("the counts of 38 views", _one("/v1/view-counts")),
    "search_rare": ("a search: a rare word", _searches("rare")),
    "search_common": ("a common word", _searches("common")),
    "search_two": ("two words", _searches("two")),
    "search_both": ("one of all tickets' names, one of messages", _searches("both")),
    "open_list": ("the list of open tickets", _one(OPEN_LIST)),
    "feed_page": (
        f"a page of the feed, {_CHANGES} changes",
        lambda at: [("GET", f"/v1/changes?limit={_CHANGES}&after={at.after}", None)] * 10,
    ),
}


def prepare(seeded: Seeded, endpoint: str, receiver_url: str, folder: Path) -> Prepared:
    """With its views, a subscription, and people who watch a ticket. `folder`: for the index of its functions."""
    desk = SizedDesk(endpoint, receiver_url, seeded, folder)
    for name, kind in PROPERTIES.items():
        given = [{"value": value, "label": value} for value in choices(name)]
        body = {"name": name, "label": name, "type": kind.value, "choices": given}
        desk.call("POST", "/v1/ticket-properties", body, 201)
    made = [desk.call("POST", "/v1/views", view, 201)["id"] for view in views(seeded.desk)]
    inbound(desk, _TOLD)
    desk.follow()
    desk.watch(Topic(TopicKind.TICKET, _TOLD.ticket_id), WATCHERS)
    after = desk.call("GET", "/v1/changes?after=latest", None, 200)["next_cursor"]
    for _ in range(_CHANGES // 2):
        inbound(desk, _TOLD)
        desk.follow()
    desk.index_now()
    hook = {"name": "Notes", "url": f"{receiver_url}/hook", "types": ["note.added"]}
    desk.call("POST", "/v1/webhook-subscriptions", hook, 201)
    tell(desk)  # so that all that is behind is told
    return Prepared(desk, made, after)


def ask(at: Prepared, name: str, rounds: int, most: int | None = None) -> Row:
    """The first time each is asked, the table gets what it reads. `most`: only so many of them."""
    title, asked = ASKED[name]
    requests, cpu, engine, first = asked(at)[:most], list[float](), list[float](), dict[str, Usage]()
    for request in requests:
        at.desk.call(*request, 200)
    at.desk.take_usage()
    with engine_time() as used:
        for request in [each for each in requests for _ in range(rounds)]:
            used.clear()
            at.desk.call(*request, 200)
            usage = {function: each for function, each in at.desk.take_usage().items() if each.invocations}
            first = first or usage
            cpu.append(1000 * sum(total(usage.values()).processor_seconds))
            engine.append(1000 * sum(used))
    return Row(name, title, first, cpu=cpu, engine=engine)


def list_after_message(at: Prepared, rounds: int) -> Row:
    """`find` reads what has changed, and puts it into its index, before it answers."""
    usages, thread = list[Usage](), Thread(next(_NUMBERS))
    for _ in range(rounds + 1):
        inbound(at.desk, thread)
        at.desk.follow()
        at.desk.take_usage()
        at.desk.call("GET", OPEN_LIST, None, 200)
        usages.append(at.desk.take_usage()["find"])
    # The first one has also read who wrote.
    cpu = [1000 * sum(usage.processor_seconds) for usage in usages[1:]]
    return Row("list_after_message", "open tickets, a message later", {"find": usages[1]}, cpu=cpu)


def tell(desk: SizedDesk) -> dict[str, Usage]:
    """A note, in a ticket that people watch, and of which a program is told."""
    note(desk, _TOLD)
    desk.follow()
    desk.take_usage()
    desk.take_feed_usage()
    desk.tell()
    return desk.take_usage()


def told(at: Prepared, rounds: int) -> list[Row]:
    at.desk.tell()
    usages = [tell(at.desk) for _ in range(rounds)]
    titles = {"pusher": f"a live event to {WATCHERS} who watch", "notifier": "an event to a subscription"}
    return [
        Row(
            function,
            title,
            {function: usages[0][function]},
            requests=0,
            cpu=[1000 * sum(usage[function].processor_seconds) for usage in usages],
        )
        for function, title in titles.items()
    ]


def index(at: Prepared, together: int, announced: int) -> list[Row]:
    """What the feed and the index take of messages into conversations, so many of them within a second: from one run
    of the indexer on until so many more."""
    desk, threads, messages, runs = at.desk, [Thread(next(_NUMBERS)) for _ in range(_THREADS)], 0, -1
    _write_to(desk, threads)
    desk.follow()
    desk.index()
    while runs < announced:
        _write_to(desk, threads)
        for written in desk.write_feed(together):
            messages += written
            if ran := desk.index():
                runs += ran
                if runs == 0:  # it begins
                    messages = 0
                    desk.take_usage()
                    desk.take_feed_usage()
                elif runs >= announced:
                    break
    parts = {"feed": desk.take_feed_usage(), "indexer": desk.take_usage()["indexer"]}
    rate = "each alone in its second" if together == 1 else f"{together} a second"
    return [
        Row(f"{name}_{together}", f"{title}, {rate}", {name: parts[name]}, requests=0, messages=messages)
        for name, title in (("feed", "a message in the feed"), ("indexer", "a message in the index"))
    ]


def index_at_once(at: Prepared, messages: int) -> Usage:
    """What the indexer takes of so many messages, each of another conversation that it knows."""
    threads = [Thread(next(_NUMBERS)) for _ in range(messages)]
    _write_to(at.desk, threads)
    at.desk.follow()
    at.desk.index_now()
    _write_to(at.desk, threads)
    at.desk.follow()
    at.desk.take_usage()
    at.desk.index_now()
    return at.desk.take_usage()["indexer"]


def _write_to(desk: SizedDesk, threads: Sequence[Thread]) -> None:
    for thread in threads:
        inbound(desk, thread)
    desk.work()


@contextmanager
def engine_time() -> Iterator[list[float]]:
    """Seconds of each call of the engine."""
    used: list[float] = []

    def timed(call: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(call)
        def measured(*args: Any, **more: Any) -> Any:
            began = time.thread_time()
            try:
                return call(*args, **more)
            finally:
                used.append(time.thread_time() - began)

        return measured

    methods: dict[str, Any] = {name: timed(getattr(Embedded, name)) for name in ("tickets", "counts", "texts")}
    with patch.multiple(Embedded, **methods):
        yield used
