"""What each function's role allows, read from the synthesised template."""

from dataclasses import dataclass
from typing import Any

from tests.support.assembly import Assembly, many
from tests.support.permissions import Right, covers, needed


@dataclass(frozen=True)
class Roles:
    rights: dict[str, frozenset[Right]]
    """By function."""

    @classmethod
    def of(cls, assembly: Assembly) -> "Roles":
        return cls(
            {
                name: frozenset(
                    (action, resource)
                    for statement in assembly.statements(function)
                    for action in many(statement["Action"])
                    for resource in many(statement["Resource"])
                )
                for name, function in assembly.functions().items()
            }
        )

    def missing(self, function: str, service: str, operation: str, request: dict[str, Any]) -> list[Right]:
        """The rights that the call needs and the role lacks."""
        return [right for right in needed(service, operation, request) if not self._allows(function, right)]

    def _allows(self, function: str, right: Right) -> bool:
        action, resource = right
        return any(action == allowed and covers(granted, resource) for allowed, granted in self.rights[function])
