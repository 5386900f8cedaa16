"""What may happen to a call of AWS, before it is done or after."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from botocore.exceptions import ClientError, ReadTimeoutError


class Death(BaseException):
    """The function's process ends at this moment: no handler runs, nothing is cleaned up."""


@dataclass(frozen=True)
class Call:
    process: str
    function: str
    service: str
    operation: str
    target: str
    entries: int = 0
    """Of a batch for a queue."""


class Fault(StrEnum):
    THROTTLED = "throttled"
    UNAVAILABLE = "a 5xx without a body"
    DENIED = "denied"
    EXPIRED = "expired credentials"
    DIES_BEFORE = "dies before the call"
    DIES_AFTER = "dies after the call"
    DIES_POSTED = "dies after what it posted"
    """As before, where it matters most: few of a run's calls are posts."""
    LOST = "the answer is lost"
    REPEATED = "the answer is lost, and the SDK repeats the call"
    REJECTED = "a batch is rejected"
    PARTIAL = "a batch is accepted in part"
    WAITS = "waits until nobody else has anything to do"


_READS = ("Get", "BatchGet", "Query", "Decrypt", "Head")


def may_happen(fault: Fault, call: Call) -> bool:
    """Whether the fault differs, for this call, from one of the others. Receivers have troubles of their own."""
    if call.service == "http":
        return fault in {Fault.DIES_BEFORE, Fault.DIES_AFTER, Fault.DIES_POSTED, Fault.WAITS}
    if fault is Fault.DIES_POSTED or (call.service == "sesv2" and fault is Fault.REPEATED):
        return False  # the client of SES repeats nothing
    if fault in {Fault.REJECTED, Fault.PARTIAL}:
        return call.entries > (1 if fault is Fault.PARTIAL else 0)
    if fault in {Fault.REPEATED, Fault.LOST, Fault.DIES_AFTER}:
        return not call.operation.startswith(_READS)
    return True


_ERRORS = {
    Fault.THROTTLED: ("ThrottlingException", "Rate exceeded", 400),
    Fault.UNAVAILABLE: ("503", "Service Unavailable", 503),
    Fault.DENIED: ("AccessDeniedException", "not authorized", 400),
    Fault.EXPIRED: ("ExpiredTokenException", "The security token included in the request is expired", 400),
}


ANYWHERE = [kind for kind in Fault if kind is not Fault.DIES_POSTED]
ALIKE: tuple[tuple[Fault, ...], ...] = (
    (*_ERRORS, Fault.DIES_BEFORE),  # nothing is done
    (Fault.DIES_AFTER, Fault.LOST, Fault.REPEATED),  # all is done, and there is no answer
    (Fault.REJECTED,),
    (Fault.PARTIAL,),
    (Fault.WAITS,),
)
"""What the product can tell apart only by a name or by the moment is in one group."""


def error(code: str, message: str, status: int, operation: str) -> ClientError:
    response: Any = {"Error": {"Code": code, "Message": message}, "ResponseMetadata": {"HTTPStatusCode": status}}
    return ClientError(response, operation)


def apply(fault: Fault, operation: str, perform: Callable[[], Any]) -> Any:
    """The call with the fault. Those of a batch are applied by the queue, WAITS by the schedule."""
    if fault in {Fault.REJECTED, Fault.PARTIAL, Fault.WAITS}:
        return perform()
    if fault in _ERRORS:
        raise error(*_ERRORS[fault], operation)
    if fault is Fault.DIES_BEFORE:
        raise Death
    first = perform()
    if fault in {Fault.DIES_AFTER, Fault.DIES_POSTED}:
        raise Death
    if fault is Fault.LOST:
        raise ReadTimeoutError(endpoint_url="simulated")
    return perform() if fault is Fault.REPEATED else first
