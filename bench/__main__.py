"""`make bench`: what a message costs, how long a cold start takes, and what the workspace costs a browser. Prints
tables and writes build/bench.json.

The benchmark does not pass or fail: tests/integration/test_costs.py and workspace/scripts/budget.ts assert what must
not change unnoticed.
"""

import argparse
import json
import os
import subprocess
import sys
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from bench import bundles, cold_start, costs, desks, page, processor
from bench.notes import assumptions, left_out
from infra.bundle import BUILD, build
from infra.local.dynamodb_local import dynamodb_local
from infra.local.progress import Step, StopError
from infra.local.tools import ROOT
from infra.workbench.receiver import receiver
from infra.workbench.scenarios import SCENARIOS, measure

_RESULT = BUILD / "bench.json"
_DOCS = ROOT / "docs" / "performance.md"
_BEGIN, _END = "<!-- {} -->", "<!-- end of {} -->"
_FIGURES, _OF_DESKS = "figures", "figures of desks"


def main() -> int:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer repetitions: time measurements are rough")
    parser.add_argument("--docs", action="store_true", help="also put the tables into docs/performance.md")
    parser.add_argument("--size", type=int, help="build a desk of so many tickets, and measure only that")
    options = parser.parse_args()
    try:
        shown = _desks(options.size) if options.size else {**_everything(quick=options.quick), **_desks(None)}
    except StopError as stop:
        stop.show()
        return 1
    print("\n" + "\n\n".join(shown.values()) + f"\n\n✓ {_RESULT.relative_to(ROOT)}")
    if options.docs:
        for name, tables in shown.items():
            _put(name, tables)
        print(f"✓ {_DOCS.relative_to(ROOT)}")
    return 0


def _everything(*, quick: bool) -> dict[str, str]:
    result = _measure(repetitions=3 if quick else 15, rounds=3 if quick else 9)
    _keep(result)
    return {_FIGURES: _tables(result)}


def _desks(size: int | None) -> dict[str, str]:
    """The tables of desks, by themselves: measuring the largest takes long."""
    before, head = os.getloadavg()[0], f"Commit {_commit()}, {datetime.now(UTC).isoformat(timespec='seconds')}"
    with dynamodb_local() as endpoint, receiver() as receiver_url:
        found = desks.measured(endpoint, receiver_url, size, _kept().get("desks", {}) if size else {})
    _keep({"desks": found})
    load = f"load of the machine {before:.1f} before and {os.getloadavg()[0]:.1f} after"
    return {_OF_DESKS: f"{head}, {load}.\n\n{desks.tables(found)}"}


def _keep(result: dict[str, Any]) -> None:
    """Beside what was measured before."""
    _RESULT.write_text(json.dumps(_kept() | result, indent=2) + "\n")


def _kept() -> dict[str, Any]:
    return dict(json.loads(_RESULT.read_text())) if _RESULT.is_file() else {}


def _put(name: str, tables: str) -> None:
    begin, end = _BEGIN.format(name), _END.format(name)
    before, _, rest = _DOCS.read_text().partition(begin)
    _DOCS.write_text(f"{before}{begin}\n\n{tables}\n\n{end}{rest.partition(end)[2]}")


def _measure(repetitions: int, rounds: int) -> dict[str, Any]:
    build("local")
    result: dict[str, Any] = {"at": datetime.now(UTC).isoformat(timespec="seconds"), "commit": _commit()}
    result["bundles"] = {name: bundles.megabytes(build("aws") / name) for name in ("app", "find", "authorizer")}
    result["load_before"] = os.getloadavg()[0]
    with Step("cold starts") as step:
        result["cold_starts"] = [asdict(start) for start in cold_start.measure(rounds)]
        step.did(f"{rounds} of each function")
    with Step("workspace") as step:
        result["workspace"] = page.measure(rounds)
        step.did(f"{rounds} visits")
    result["scenarios"] = []
    with dynamodb_local() as endpoint, receiver() as receiver_url:
        with Step("CPU of a warm webhook") as step:
            result["processor"] = asdict(processor.measure(endpoint, receiver_url, messages=20 * repetitions))
            step.did(f"{20 * repetitions} messages, beside a minimal handler")
        for scenario in SCENARIOS:
            with Step(f"costs: {scenario.name}") as step:
                measured = measure(scenario, endpoint, receiver_url, repetitions=repetitions)
                result["scenarios"].append(costs.figures(measured))
                step.did(f"{len(measured.warm)} times, {scenario.title}")
    result["load_after"] = os.getloadavg()[0]
    return result


def _tables(result: dict[str, Any]) -> str:
    scenarios = result["scenarios"]
    load = f"{result['load_before']:.1f} before and {result['load_after']:.1f} after"
    parts = [
        f"Commit {result['commit']}, {result['at']}, load of the machine {load}.",
        costs.counts_table(scenarios),
        costs.costs_table(scenarios),
        costs.functions_table(scenarios),
        costs.feed_table(scenarios),
        assumptions(),
        left_out(scenarios),
        processor.table(processor.Processor(**result["processor"])),
        bundles.starts_table(result["cold_starts"]),
        bundles.sizes_table(result["bundles"]),
        page.page_table(result["workspace"]),
    ]
    return "\n\n".join(parts)


def _commit() -> str:
    result = subprocess.run(
        ["git", "describe", "--always", "--dirty"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    return result.stdout.strip() or "unknown"


if __name__ == "__main__":
    sys.exit(main())
