"""One desk's functions, queues and streams in one process, where every call to AWS is a place to switch.

Only one process runs at a time. Before each call it waits, and the schedule's random numbers say who goes on: another
process, a record of the stream, a message of a queue. So one seed is one interleaving, and the same each time.
"""

import heapq
import random
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from aws_lambda_powertools.event_handler.api_gateway import BaseRouter

from tests.simulation.faults import Call, Death, Fault, apply, error, may_happen
from tests.simulation.roles import Roles
from tests.support.permissions import use

_MOST_STEPS = 20_000
_SLOW, _FAR_BEHIND, _WAITING = 0.02, 0.0004, 1e-9
"""Against 1: how often a slow process goes on, a slow stream or queue, and a process that lets all others go first."""
_LONGEST_FUNCTION = timedelta(seconds=60)


@dataclass
class Clock:
    at: datetime = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        """Each reading is a millisecond later."""
        self.at += timedelta(milliseconds=1)
        return self.at


class Runner(threading.Thread):
    """Runs one process after the other: to start a thread for each takes a third of a run's time."""

    process: "Process"

    def __init__(self) -> None:
        super().__init__(daemon=True)
        # Locks that one thread takes and another one frees: a semaphore of Python's costs a fifth of a run.
        self.go, self.stopped = threading.Lock(), threading.Lock()
        self.go.acquire()
        self.stopped.acquire()
        self.start()

    def run(self) -> None:
        while True:
            self.go.acquire()
            self.process.run()
            self.stopped.release()


_IDLE: list[Runner] = []


class Process:
    """An invocation of a function. It stops at each call, until it is resumed."""

    def __init__(
        self,
        world: "World",
        name: str,
        function: str,
        work: Callable[[], Any],
        done: Callable[[Any], None],
        resumed: Callable[[], None],
    ) -> None:
        """`resumed` restores what Powertools' routers share between the functions of one process: Lambda runs one."""
        self.name, self.function = name, function
        self.ended = self.waits = False
        self.calls = 0
        self.began = world.clock.at
        self.turn: str | None = None
        """The last one that it took, to send a message."""
        self._resumed = resumed
        self._world, self._work, self._done = world, work, done
        self._runner = _IDLE.pop() if _IDLE else Runner()
        self._runner.process = self

    def step(self) -> None:
        self._runner.go.release()
        self._runner.stopped.acquire()
        if self.ended:
            _IDLE.append(self._runner)
            self._done(self.result)

    def pause(self) -> None:
        shared = BaseRouter.current_event if hasattr(BaseRouter, "current_event") else None
        self._runner.stopped.release()
        self._runner.go.acquire()
        BaseRouter.current_event = shared  # type: ignore[assignment]
        self._resumed()

    def run(self) -> None:
        """In its runner."""
        self.result: Any = None
        try:
            self.result = self._work()
        except Death:
            self.result = Death
        except Exception as problem:  # noqa: BLE001 - Lambda reports it to whoever invoked the function
            self.result = problem
        self.ended = True


