"""`make simulate RUNS=10000`: as many schedules as there is time for. Ends at the first that violates an invariant."""

import argparse
import os
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor, as_completed
from pathlib import Path

from tests.simulation.roles import Roles
from tests.simulation.running import SMALL, scheduled, shortest
from tests.simulation.singles import calls_of, everywhere, runs
from tests.support.memory import Memory
from tests.support.synthesis import stub_bundles, synthesised

_BLOCK = 20
"""Runs that a worker makes before it tells how far it is."""
_SHARES = 8
"""Of the faults of a cast, for the workers."""


def block(roles: Roles, first: int, last: int) -> tuple[int, str | None]:
    """The runs of these seeds, and the shortest schedule of the first that violates an invariant."""
    engine = Memory()
    for seed in range(first, last):
        found = scheduled(seed, roles, engine)
        if found.violations:
            return seed - first, str(shortest(found, roles, engine))
    return last - first, None


def singles(roles: Roles, cast: str, share: int) -> tuple[int, str | None]:
    """The runs of this cast that have one fault, of every kind, and the first that violates an invariant."""
    engine = Memory()
    faults = everywhere(calls_of(cast, roles, engine))[share::_SHARES]
    for made, found in enumerate(runs(cast, faults, roles, engine), 1):
        if found.violations:
            return made, str(found)
    return len(faults), None


def main() -> int:
    parser = argparse.ArgumentParser(prog="make simulate", description=__doc__)
    parser.add_argument("--runs", type=int, default=1000)
    parser.add_argument("--first", type=int, default=1, help="the first seed")
    parser.add_argument("--workers", type=int, default=os.cpu_count())
    parser.add_argument("--single", action="store_true", help="instead: every kind of fault at each call of each cast")
    options = parser.parse_args()
    print("  reading what each function may do", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        bundles = stub_bundles(Path(folder))
        roles = Roles.of(synthesised(bundles, bundles / "cdk.out", stage="prod"))
    began, end = time.monotonic(), options.first + options.runs
    work = [(block, at, min(at + _BLOCK, end)) for at in range(options.first, end, _BLOCK)]
    what = f"seeds {options.first} to {end - 1}"
    if options.single:
        work, what = [(singles, cast, share) for cast in SMALL for share in range(_SHARES)], "single faults"
    made = 0
    with ProcessPoolExecutor(options.workers) as pool:
        parts = [pool.submit(run, roles, *which) for run, *which in work]
        for done, finished in enumerate(as_completed(parts), 1):
            number, violation = finished.result()
            made += number
            print(f"\r  {done} of {len(parts)} parts, {time.monotonic() - began:.0f} s", end="", flush=True)
            if violation:
                pool.shutdown(wait=False, cancel_futures=True)
                print(f"\n✗ {violation}")
                return 1
    print(f"\n✓ {what}: {made} runs, no violation")
    return 0


if __name__ == "__main__":
    sys.exit(main())
