"""Memory beside Amazon's engine: each call is made in both, and the answers must be the same."""

from typing import Any, ClassVar

from botocore.exceptions import ClientError

from tests.support.engine import Engine
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
        # Which items are in which part of a table is the engine's affair.
        if "Segment" not in request and _comparable(ours, operation) != _comparable(amazons, operation):
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


def _comparable(outcome: Any, operation: str) -> Any:
    """Without what the desk does not read: messages, counts, the order of a batch and of a scan."""
    if isinstance(outcome, ClientError):
        response: Any = outcome.response
        reasons = [(reason["Code"], reason.get("Item")) for reason in response.get("CancellationReasons", [])]
        return response["Error"]["Code"], response.get("Item"), reasons
    batches = outcome.get("Responses", {})
    shown = {name: outcome[name] for name in ("Item", "Items", "Attributes", "LastEvaluatedKey") if name in outcome}
    if operation == "Scan":
        shown["Items"] = _sorted(outcome["Items"])
    return {**shown, "batches": {table: _sorted(items) for table, items in batches.items()}}


def _sorted(items: list[Any]) -> list[Any]:
    """By their keys, which are text."""
    return sorted(items, key=lambda item: (item["pk"]["S"], item["sk"]["S"]))
