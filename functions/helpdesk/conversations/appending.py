"""Giving a message its place in a conversation: the next one, once, without gaps, without a transaction.

A message's place is a part of its key, and putting it there has the condition that the place is free. Whoever wants the
next place has read all entries up to it (strongly consistent) and did not find the same message among them; so of all
who try with the same message key, one wins a place, and the others find it there. docs/decisions/0002 has the argument.
"""

from collections.abc import Callable

from helpdesk.conversations.models import Direction, Message
from helpdesk.conversations.references import ConversationReference
from helpdesk.conversations.repository import ConversationRepository
from helpdesk.platform.errors import Unavailable

_TRIES = 50


def find(
    repository: ConversationRepository, reference: ConversationReference, key: str, direction: Direction, after: int
) -> tuple[Message | None, int]:
    """The message with that key behind a place, if it is there, and the newest sequence number seen."""
    newest = after
    for message in repository.messages_after(reference, after):
        if message.key == key and message.direction is direction:
            return message, newest
        newest = message.sequence
    return None, newest


def append(repository: ConversationRepository, *, after: int, message_at: Callable[[int], Message]) -> Message:
    """`message_at` makes the message for a place; `after` is a place before which it cannot be already. Raises
    Unavailable when the conversation is so busy that no place could be won."""
    newest = after
    for _ in range(_TRIES):
        message = message_at(newest + 1)
        if repository.append(message):
            return message
        found, newest = find(repository, message.reference, message.key, message.direction, after)
        if found:
            return found
    raise Unavailable("The conversation is very busy. Send the same request again.")
