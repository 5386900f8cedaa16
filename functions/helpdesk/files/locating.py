"""Where the bytes of a file are that only a messaging service can name. Pure."""

from typing import Protocol

from helpdesk.platform.frozen import frozen


@frozen
class NotLocated:
    """The service gave no address, with the reason as a text for people."""

    code: str
    reason: str
    retryable: bool = False
    retry_after_seconds: int | None = None
    is_lasting: bool = False
    """Whether the file itself is the reason: whoever asks again finds the same."""


class Locator(Protocol):
    def locate(self, account_id: str, provider_file: str) -> str | NotLocated:
        """A URL from which the file can be fetched for a while. It may contain the account's credentials: it is never
        logged, stored or shown. Raises Unavailable if our own table or keys are unavailable."""
