"""A call to AWS that ends otherwise: the function dies before it or after it, or AWS fails before or after it."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Any

from botocore.exceptions import ClientError


class Died(BaseException):
    """The function, as if its process had ended: nothing catches it."""


class Interruption(Enum):
    DIES_BEFORE = "dies before"
    DIES_AFTER = "dies after"
    FAILS_BEFORE = "fails before"
    FAILS_AFTER = "fails after"

    @property
    def comes_after(self) -> bool:
        return self in {Interruption.DIES_AFTER, Interruption.FAILS_AFTER}

    def error(self, operation: str) -> BaseException:
        if self in {Interruption.DIES_BEFORE, Interruption.DIES_AFTER}:
            return Died(operation)
        code = {"Error": {"Code": "InternalServerError", "Message": "Try again."}}
        return ClientError(code, operation)  # type: ignore[arg-type]


@dataclass
class Interruptions:
    """One at a time: of the call that comes after so many others."""

    calls_left: int = -1
    kind: Interruption = Interruption.DIES_BEFORE
    happened: int = 0

    def plan(self, calls_before: int, kind: Interruption) -> None:
        self.calls_left, self.kind = calls_before, kind

    def around(self, operation: str, perform: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any, **request: Any) -> Any:
            self.calls_left -= 1
            is_it = self.calls_left == -1
            if is_it and not self.kind.comes_after:
                raise self._error(operation)
            answer = perform(*arguments, **request)
            if is_it:
                raise self._error(operation)
            return answer

        return call

    def _error(self, operation: str) -> BaseException:
        self.happened += 1
        return self.kind.error(operation)


class Interruptible:
    """A client of the SDK."""

    def __init__(self, client: Any, interruptions: Interruptions) -> None:
        self._client, self._interruptions = client, interruptions

    def __getattr__(self, name: str) -> Callable[..., Any]:
        return self._interruptions.around(name, getattr(self._client, name))
