"""`make simulate RUNS=10000`: as many schedules as there is time for. Ends at the first that violates an invariant."""

import argparse
import sys
import tempfile
import time
from pathlib import Path

from infra.local.dynamodb_local import dynamodb_local
from infra.workbench.engine import Backend
from tests.simulation.roles import Roles
from tests.simulation.running import plan_of, run, shortest
from tests.support.synthesis import stub_bundles, synthesised

_TABLES_LAST = 500
"""Runs on the same tables: then new ones, so that the engine's memory stays small."""


def main() -> int:
    parser = argparse.ArgumentParser(prog="make simulate", description=__doc__)
    parser.add_argument("--runs", type=int, default=1000)
    parser.add_argument("--first", type=int, default=1, help="the first seed")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        bundles = stub_bundles(Path(folder))
        roles = Roles.of(synthesised(bundles, bundles / "cdk.out", stage="prod"))
    began, seeds, calls = time.monotonic(), range(options.first, options.first + options.runs), 0
    for start in range(0, len(seeds), _TABLES_LAST):
        with dynamodb_local() as endpoint:
            tables = Backend(endpoint, aws_access_key_id="simulation")
            for seed in seeds[start : start + _TABLES_LAST]:
                found = run(seed, plan_of(seed), roles, tables)
                calls += len(found.calls)
                if found.violations:
                    print(f"\n✗ {shortest(found, roles, tables)}")
                    return 1
                done = seed - options.first + 1
                if done % 20 == 0 or done == len(seeds):
                    print(f"\r  {done} of {len(seeds)} schedules, {time.monotonic() - began:.0f} s", end="", flush=True)
    print(f"\n✓ seeds {seeds[0]} to {seeds[-1]}: {calls} calls, no violation")
    return 0


if __name__ == "__main__":
    sys.exit(main())
