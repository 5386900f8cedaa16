"""The embedded engine on a desk of any size: 30 views with their counts, all counts, and searches.

    python -m bench.index 100000

CPU is of this thread. The index is kept in build/ between runs.
"""

import argparse
import random
import shutil
import statistics
import time
from collections.abc import Callable, Iterator
from functools import partial
from itertools import chain, islice
from pathlib import Path
from typing import Any

from bench import made_up
from bench.made_up import DAY, NOW
from helpdesk.index.embedded import Embedded
from helpdesk.index.embedded_documents import SCHEMA_VERSION
from helpdesk.index.models import EVERYTHING, All, Batch, Document, Exists, Filter, Is, Kind, Not, Order, Range, Sort
from helpdesk.index.terms import terms
from helpdesk.search.service import having
from infra.bundle import BUILD

_BATCH = 50_000
_MEMORY = 300_000_000
Progress = Callable[[int, int], None]


def folder(size: int) -> Path:
    return BUILD / f"bench-index-{SCHEMA_VERSION}-{size}"


def built(size: int, progress: Progress) -> Embedded:
    """With as many messages as tickets. One that was built before is opened."""
    done = folder(size) / "done"
    if not done.is_file():
        shutil.rmtree(folder(size), ignore_errors=True)
        _build(folder(size) / "files", size, progress)
        done.touch()
    return Embedded.open(folder(size) / "files")


def _build(target: Path, size: int, progress: Progress) -> None:
    index = Embedded.create(target, memory=_MEMORY)
    documents: Iterator[Document] = chain(made_up.tickets(size), made_up.messages(size))
    for done in range(0, 2 * size, _BATCH):
        index.apply(Batch(done + 1, tuple(islice(documents, _BATCH))))
        progress(min(done + _BATCH, 2 * size), 2 * size)
    index.files()
    index.close()


OPEN = Is("status", ("open",))
CLOSED = Is("status", ("closed",))
_NEWEST, _OLDEST = Sort("last_activity_at", descending=True), Sort("opened_at")


def agent(number: int) -> Is:
    return Is("owner_id", (f"agt_{number:026}",))


def team(number: int) -> Is:
    return Is("team_id", (f"team_{number:026}",))


def channel(number: int) -> Is:
    return Is("channel_id", (f"ch_{number}",))


def all_of(*filters: Filter) -> Filter:
    return All(filters)


