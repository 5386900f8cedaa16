"""`make simulate RUNS=10000`: as many schedules as there is time for. Ends at the first that violates an invariant."""

import argparse
import os
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor, as_completed
from pathlib import Path

from infra.local.dynamodb_local import dynamodb_local
from tests.simulation.engine import Engine
from tests.simulation.roles import Roles
from tests.simulation.running import scheduled, shortest
from tests.support.synthesis import stub_bundles, synthesised

_BLOCK = 20
"""Runs on the same tables: then new ones, so that the engine's memory stays small."""


def block(endpoint: str, roles: Roles, first: int, last: int) -> tuple[int, str | None]:
    """The calls of these seeds, and the shortest schedule of the first that violates an invariant."""
    calls = 0
    with Engine(endpoint, f"seeds{first}") as engine:
        for seed in range(first, last):
            found = scheduled(seed, roles, engine)
            calls += len(found.calls)
            if found.violations:
                return calls, str(shortest(found, roles, engine))
    return calls, None


def main() -> int:
    parser = argparse.ArgumentParser(prog="make simulate", description=__doc__)
    parser.add_argument("--runs", type=int, default=1000)
    parser.add_argument("--first", type=int, default=1, help="the first seed")
    parser.add_argument("--workers", type=int, default=os.cpu_count())
    options = parser.parse_args()
    print("  reading what each function may do", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        bundles = stub_bundles(Path(folder))
        roles = Roles.of(synthesised(bundles, bundles / "cdk.out", stage="prod"))
    began, first, end = time.monotonic(), options.first, options.first + options.runs
    done = calls = 0
    with dynamodb_local() as endpoint, ProcessPoolExecutor(options.workers) as pool:
        blocks = {
            pool.submit(block, endpoint, roles, at, min(at + _BLOCK, end)): min(_BLOCK, end - at)
            for at in range(first, end, _BLOCK)
        }
        for finished in as_completed(blocks):
            made, violation = finished.result()
            done, calls = done + blocks[finished], calls + made
            print(f"\r  {done} of {options.runs} schedules, {time.monotonic() - began:.0f} s", end="", flush=True)
            if violation:
                pool.shutdown(wait=False, cancel_futures=True)
                print(f"\n✗ {violation}")
                return 1
    print(f"\n✓ seeds {first} to {end - 1}: {calls} calls, no violation")
    return 0


if __name__ == "__main__":
    sys.exit(main())
