"""Results of a delivery attempt. Pure."""

from collections.abc import Sequence
from typing import Self

from helpdesk.platform.frozen import frozen

MAYBE_SENT = "maybe_sent"
"""The code of a failure after which nobody knows whether the message arrived."""


@frozen
class Sent:
    external_id: str | None
    further_ids: tuple[str, ...] = ()
    """If it became several messages of the service."""

    @classmethod
    def as_messages(cls, ids: Sequence[str]) -> Self:
        """None if there is nothing that has an id, or the service did not say it."""
        return cls(ids[0] if ids else None, tuple(ids[1:]))

    @property
    def ids(self) -> tuple[str, ...]:
        return (self.external_id, *self.further_ids) if self.external_id else self.further_ids


@frozen
class TemporaryFailure:
    """This attempt failed; a retry may succeed."""

    code: str
    reason: str
    retry_after_seconds: int | None = None
    may_have_arrived: bool = False
    """Whether the receiver may have what was sent, although it did not say so."""
    is_of_receiver: bool = False
    """Whether the receiver is to blame, not this message: it did not respond, or failed itself."""


@frozen
class PermanentFailure:
    """A permanent failure: a retry would fail too, or could deliver a duplicate."""

    code: str
    reason: str
    is_of_conversation: bool = False
    """Whether nothing else can be sent to the conversation either."""
    is_of_receiver: bool = False
    """As of a temporary failure: the result is not known, and the receiver is to blame for that."""


@frozen
class ChatMoved:
    """Nothing was sent: the conversation has another address from now on."""

    thread_key: str


@frozen
class FormRefused:
    """Nothing was sent: the service takes the same content in another form."""

    is_remembered: bool = False
    """Whether the next attempt chooses the other form by itself."""


@frozen
class TextPart:
    """One of the service's messages, with text of ours."""

    id: str
    is_caption: bool = False


Outcome = Sent | TemporaryFailure | PermanentFailure
