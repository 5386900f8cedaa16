"""A run: a seed, its faults, and what it violated."""

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random

from infra.workbench.tables import CONVERSATIONS
from tests.simulation.casts import CASTS, EVERYBODY, Everybody
from tests.simulation.desk import Desk
from tests.simulation.end import End
from tests.simulation.faults import ANYWHERE, Call, Fault
from tests.simulation.feeding import Feeding
from tests.simulation.invariants import violations
from tests.simulation.notifying import notified
from tests.simulation.reproducible import reproducible
from tests.simulation.roles import Roles
from tests.simulation.users import Users
from tests.simulation.watching import watched
from tests.simulation.world import World
from tests.support.memory import Memory

_CALLS = {EVERYBODY: 150, "an app with a file": 15, "two customers": 20, "an album": 60, "a long reply": 70} | {
    "an outage": 150,
    "an outage of an app": 150,
    "tickets that find their owner": 150,
    "tickets that are given back": 150,
    "an outage while replies wait": 150,
    "a draft that two send": 90,
    "an owner who is away": 120,
    "nobody is there": 120,
}
_FEW_CALLS = 35
"""About as many as a run has, if few use the desk."""
_NOTIFIED = 2
"""Every second run tells a subscription; the others have an index and live connections."""
_DIES_POSTED = 0.15
_OFTEN = [Fault.PARTIAL, Fault.WAITS]
SMALL = [cast for cast in CASTS if cast != EVERYBODY]


@dataclass(frozen=True)
class Run:
    seed: int
    plan: Mapping[int, Fault]
    cast: str
    calls: list[Call]
    happened: Mapping[int, Fault]
    violations: list[str]
    written: list[tuple[str, str]]
    """The keys of new items of conversations, in the order in which they were written."""

    def __str__(self) -> str:
        faults = [
            f"  call {at}, {self.calls[at].process} {self.calls[at].operation} {self.calls[at].target}: {fault.value}"
            for at, fault in sorted(self.happened.items())
        ]
        schedule = f"seed {self.seed}, {self.cast}, {len(self.calls)} calls, {len(faults)} faults"
        return "\n".join([schedule, *faults, *self.violations])


def run(seed: int, plan: Mapping[int, Fault], roles: Roles, engine: Memory, cast: str = EVERYBODY) -> Run:
    world = World(seed, roles, plan)
    engine.empty()
    with reproducible(world):
        desk = Desk(world, engine)
        desk.receivers.trouble = Random(f"receivers of {seed}").choice([0, 0, 0.2, 0.7]) if seed else 0.0
        desk.mail.trouble = desk.receivers.trouble
        users = Users(desk)
        users.begin(CASTS[cast](Everybody(users)))
        world.run()
        fed = Feeding(seed, roles, engine, desk.journal).run()
        found = world.violations + fed.violations + violations(End.of(desk, users.history))
        if seed and seed % _NOTIFIED == 0:
            found += notified(seed, roles, engine)
        elif seed:
            found += watched(seed, roles, engine, desk.journal)
    return Run(seed, plan, cast, world.calls, world.happened, found, desk.streams[CONVERSATIONS].written)


def cast_of(seed: int) -> str:
    """Everybody in a quarter of all runs: few users meet each other more often."""
    return SMALL[(seed - seed // 4) % len(SMALL)] if seed % 4 else EVERYBODY


def plan_of(seed: int, cast: str) -> dict[int, Fault]:
    """A few faults at random calls, none in a fifth of all runs. Those that change an order are the most frequent."""
    random, calls = Random(f"faults of {seed}"), _CALLS.get(cast, _FEW_CALLS)
    plan = {random.randrange(calls): random.choice([*ANYWHERE, *_OFTEN, *_OFTEN]) for _ in range(random.randint(0, 4))}
    return plan | ({random.randrange(calls): Fault.DIES_POSTED} if random.random() < _DIES_POSTED else {})


def scheduled(seed: int, roles: Roles, engine: Memory, cast: str | None = None) -> Run:
    """`cast`: which runs it is, however many casts there are; None: each seed has one."""
    cast = cast or cast_of(seed)
    return run(seed, plan_of(seed, cast), roles, engine, cast)


def shortest(failing: Run, roles: Roles, engine: Memory) -> Run:
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
