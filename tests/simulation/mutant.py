"""Runs the simulation until a schedule violates an invariant, in a process of its own: for product code with a fault.

    python -m tests.simulation.mutant ENDPOINT ROLES FIRST RUNS

PYTHONPATH names the product's code. The exit code is 0 if a violation was found.
"""

import pickle
import sys
from pathlib import Path

from tests.simulation.engine import Engine
from tests.simulation.running import scheduled


def main(endpoint: str, roles: str, first: int, runs: int) -> int:
    known = pickle.loads(Path(roles).read_bytes())
    with Engine(endpoint, f"mutant{first}") as engine:
        for seed in range(first, first + runs):
            found = scheduled(seed, known, engine)
            if found.violations:
                print(found)
                return 0
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])))
