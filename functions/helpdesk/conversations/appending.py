"""Stores a message at the next position of its conversation: once, without gaps, without a transaction.

The position of a message is part of its key, and the put has the condition that the position is free. A writer that
wants the next position has read all entries up to it (strongly consistent) and did not find the same message among
them. So of all writers with the same message key, one wins a position, and the others find the message there.
docs/decisions/0002 has the argument.
"""

from collections.abc import Callable

from helpdesk.conversations.models import Direction, Message
from helpdesk.conversations.references import ConversationReference
from helpdesk.conversations.repository import ConversationRepository
from helpdesk.platform.errors import Busy

_ATTEMPTS = 50


Names = frozenset[tuple[Direction, str]]
"""The directions and keys under which the same message may be stored."""


def find(
    repository: ConversationRepository, reference: ConversationReference, names: Names, after: int
) -> tuple[Message | None, int]:
    """The message with one of these names after a position, if it exists, and the newest sequence number seen."""
    newest = after
    for message in repository.messages_after(reference, after):
        if (message.direction, message.key) in names:
            return message, newest
        newest = message.sequence
    return None, newest


def append(
    repository: ConversationRepository,
    *,
    after: int,
    message_at: Callable[[int], Message],
    names: Names = frozenset(),
) -> Message:
    """`message_at` makes the message for a position; `after` is a position up to which the message cannot exist yet,
    under its own name or one of `names`. Raises Unavailable if the conversation is so busy that no position could be
    won."""
    newest = after
    for _ in range(_ATTEMPTS):
        message = message_at(newest + 1)
        if repository.append(message):
            return message
        same = names | {(message.direction, message.key)}
        found, newest = find(repository, message.reference, same, after)
        if found:
            return found
    raise Busy("The conversation is very busy. Retry the request.")
