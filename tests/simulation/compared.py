"""Memory beside Amazon's engine: each call is made in both, and the answers must be the same."""

from typing import Any, ClassVar

from botocore.exceptions import ClientError

from tests.simulation.engine import Engine
from tests.support.memory import Memory, Request


class Compared(Memory):
    differences: ClassVar[list[str]] = []
    """No error, which the functions would answer. Each test ends with none."""

    def __init__(self, engine: Engine) -> None:
        self.engine, self.compared = engine, 0
        super().__init__()

    def empty(self) -> None:
        super().empty()
        self.engine.empty()

    def call(self, operation: str, request: Request) -> Any:
        ours, amazons = _outcome(super().call, operation, request), _outcome(self.engine.call, operation, request)
        if _comparable(ours) != _comparable(amazons):
            self.differences.append(f"{operation} {request}:\n  here {ours}\n  there {amazons}")
        self.compared += 1
        if isinstance(ours, ClientError):
            raise ours
        return ours


def _outcome(call: Any, operation: str, request: Request) -> Any:
    try:
        return call(operation, request)
    except ClientError as problem:
        return problem


def _comparable(outcome: Any) -> Any:
    """Without what the desk does not read: messages, counts, the order of a batch."""
    if isinstance(outcome, ClientError):
        response: Any = outcome.response
        reasons = [(reason["Code"], reason.get("Item")) for reason in response.get("CancellationReasons", [])]
        return response["Error"]["Code"], response.get("Item"), reasons
    batches = outcome.get("Responses", {})
    shown = {name: outcome[name] for name in ("Item", "Items", "Attributes", "LastEvaluatedKey") if name in outcome}
    in_order = {table: sorted((sorted(item.items()) for item in items), key=repr) for table, items in batches.items()}
    return {**shown, "batches": in_order}
