"""Stores a message at the next position of its conversation: once, without gaps, without a transaction.

The position of a message is part of its key, and the put has the condition that the position is free. A writer that
wants the next position has read all entries up to it (strongly consistent) and did not find the same message among
them. So of all writers with the same message key, one wins a position, and the others find the message there.
docs/decisions/0002 has the argument.
"""

from collections.abc import Callable, Sequence

from helpdesk.conversations.models import Direction, End, Message
from helpdesk.conversations.references import ConversationReference
from helpdesk.conversations.repository import ConversationRepository
from helpdesk.platform.dynamodb import Write
from helpdesk.platform.errors import Busy

_ATTEMPTS = 24
"""With the longest pauses 7.8 seconds, half of what the gateways wait."""


Names = frozenset[tuple[Direction, str]]
"""The directions and keys under which the same message may be stored."""


Along = Callable[[Message], Sequence[Write]]
"""What is written in the same commit as the message, wherever that is."""


class Ended(Exception):
    """The conversation has ended, and the message is not in it: the thread's next conversation has begun."""


def find(
    repository: ConversationRepository,
    reference: ConversationReference,
    names: Names,
    after: int,
    *,
    until_end: bool = False,
) -> tuple[Message | None, int]:
    """The message with one of these names after a position, if it exists, and the newest position seen. Raises Ended
    if the conversation has ended and `until_end`."""
    newest = after
    for found in repository.positions_after(reference, after):
        if isinstance(found, End):
            if until_end:
                raise Ended
        elif (found.direction, found.key) in names:
            return found, found.sequence
        newest = found.sequence
    return None, newest


def append(
    repository: ConversationRepository,
    *,
    after: int,
    message_at: Callable[[int], Message],
    names: Names = frozenset(),
    until_end: bool = False,
    along: Along | None = None,
) -> Message:
    """`message_at` makes the message for a position; `after` is a position up to which the message cannot exist yet,
    under its own name or one of `names`. Raises Unavailable if the conversation is so busy that no position could be
    won; Ended if the conversation has ended and `until_end`; TransactionFailed if a write of `along` fails."""
    newest = after
    for attempt in range(_ATTEMPTS):
        message = message_at(newest + 1)
        if repository.append(message, along(message) if along else ()):
            return message
        same = names | {(message.direction, message.key)}
        if attempt:
            repository.wait(attempt)
        # Positions are taken in order and never freed: what was read once is not read again.
        found, newest = find(repository, message.reference, same, newest, until_end=until_end)
        if found:
            return found
    raise Busy("The conversation is very busy. Retry the request.")
