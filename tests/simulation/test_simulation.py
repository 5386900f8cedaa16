"""The pipeline keeps its promises in every schedule: docs/architecture.md, "Simulation"."""

import pytest

from tests.simulation.faults import ALIKE, Call, may_happen
from tests.simulation.roles import Roles
from tests.simulation.running import Run, scheduled, shortest
from tests.simulation.singles import Single, calls_of, chosen, everywhere, kind, points, runs
from tests.support.memory import Memory

_SEEDS = range(300)
_GROUPS = 12
_GROUP = len(_SEEDS) // _GROUPS
# By cast, among how many tests its faults are shared: so the workers of a test run finish at the same time.
_SHARES = {
    "two customers": 1,
    "a customer and an agent": 2,
    "an app and an agent": 3,
    "a group that becomes a supergroup": 2,
    "an app with a file": 1,
    "an account that is switched": 2,
    "an album": 2,
    "a long reply": 2,
}
_SINGLE = [(cast, share) for cast, shares in _SHARES.items() for share in range(shares)]


def check(found: Run, roles: Roles, engine: Memory) -> None:
    if found.violations:
        pytest.fail(str(shortest(found, roles, engine)), pytrace=False)


@pytest.mark.parametrize("group", range(_GROUPS))
def test_no_schedule_with_faults_violates_an_invariant(group: int, roles: Roles, engine: Memory) -> None:
    for seed in _SEEDS[group * _GROUP : (group + 1) * _GROUP]:
        check(scheduled(seed, roles, engine), roles, engine)


@pytest.fixture(scope="session")
def calls(roles: Roles, engine: Memory) -> dict[str, list[Call]]:
    return {cast: calls_of(cast, roles, engine) for cast in _SHARES}


@pytest.fixture(scope="session")
def singles(calls: dict[str, list[Call]]) -> dict[str, list[Single]]:
    return chosen(calls)


def test_each_fault_is_tried_at_each_kind_of_call_and_its_like_at_each_point_of_a_functions_work(
    calls: dict[str, list[Call]], singles: dict[str, list[Single]]
) -> None:
    possible = {(kind(made[at]), fault) for made in calls.values() for at, fault in everywhere(made)}
    assert {(kind(calls[cast][at]), fault) for cast, some in singles.items() for at, fault in some} == possible
    for cast, made in calls.items():
        for reached in points(made):
            tried = {fault for at, fault in singles[cast] if at in reached}
            for alike in ALIKE:
                can = any(may_happen(fault, made[at]) for at in reached for fault in alike)
                assert can == (not tried.isdisjoint(alike)), (cast, made[reached[0]], alike)


@pytest.mark.parametrize(("cast", "share"), _SINGLE)
def test_no_single_fault_violates_an_invariant(
    cast: str, share: int, singles: dict[str, list[Single]], roles: Roles, engine: Memory
) -> None:
    for found in runs(cast, singles[cast][share :: _SHARES[cast]], roles, engine):
        check(found, roles, engine)
        assert found.happened == found.plan


@pytest.mark.parametrize("seed", [7, 8])
def test_one_seed_is_one_schedule(seed: int, roles: Roles, engine: Memory) -> None:
    first, second = (scheduled(seed, roles, engine) for _ in range(2))
    assert first == second
    assert first.written
