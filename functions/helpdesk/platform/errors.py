"""Every way in which the help desk says no.

HelpdeskError                  status, code, message
├── InvalidRequest       400   names each offending field
├── NotAuthenticated     401
├── Forbidden            403
├── NotFound             404
├── Conflict             409
├── Gone                 410
├── TooLarge             413
├── UnsupportedMediaType 415
└── Unavailable          503   says when to come back
    └── Busy             503   too many at the same thing at once
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Self


@dataclass(frozen=True, slots=True)
class FieldError:
    """`field` is a path as the sender wrote it: `data[0].message.id`."""

    field: str
    message: str
    capability: str | None = None
    """What stands against it, where it is a channel that does not take it."""


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
    ) -> None:
        """`context`: what it is about, for programs."""
        super().__init__(message)
        self.message = message
        self.code = code or type(self).code
        self.fields = tuple(fields)
        self.context = dict(context or {})


class InvalidRequest(HelpdeskError):
    status = 400
    code = "invalid_request"

    @classmethod
    def at(cls, field: str, message: str, *, code: str | None = None) -> Self:
        """One field is wrong."""
        return cls.among([FieldError(field, message)], code=code)

    @classmethod
    def among(cls, fields: Sequence[FieldError], *, code: str | None = None) -> Self:
        """Each of these fields is wrong; the message names the first."""
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
    """It was here, and does not come back."""

    status = 410
    code = "gone"


class TooLarge(HelpdeskError):
    status = 413
    code = "too_large"


class UnsupportedMediaType(HelpdeskError):
    status = 415
    code = "unsupported_media_type"


class Unavailable(HelpdeskError):
    """Passing: the same request may be sent again, and is completed then."""

    status = 503
    code = "unavailable"

    def __init__(self, message: str, *, code: str | None = None, retry_after_seconds: int = 2) -> None:
        super().__init__(message, code=code)
        self.retry_after_seconds = retry_after_seconds

    @property
    def cause(self) -> str | None:
        """What lay beneath, for the log: never for the sender."""
        return f"{type(self.__cause__).__name__}: {self.__cause__}"[:300] if self.__cause__ else None


class Busy(Unavailable):
    """Too many write the same thing at once; nothing is broken."""

    code = "busy"
