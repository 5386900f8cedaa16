"""What may happen to a call of AWS, before it is done or after."""

from collections.abc import Callable
from enum import StrEnum
from typing import Any

from botocore.exceptions import ClientError, ReadTimeoutError


class Death(BaseException):
    """The function's process ends at this moment: no handler runs, nothing is cleaned up."""


class Fault(StrEnum):
    THROTTLED = "throttled"
    UNAVAILABLE = "a 5xx without a body"
    DENIED = "denied"
    EXPIRED = "expired credentials"
    DIES_BEFORE = "dies before the call"
    DIES_AFTER = "dies after the call"
    LOST = "the answer is lost"
    REPEATED = "the answer is lost, and the SDK repeats the call"
    PARTIAL = "a batch is accepted in part"


_READS = ("Get", "BatchGet", "Query", "Decrypt", "Head")


def may_happen(fault: Fault, service: str, operation: str) -> bool:
    """Whether the fault differs, for this call, from one of the others. Receivers have troubles of their own."""
    if service == "http":
        return fault in {Fault.DIES_BEFORE, Fault.DIES_AFTER}
    if fault is Fault.PARTIAL:
        return operation == "SendMessageBatch"
    if fault in {Fault.REPEATED, Fault.LOST, Fault.DIES_AFTER}:
        return not operation.startswith(_READS)
    return True


_ERRORS = {
    Fault.THROTTLED: ("ThrottlingException", "Rate exceeded", 400),
    Fault.UNAVAILABLE: ("503", "Service Unavailable", 503),
    Fault.DENIED: ("AccessDeniedException", "not authorized", 400),
    Fault.EXPIRED: ("ExpiredTokenException", "The security token included in the request is expired", 400),
}


def error(code: str, message: str, status: int, operation: str) -> ClientError:
    response: Any = {"Error": {"Code": code, "Message": message}, "ResponseMetadata": {"HTTPStatusCode": status}}
    return ClientError(response, operation)


def apply(fault: Fault, operation: str, perform: Callable[[], Any]) -> Any:
    """The call with the fault. PARTIAL is applied by the queue."""
    if fault in _ERRORS:
        raise error(*_ERRORS[fault], operation)
    if fault is Fault.DIES_BEFORE:
        raise Death
    first = perform()
    if fault is Fault.DIES_AFTER:
        raise Death
    if fault is Fault.LOST:
        raise ReadTimeoutError(endpoint_url="simulated")
    return perform() if fault is Fault.REPEATED else first