@dataclass
class World:
    seed: int
    roles: Roles
    plan: Mapping[int, Fault] = field(default_factory=dict)
    """Faults by the number of the call. One that cannot happen to that call happens to the next to which it can."""

    def __post_init__(self) -> None:
        self.random = random.Random(self.seed)
        self.clock = Clock()
        self.began = self.clock.at
        self.calls: list[Call] = []
        self.violations: list[str] = []
        self.processes: list[Process] = []
        self.sources: list[tuple[str, Callable[[], list[Callable[[], None]]]]] = []
        """By name; each returns what it could deliver now."""
        self._pace: dict[str, float] = {}
        self._slow_from: dict[str, int | None] = {}
        self._timers: list[tuple[datetime, int, Callable[[], None]]] = []
        self._number = 0
        self._due: list[Fault] = []
        self.fault_now: Fault | None = None
        """The fault of the call that is being performed."""
        self.happened: dict[int, Fault] = {}

    def start(
        self, function: str, work: Callable[[], Any], done: Callable[[Any], None], resumed: Callable[[], None]
    ) -> None:
        self._number += 1
        self.processes.append(Process(self, f"{function}#{self._number}", function, work, done, resumed))

    @property
    def running(self) -> Process:
        runner = threading.current_thread()
        assert isinstance(runner, Runner)
        return runner.process

    def later(self, seconds: float, action: Callable[[], None]) -> None:
        self._number += 1
        heapq.heappush(self._timers, (self.clock.at + timedelta(seconds=seconds), self._number, action))

    def calm(self) -> None:
        """Nothing fails any more."""
        self.plan, self._due = {}, []

    def run(self) -> None:
        """Until nothing is left to do."""
        for _ in range(_MOST_STEPS):
            self.processes = [process for process in self.processes if not process.ended]
            choices = [(self._pace_of_process(process), process.step) for process in self.processes]
            choices += [
                (self._pace_of(name, _FAR_BEHIND), deliver) for name, source in self.sources for deliver in source()
            ]
            if self._timers and all(self._may_run_until_then(process) for process in self.processes):
                choices.append((self._pace_of("time", _FAR_BEHIND), self._next_timer))
            if choices:
                self.random.choices(choices, [weight for weight, _ in choices])[0][1]()
            else:
                return
        self.violations.append("it never ends")

    def _may_run_until_then(self, process: Process) -> bool:
        """Whether it may still run when the next timer is due: a function ends before its timeout."""
        return self._timers[0][0] < process.began + _LONGEST_FUNCTION

    def _next_timer(self) -> None:
        """Time passes until the next thing that waits for it, whoever else has something to do."""
        at, _, action = heapq.heappop(self._timers)
        self.clock.at = max(at, self.clock.at)
        action()

    def _pace_of(self, name: str, slow: float = _SLOW) -> float:
        """Some functions and sources are slow for the whole run: so a stream may be far behind."""
        if name not in self._pace:
            self._pace[name] = self.random.choice([1, 1, slow])
        return self._pace[name]

    def _pace_of_process(self, process: Process) -> float:
        """Some processes become slow at one of their calls: others overtake them in the middle of what they do."""
        if process.name not in self._slow_from:
            self._slow_from[process.name] = self.random.randrange(8) if self.random.random() < 0.3 else None
        slow_from = self._slow_from[process.name]
        is_slow = slow_from is not None and process.calls > slow_from
        return _WAITING if process.waits else self._pace_of(process.function) * (_SLOW if is_slow else 1)

    def call(self, service: str, operation: str, request: dict[str, Any], perform: Callable[[], Any]) -> Any:
        """A call of the running process."""
        process = self.running
        process.calls += 1
        process.pause()
        number = len(self.calls)
        target = str(request.get("TableName") or request.get("QueueUrl") or "")
        entries = len(request.get("Entries", ()))
        self.calls.append(Call(process.name, process.function, service, operation, target, entries))
        if service != "http" and (lacking := self.roles.missing(process.function, service, operation, request)):
            self.violations.append(f"{process.function} may not call {operation}: it lacks {lacking}")
            raise error("AccessDeniedException", "not authorized", 400, operation)
        if service != "http":
            use(process.function, service, operation, request)
        self._due += [self.plan[number]] if number in self.plan else []
        fault = self.fault_now = next((due for due in self._due if may_happen(due, self.calls[-1])), None)
        if fault is None:
            return perform()
        self._due.remove(fault)
        self.happened[number] = fault
        if fault is Fault.WAITS:
            process.waits = True
            process.pause()
            process.waits, self.fault_now = False, fault
        return apply(fault, operation, perform)

    def sleep(self, seconds: float) -> None:
        """A process waits: others may go on."""
        process = self.running
        self.clock.at += timedelta(seconds=seconds)
        process.pause()
