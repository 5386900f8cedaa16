"""Desks of three sizes: what pages, counts, searches, the feed, the index and live events cost on each.

A desk is built once and kept in build/desks, which `make clean` removes. Calls and units are counted in the functions
themselves; infra.workbench.seeded says what is made up.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bench import prices
from bench.table import table
from infra.bundle import BUILD
from infra.local.progress import Step
from infra.workbench import sizes
from infra.workbench.made_up import MadeUpDesk
from infra.workbench.scenarios import FEED_AND_INDEX
from infra.workbench.seeded import Seeded, seeded
from infra.workbench.usage import total
from infra.workbench.verdict import verdict

KEPT = BUILD / "desks"
SMALLEST = 1_000
SIZES = (SMALLEST, 100_000, 1_000_000)
_MANY_ACCOUNTS = 1_000
MOST_CPU_MS = 20
"""For a page with its count, and for a search: 95 of 100 take less."""
_RATES = (1, 10)
_ROUNDS = 3


def measured(endpoint: str, receiver_url: str, size: int | None, before: Mapping[str, Any]) -> dict[str, Any]:
    """Of that size, beside what was measured before; or of the smallest one and those that are kept."""
    asked = [size] if size else [each for each in SIZES if each == SMALLEST or _desk(each).is_built]
    found = {str(each): _of(_desk(each), endpoint, receiver_url, everything=True) for each in asked}
    known = {**before.get("sizes", {}), **found}
    accounts = before.get("accounts")
    if accounts is None or not size:
        many = seeded(KEPT, MadeUpDesk(SMALLEST, accounts=_MANY_ACCOUNTS))
        accounts = _of(many, endpoint, receiver_url, everything=False)
    return {"sizes": {each: known[each] for each in sorted(known, key=int)}, "accounts": accounts}


def _desk(size: int) -> Seeded:
    return seeded(KEPT, MadeUpDesk(size))


def _of(desk: Seeded, endpoint: str, receiver_url: str, *, everything: bool) -> dict[str, Any]:
    name = f"desk of {desk.desk.size:,}"
    with Step(f"{name}: index") as step:
        if desk.is_built:
            step.reused(f"{desk.megabytes:.1f} MB")
        else:
            desk.build(step.reached)
            step.did(f"{desk.megabytes:.1f} MB")
    with TemporaryDirectory() as folder:
        with Step(f"{name}: tables"):
            at = sizes.prepare(desk, endpoint, receiver_url, Path(folder))
        rows = _rows(at, name, everything=everything)
    return {"megabytes": desk.megabytes, "rows": {row.name: _figures(row) for row in rows}}


def _rows(at: sizes.Prepared, name: str, *, everything: bool) -> list[sizes.Row]:
    """What writes is measured first: what pages have put into the tables makes it slower to see what was written."""
    followed = list[sizes.Row]()
    if everything:
        with Step(f"{name}: who is told"):
            followed += sizes.told(at, _ROUNDS)
        for together in _RATES:
            with Step(f"{name}: {together} a second"):
                followed += sizes.index(at, together, announced=1)
    rows = list[sizes.Row]()
    for asked in sizes.ASKED if everything else ["open_list"]:
        with Step(f"{name}: {asked}"):
            rows.append(sizes.ask(at, asked, _ROUNDS))
    if everything:
        with Step(f"{name}: list_after_message"):
            rows.append(sizes.list_after_message(at, _ROUNDS))
    return rows + followed


def _figures(row: sizes.Row) -> dict[str, Any]:
    usage = total(row.usage.values())
    cost = prices.cost(row.usage, requests=row.requests, messages=row.messages)
    return {
        "title": row.title,
        "calls": dict(sorted(usage.calls.items())),
        "messages": row.messages,
        "write_units": usage.write_units / row.messages,
        "read_units": usage.read_units / row.messages,
        "cpu": _spread(row.cpu),
        "engine": _spread(row.engine),
        "cost": vars(cost) | {"total": cost.total},
    }


def tables(found: Mapping[str, Any]) -> str:
    return "\n\n".join([_costs_table(found), _cpu_table(found["sizes"]), _verdicts(found["sizes"])])


def _costs_table(found: Mapping[str, Any]) -> str:
    of_size = found["sizes"]
    heads = ("one of a million", "AWS calls", "write units", "read units", *(f"$, {int(size):,}" for size in of_size))
    names = next(iter(of_size.values()))["rows"]
    rows = [_costs_row([each["rows"][name] for each in of_size.values()]) for name in names]
    accounts = found["accounts"]["rows"]["open_list"]
    _, *figures = _costs_row([accounts])
    shown = [f"the same, {_MANY_ACCOUNTS:,} accounts", *figures, *[""] * (len(of_size) - 1)]
    rows.insert(list(names).index("open_list") + 1, shown)
    return table(heads, rows)


def _costs_row(figures: Sequence[Mapping[str, Any]]) -> list[str]:
    """At each size; what is the same at all is said once."""
    calls = [f"{sum(each['calls'].values()) / each['messages']:.3g}" for each in figures]
    units = [[f"{each[kind]:.3g}" for each in figures] for kind in ("write_units", "read_units")]
    counted = (" / ".join(dict.fromkeys(each)) for each in (calls, *units))
    return [figures[0]["title"], *counted, *(f"{each['cost']['total']:.2f}" for each in figures)]


def _cpu_table(of_size: Mapping[str, Any]) -> str:
    heads = [f"{what}, {int(size):,}" for size in of_size for what in ("engine", "function")]
    names = [name for name, row in next(iter(of_size.values()))["rows"].items() if row["engine"].get("p95")]
    rows = [
        [
            of_size[next(iter(of_size))]["rows"][name]["title"],
            *(
                f"{each['rows'][name][what]['p50']:.1f} / {each['rows'][name][what]['p95']:.1f}"
                for each in of_size.values()
                for what in ("engine", "cpu")
            ),
        ]
        for name in names
    ]
    return table(("ms of CPU, p50 / p95", *heads), rows)


def _verdicts(of_size: Mapping[str, Any]) -> str:
    largest = max(of_size, key=int)
    rows = of_size[largest]["rows"]
    together = [
        [
            f"$ a million messages in feed and index, {rate} a second",
            f"{cost:.2f}",
            f"{FEED_AND_INDEX:.2f}",
            verdict(cost, FEED_AND_INDEX, digits=2),
        ]
        for rate in _RATES
        for cost in [rows[f"feed_{rate}"]["cost"]["total"] + rows[f"indexer_{rate}"]["cost"]["total"]]
    ]
    cpu = [
        [
            f"{rows[name]['title']}, p95 ms of {shown}",
            f"{rows[name][what]['p95']:.1f}",
            str(MOST_CPU_MS),
            verdict(rows[name][what]["p95"], MOST_CPU_MS, digits=1),
        ]
        for name in ("page", "search_rare", "search_common", "search_two", "search_both")
        if name in rows
        for what, shown in (("engine", "the engine"), ("cpu", "the whole request"))
    ]
    return table((f"at {int(largest):,} tickets", "measured", "target", ""), [*cpu, *together])


def _spread(times: Sequence[float]) -> dict[str, float]:
    ordered = sorted(times)
    return {name: ordered[min(len(ordered) - 1, int(len(ordered) * at))] for name, at in _AT.items()} if ordered else {}


_AT = {"p50": 0.50, "p95": 0.95}
