"""All errors of the help desk.

HelpdeskError                  status, code, message
├── InvalidRequest       400   names each invalid field
├── NotAuthenticated     401
├── Forbidden            403
├── NotFound             404
├── Conflict             409
├── Gone                 410
├── PreconditionFailed   412
├── TooLarge             413
├── UnsupportedMediaType 415
└── Unavailable          503   says when to retry
    └── Busy             503   too many concurrent writes of one object
"""

from collections.abc import Mapping, Sequence
from typing import Any, Self

from helpdesk.platform.frozen import frozen


@frozen
class FieldError:
    """`field` is a path as the caller wrote it: `data[0].message.id`."""

    field: str
    message: str
    capability: str | None = None
    """The missing capability, if the channel does not support something."""
    code: str | None = None
    """What is wrong, for programs: one of `fields/flaws.py`."""
    limit: float | None = None
    """How many or how much it may be, if that is what is wrong."""


class HelpdeskError(Exception):
    status = 500
    code = "internal_error"

    def __init__(
        self,
        message: str,
        *,
        code: str | None = None,
        fields: Sequence[FieldError] = (),
        context: Mapping[str, Sequence[str]] | None = None,
        more: Mapping[str, Any] | None = None,
    ) -> None:
        """`context`: the ids that the error is about, for programs. `more`: further members of the problem, as JSON."""
        super().__init__(message)
        self.message = message
        self.code = code or type(self).code
        self.fields = tuple(fields)
        self.context = dict(context or {})
        self.more = dict(more or {})


class InvalidRequest(HelpdeskError):
    status = 400
    code = "invalid_request"

    @classmethod
    def at(cls, field: str, message: str, *, code: str | None = None) -> Self:
        """One field is invalid."""
        return cls.among([FieldError(field, message)], code=code)

    @classmethod
    def among(cls, fields: Sequence[FieldError], *, code: str | None = None) -> Self:
        """Each of these fields is invalid; the message names the first."""
        return cls(f"{fields[0].field}: {fields[0].message}", code=code, fields=fields)


class NotAuthenticated(HelpdeskError):
    status = 401
    code = "not_authenticated"


class Forbidden(HelpdeskError):
    status = 403
    code = "forbidden"


class NotFound(HelpdeskError):
    status = 404
    code = "not_found"


class Conflict(HelpdeskError):
    status = 409
    code = "conflict"


class Gone(HelpdeskError):
    """It existed, and will not exist again."""

    status = 410
    code = "gone"


class PreconditionFailed(HelpdeskError):
    """The caller knows another version."""

    status = 412
    code = "version_differs"


class TooLarge(HelpdeskError):
    status = 413
    code = "too_large"


class UnsupportedMediaType(HelpdeskError):
    status = 415
    code = "unsupported_media_type"


class Unavailable(HelpdeskError):
    """Temporary: the caller may retry the request, which then completes."""

    status = 503
    code = "unavailable"

    def __init__(self, message: str, *, code: str | None = None, retry_after_seconds: int = 2) -> None:
        super().__init__(message, code=code)
        self.retry_after_seconds = retry_after_seconds

    @property
    def cause(self) -> str | None:
        """The underlying error, for the log only."""
        return f"{type(self.__cause__).__name__}: {self.__cause__}"[:300] if self.__cause__ else None


class Busy(Unavailable):
    """Too many concurrent writes of one object; nothing is broken."""

    code = "busy"
