"""Looks for a message backwards from the end of a conversation: first in what was read, then in further pages."""

from collections.abc import Iterator

from helpdesk.conversations import items
from helpdesk.conversations.models import Direction, Failure, Message
from helpdesk.conversations.references import ConversationReference, MessageReference
from helpdesk.conversations.repository import ConversationRepository, Head
from helpdesk.messaging.messages import Reachability
from helpdesk.platform.errors import NotFound

_FIRST_LOOK = 6  # with conversation and ticket usually below 4 KB: one read unit
_FURTHER_LOOK = 50
_LOOKS_AT = 100


class Lookback:
    def __init__(self, repository: ConversationRepository, reference: ConversationReference) -> None:
        """Raises NotFound."""
        head = repository.head(reference, entries=_FIRST_LOOK)
        if head is None:
            raise NotFound(f"There is no conversation {reference.conversation_id!r}.", code="conversation_not_found")
        self._repository = repository
        self.head: Head = head

    def reachability(self) -> Reachability | None:
        """As the service reported it last, or as the customer has shown since then by writing. Reports and messages
        may arrive in any order: what counts is when they were written. What has no time may be older, and only late."""
        known = self.head.conversation.reachability
        if known is None or known.obstacle is None:
            return known
        written = (
            message.sent_at
            for message in self._newest_first()
            if message.direction is Direction.IN and not message.is_change
        )
        since = next((at for at in written if at and at > known.at), None)
        return Reachability(since) if since else known

    def unreachable(self) -> Failure | None:
        """Why nothing can be sent."""
        found = self.reachability()
        return Failure("blocked", found.obstacle) if found and found.obstacle else None

    def newest_of_customer(self) -> Message | None:
        """Among the newest 100 entries. After them comes the message that opened the conversation, so that a customer
        who wrote first has always written."""
        incoming = (
            message
            for message in self._newest_first()
            if message.direction is Direction.IN and message.kind.asks_for_attention
        )
        return next(incoming, None)

    def _newest_first(self) -> Iterator[Message]:
        head = self.head
        yield from (entry for entry in head.entries if isinstance(entry, Message))
        more, seen = head.more, len(head.entries)
        start = items.position_of(head.entries[-1]) if head.entries else None
        while more and seen < _LOOKS_AT:
            limit = min(_FURTHER_LOOK, _LOOKS_AT - seen)
            page, more = self._repository.entries(
                head.conversation.reference, start=start, newest_first=True, limit=limit, consistent=True
            )
            seen += len(page)
            yield from (entry for _, entry in page if isinstance(entry, Message))
            if page:
                start = page[-1][0]
        if more:
            opening = self._repository.message(MessageReference(head.conversation.reference, 1), consistent=True)
            yield from (opening,) if opening else ()
