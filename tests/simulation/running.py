"""A run: a seed, its faults, and what it violated."""

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random

from tests.simulation.acts import CASTS, EVERYBODY, Users
from tests.simulation.desk import Desk, reproducible
from tests.simulation.engine import Engine
from tests.simulation.faults import Fault
from tests.simulation.invariants import End, violations
from tests.simulation.roles import Roles
from tests.simulation.world import Call, World

_CALLS = 150
"""About as many as a run has."""


@dataclass(frozen=True)
class Run:
    seed: int
    plan: Mapping[int, Fault]
    cast: str
    calls: list[Call]
    violations: list[str]

    def __str__(self) -> str:
        faults = [
            f"  call {at}, {self.calls[at].process} {self.calls[at].operation} {self.calls[at].target}: {fault.value}"
            for at, fault in sorted(self.plan.items())
            if at < len(self.calls)
        ]
        schedule = f"seed {self.seed}, {self.cast}, {len(self.calls)} calls, {len(faults)} faults"
        return "\n".join([schedule, *faults, *self.violations])


def run(seed: int, plan: Mapping[int, Fault], roles: Roles, engine: Engine, cast: str = EVERYBODY) -> Run:
    """A small cast has no trouble with receivers."""
    world = World(seed, roles, plan)
    with reproducible(world):
        desk = Desk(world, engine)
        desk.receivers.trouble = 0.0 if cast != EVERYBODY else Random(f"receivers of {seed}").choice([0, 0, 0.2, 0.7])
        users = Users(desk, cast)
        users.begin()
        world.run()
        found = world.violations + violations(End.of(desk, users.history))
    return Run(seed, plan, cast, world.calls, found)


def plan_of(seed: int) -> dict[int, Fault]:
    """A few faults at random calls; none in a fifth of all runs."""
    random = Random(f"faults of {seed}")
    return {random.randrange(_CALLS): random.choice(list(Fault)) for _ in range(random.randint(0, 4))}


def shortest(failing: Run, roles: Roles, engine: Engine) -> Run:
    """The failing run without the faults that it does not need, and with few users if these are enough."""
    for at in sorted(failing.plan):
        plan = {other: fault for other, fault in failing.plan.items() if other != at}
        fewer = run(failing.seed, plan, roles, engine, failing.cast)
        failing = fewer if fewer.violations else failing
    for cast in CASTS:
        smaller = run(failing.seed, failing.plan, roles, engine, cast)
        if smaller.violations and len(smaller.calls) < len(failing.calls):
            failing = smaller
    return failing
