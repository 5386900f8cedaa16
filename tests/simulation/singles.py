"""Runs with one fault each: all that there are, and those that every test run makes."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import cycle

from tests.simulation.faults import ALIKE, ANYWHERE, Call, Fault, may_happen
from tests.simulation.roles import Roles
from tests.simulation.running import Run, run
from tests.support.memory import Memory

Single = tuple[int, Fault]
"""The number of the call, and what happens to it."""
Kind = tuple[str, str, str, str]


def kind(call: Call) -> Kind:
    return call.function, call.service, call.operation, call.target


def everywhere(calls: list[Call]) -> list[Single]:
    """Each fault at each call."""
    return [(at, fault) for at, call in enumerate(calls) for fault in ANYWHERE if may_happen(fault, call)]


def chosen(casts: Mapping[str, list[Call]]) -> dict[str, list[Single]]:
    """By cast. In each of them, at each point of a function's work, one of the faults that are alike: those that are
    reached several times share them. And in some cast, each fault at each kind of call."""
    tried: Counter[tuple[Kind, Fault]] = Counter()
    found: dict[str, list[Single]] = {}

    def choose(cast: str, at: int, faults: Iterable[Fault]) -> None:
        call = casts[cast][at]
        fault = min(
            (each for each in faults if may_happen(each, call)), key=lambda each: (tried[kind(call), each], each)
        )
        tried[kind(call), fault] += 1
        found[cast].append((at, fault))

    for cast, calls in casts.items():
        found[cast] = []
        for reached in points(calls):
            turns = cycle(reached)
            for faults in ALIKE:
                if any(may_happen(fault, calls[at]) for fault in faults for at in reached):
                    choose(cast, _next(turns, calls, faults), faults)
    for cast, calls in casts.items():
        for at, fault in everywhere(calls):
            if not tried[kind(calls[at]), fault]:
                choose(cast, at, [fault])
    return found


def _next(turns: Iterator[int], calls: list[Call], faults: Iterable[Fault]) -> int:
    """The next call to which one of them can happen: of some batches, an entry alone cannot be rejected."""
    return next(at for at in turns if any(may_happen(fault, calls[at]) for fault in faults))


def points(calls: list[Call]) -> list[list[int]]:
    """Calls that different invocations of a function make at the same point of their work."""
    made: Counter[str] = Counter()
    found: dict[tuple[Kind, int], list[int]] = {}
    for at, call in enumerate(calls):
        made[call.process] += 1
        found.setdefault((kind(call), made[call.process]), []).append(at)
    return list(found.values())


def calls_of(cast: str, roles: Roles, engine: Memory) -> list[Call]:
    """Those of a run with a fault, until it happens: batches of a stream come twice in such runs only."""
    never = {-1: Fault.WAITS}
    calls = run(0, never, roles, engine, cast).calls
    assert len(calls) > 10
    return calls


def runs(cast: str, faults: Iterable[Single], roles: Roles, engine: Memory) -> Iterator[Run]:
    for at, fault in faults:
        yield run(0, {at: fault}, roles, engine, cast)