VIEWS: dict[str, tuple[Filter, Sort]] = {
    "all open": (OPEN, _NEWEST),
    "unassigned": (all_of(OPEN, Not(Exists("owner_id"))), _OLDEST),
    "mine": (all_of(OPEN, agent(0)), _NEWEST),
    "mine, a few": (all_of(OPEN, agent(150)), _NEWEST),
    "team, two statuses": (all_of(OPEN, team(0), Is("status_id", ("new", "open"))), _OLDEST),
    "closed": (CLOSED, Sort("closed_at", descending=True)),
    "channel, open": (all_of(OPEN, channel(2)), _NEWEST),
    "account": (Is("account_id", (f"acc_{7:026}",)), _NEWEST),
    "urgent, open": (all_of(OPEN, Is("priority", ("urgent",))), _OLDEST),
    "urgent or high": (all_of(OPEN, Range("priority_rank", 3), channel(0)), Sort("priority_rank", descending=True)),
    "waiting for a week": (all_of(OPEN, Range("waiting_since", None, NOW - 7 * DAY)), Sort("waiting_since")),
    "closed last week": (all_of(CLOSED, Range("closed_at", NOW - 7 * DAY)), Sort("closed_at", descending=True)),
    "category": (all_of(OPEN, Is("category", ("category_3",))), _NEWEST),
    "not the category": (all_of(OPEN, Not(Is("category", ("category_3",)))), _NEWEST),
    "city": (Is("properties.city:text", ("city 1",)), _NEWEST),
    "city, a few": (Is("properties.city:text", ("city 500",)), _NEWEST),
    "plan, open": (all_of(OPEN, Is("properties.plan:choice", ("plan_3",))), _NEWEST),
    "large amount": (Range("properties.amount:number", 500), Sort("properties.amount:number", descending=True)),
    "large amount, open": (all_of(OPEN, Range("properties.amount:number", 300)), _NEWEST),
    "important": (Is("properties.vip:boolean", (True,)), _NEWEST),
    "important, open": (all_of(OPEN, Is("properties.vip:boolean", (True,))), Sort("properties.due:date")),
    "due": (all_of(OPEN, Range("properties.due:date", None, NOW // DAY)), Sort("properties.due:date")),
    "tag": (Is("properties.tags:choices", ("tag_3",)), _NEWEST),
    "tag, not the plan": (
        all_of(OPEN, Is("properties.tags:choices", ("tag_3",)), Not(Is("properties.plan:choice", ("plan_0",)))),
        _NEWEST,
    ),
    "without a city": (all_of(OPEN, Not(Exists("properties.city:text"))), _OLDEST),
    "five owners": (all_of(OPEN, Is("owner_id", tuple(f"agt_{number:026}" for number in range(5)))), _NEWEST),
    "opened today": (Range("opened_at", NOW - DAY), Sort("opened_at", descending=True)),
    "team, closed": (all_of(CLOSED, team(3)), Sort("closed_at", descending=True)),
    "by name, open": (all_of(OPEN, Is("last_direction", ("inbound",))), Sort("name")),
    "everything": (EVERYTHING, _NEWEST),
}


ACCESS = Is("inbox_id", tuple(f"inbox_{number:026}" for number in range(6)))
"""Part of each query of somebody who does not see everything."""


def searches(count: int = 60, seed: int = 3) -> dict[str, list[Filter]]:
    """Words of messages: rare, common, and two that stand together in some message; a word for the ticket and one of a
    message, as everything is searched."""
    chosen = random.Random(seed)  # noqa: S311 - the same each time
    rare = [made_up.word(chosen.randrange(40_000, 59_000)) for _ in range(count)]
    common = [made_up.word(chosen.randrange(5, 60)) for _ in range(count)]
    pairs = [f"{made_up.word(chosen.randrange(5, 60))} {made_up.word(chosen.randrange(5, 400))}" for _ in range(count)]
    asked = {"rare": rare, "common": common, "two": pairs, "Chinese": ["退货订", "付款物"], "prefix": ["bag*", "d*"]}
    names = [f"{made_up.word(chosen.randrange(999))} {made_up.word(chosen.randrange(5, 400))} " for _ in range(count)]
    everywhere = {"name and word": names, "name of all, common word": [f"order {word} " for word in common]}
    return {name: [_words(query) for query in queries] for name, queries in asked.items()} | {
        name: [having(terms(query), ("properties.city",)) for query in queries] for name, queries in everywhere.items()
    }


def _words(query: str) -> Filter:
    # What is not the beginning of a word ends with a space.
    written = query[:-1] if query.endswith("*") else f"{query} "
    message = Is("kind", (Kind.MESSAGE.value,))
    return All((message, *(term.among(("text",)) for term in terms(written))))


def measure(index: Embedded, rounds: int = 5) -> dict[str, Any]:
    """CPU in milliseconds."""
    views = {
        name: _cpu(partial(index.tickets, where, sort, after=None, limit=50), rounds)
        for name, (where, sort) in VIEWS.items()
    }
    result: dict[str, Any] = {"views": {name: _median(times) for name, times in views.items()}}
    result["view"] = _spread(chain.from_iterable(views.values()))
    result["next page"] = _spread(chain.from_iterable(_next_pages(index, rounds)))
    counted = {name: All((ACCESS, where)) for name, (where, _) in VIEWS.items()}
    result["all counts"] = _spread(_cpu(partial(index.counts, counted), rounds))
    for name, asked in searches().items():
        for order in Order:
            times = (_cpu(partial(index.texts, each, order, skip=0, limit=50), 1) for each in asked)
            result[f"{name}, {order.value}"] = _spread(chain.from_iterable(times))
    return result


def _next_pages(index: Embedded, rounds: int) -> Iterator[list[float]]:
    for where, sort in VIEWS.values():
        last = index.tickets(where, sort, after=None, limit=50).last
        if last:
            yield _cpu(partial(index.tickets, where, sort, after=last, limit=50), rounds)


def added(index: Embedded, count: int = 20) -> dict[str, float]:
    """One message, and its ticket that changed: CPU until both are found, with the background's part."""
    ticket, message = next(made_up.tickets(1)), next(made_up.messages(1))
    began = time.process_time()
    for _ in range(count):
        index.apply(Batch(index.position + 1, (ticket, message)))
    return {"message, ms": (time.process_time() - began) * 1000 / count}


def _cpu(work: Callable[[], object], rounds: int) -> list[float]:
    times = []
    for _ in range(rounds):
        began = time.thread_time()
        work()
        times.append((time.thread_time() - began) * 1000)
    return times


def _median(times: list[float]) -> float:
    return round(statistics.median(times), 2)


def _spread(times: Any) -> dict[str, float]:
    ordered = sorted(times)
    return {
        "p50": round(ordered[len(ordered) // 2], 2),
        "p95": round(ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))], 2),
        "max": round(ordered[-1], 2),
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("size", type=int)
    size = parser.parse_args().size
    began = time.perf_counter()
    index = built(size, lambda done, of: print(f"\r{done:,} of {of:,}", end="", flush=True))
    print(f"\r{size:,} tickets and messages: {time.perf_counter() - began:.0f} s, {_megabytes(size):.1f} MB")
    for name, figures in {**measure(index), **added(index)}.items():
        print(f"{name:28} {figures}")
    index.close()
    return 0


def _megabytes(size: int) -> float:
    return sum(path.stat().st_size for path in folder(size).rglob("*") if path.is_file()) / 1e6


if __name__ == "__main__":
    raise SystemExit(main())
