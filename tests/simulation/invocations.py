"""Invocations of functions, by processes that are idle or new."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from tests.simulation.faults import Death
from tests.simulation.world import World

Done = Callable[[Any], None]


class Invocations:
    """A process that dies is not used again."""

    def __init__(
        self, world: World, build: Callable[[str], Any], routers: Mapping[str, Sequence[Any]] | None = None
    ) -> None:
        """`build`: a new process of a function. `routers`: of a function, which its processes share here. They belong
        to the one that runs."""
        self._world = world
        self._build = build
        self._routers = routers or {}
        self._idle: dict[str, list[Any]] = {}

    def invoke(self, name: str, event: Any, done: Done) -> None:
        idle = self._idle.setdefault(name, [])
        handler = idle.pop() if idle else self._build(name)

        def ended(result: Any) -> None:
            if result is not Death:
                idle.append(handler)
            done(result)

        def resumed() -> None:
            for shared in self._routers.get(name, ()):
                shared.api_resolver = handler._app

        def work() -> Any:
            resumed()
            return handler(event, None)

        self._world.start(name, work, ended, resumed)

    def of(self, name: str) -> Callable[[dict[str, Any], Done], None]:
        return lambda event, done: self.invoke(name, event, done)

    def leave(self, name: str, processes: int) -> None:
        """Of those that have nothing to do, only so many."""
        self._idle[name] = self._idle.get(name, [])[:processes]
