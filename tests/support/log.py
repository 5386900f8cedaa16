"""A log that the tests can read."""

from dataclasses import dataclass, field
from typing import Any


@dataclass
class FakeLog:
    lines: list[tuple[str, dict[str, Any]]] = field(default_factory=list)

    def info(self, event: str, **values: Any) -> None:
        self.lines.append((event, values))

    warning = error = exception = info
