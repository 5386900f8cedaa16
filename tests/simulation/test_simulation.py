"""The pipeline keeps its promises in every schedule: docs/architecture.md, "Simulation"."""

import pytest

from tests.simulation.engine import Engine
from tests.simulation.faults import Fault, may_happen
from tests.simulation.roles import Roles
from tests.simulation.running import Run, run, scheduled, shortest

_SEEDS = range(300)
_GROUPS = 12
_SINGLE = (
    "two customers",
    "a customer and an agent",
    "an app and an agent",
    "an app with a file",
    "an account that is switched",
)


def check(found: Run, roles: Roles, engine: Engine) -> None:
    if found.violations:
        pytest.fail(str(shortest(found, roles, engine)), pytrace=False)


@pytest.mark.parametrize("group", range(_GROUPS))
def test_no_schedule_with_faults_violates_an_invariant(group: int, roles: Roles, engine: Engine) -> None:
    for seed in _SEEDS[group::_GROUPS]:
        check(scheduled(seed, roles, engine), roles, engine)


@pytest.mark.parametrize("cast", _SINGLE)
def test_no_single_fault_at_any_call_violates_an_invariant(cast: str, roles: Roles, engine: Engine) -> None:
    calls = run(0, {}, roles, engine, cast).calls
    assert len(calls) > 10
    for at, call in enumerate(calls):
        for kind in Fault:
            if may_happen(kind, call.service, call.operation):
                check(run(0, {at: kind}, roles, engine, cast), roles, engine)


def test_one_seed_is_one_schedule(roles: Roles, engine: Engine) -> None:
    first, second = (scheduled(7, roles, engine) for _ in range(2))
    assert first.calls == second.calls
