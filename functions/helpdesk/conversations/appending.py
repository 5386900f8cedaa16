"""Giving a message its place in a conversation: the next one, once, without gaps, without a transaction.

A message's place is a part of its key, and putting it there has the condition that the place is free. Whoever wants the
next place has read all entries up to it (strongly consistent) and did not find the same message among them; so of all
who try with the same message key, one wins a place, and the others find it there. docs/decisions/0002 has the argument.
"""

from collections.abc import Callable

from helpdesk.conversations.models import Direction, Message
from helpdesk.conversations.references import ConversationReference
from helpdesk.conversations.repository import ConversationRepository
from helpdesk.platform.errors import Busy

_TRIES = 50


Names = frozenset[tuple[Direction, str]]
"""The directions and keys under which a message may stand that is the same."""


def find(
    repository: ConversationRepository, reference: ConversationReference, names: Names, after: int
) -> tuple[Message | None, int]:
    """The message of one of these names behind a place, if it is there, and the newest sequence number seen."""
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
    """`message_at` makes the message for a place; `after` is a place before which it cannot be already, under its own
    name or one of `names`. Raises Unavailable when the conversation is so busy that no place could be won."""
    newest = after
    for _ in range(_TRIES):
        message = message_at(newest + 1)
        if repository.append(message):
            return message
        same = names | {(message.direction, message.key)}
        found, newest = find(repository, message.reference, same, after)
        if found:
            return found
    raise Busy("The conversation is very busy. Send the same request again.")
