"""The pipeline keeps its promises in every schedule: docs/architecture.md, "Simulation"."""

import pytest

from tests.simulation.engine import Engine
from tests.simulation.roles import Roles
from tests.simulation.running import Run, scheduled, shortest, single_faults

_SEEDS = range(300)
_GROUPS = 12
_GROUP = len(_SEEDS) // _GROUPS
# By cast, in how many tests its calls are shared out: so the workers of a test run finish at the same time.
_SHARES = {
    "two customers": 1,
    "a customer and an agent": 2,
    "an app and an agent": 3,
    "a group that becomes a supergroup": 2,
    "an app with a file": 1,
    "an account that is switched": 3,
    "an album": 2,
    "a long reply": 3,
}
_SINGLE = [(cast, share) for cast, shares in _SHARES.items() for share in range(shares)]


def check(found: Run, roles: Roles, engine: Engine) -> None:
    if found.violations:
        pytest.fail(str(shortest(found, roles, engine)), pytrace=False)


@pytest.mark.parametrize("group", range(_GROUPS))
def test_no_schedule_with_faults_violates_an_invariant(group: int, roles: Roles, engine: Engine) -> None:
    for seed in _SEEDS[group * _GROUP : (group + 1) * _GROUP]:
        check(scheduled(seed, roles, engine), roles, engine)


@pytest.mark.parametrize(("cast", "share"), _SINGLE)
def test_no_single_fault_at_any_call_violates_an_invariant(cast: str, share: int, roles: Roles, engine: Engine) -> None:
    for found in single_faults(cast, roles, engine, share=share, shares=_SHARES[cast]):
        check(found, roles, engine)


@pytest.mark.parametrize("seed", [7, 8])
def test_one_seed_is_one_schedule(seed: int, roles: Roles, engine: Engine) -> None:
    first, second = (scheduled(seed, roles, engine) for _ in range(2))
    assert first == second
    assert first.written
