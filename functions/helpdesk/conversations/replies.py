"""An agent's answer: checked, stored, and queued by the stream."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from helpdesk.channels.inbound import ContentKind
from helpdesk.channels.limits import limits_of
from helpdesk.channels.service import AccountService
from helpdesk.conversations import appending, items
from helpdesk.conversations.models import Actor, DeliveryStatus, Direction, Message
from helpdesk.conversations.references import ConversationReference, MessageReference
from helpdesk.conversations.repository import ConversationRepository, Head
from helpdesk.platform.clock import Clock, to_text
from helpdesk.platform.errors import Conflict, FieldError, InvalidRequest, NotFound
from helpdesk.platform.ids import NewId
from helpdesk.registry.service import OutgoingRule

IDEMPOTENCY_WINDOW = timedelta(hours=24)
_FIRST_LOOK = 6  # with conversation and ticket usually below 4 KB: one read unit
_FURTHER_LOOK = 50


@dataclass(frozen=True, slots=True)
class ReplyRequest:
    text: str
    in_reply_to: str | None = None
    """A message id of the same conversation; None for the newest message of the customer."""
    idempotency_key: str | None = None


class Replies:
    def __init__(
        self,
        repository: ConversationRepository,
        accounts: AccountService,
        outgoing: OutgoingRule,
        now: Clock,
        new_id: NewId,
    ) -> None:
        self._repository = repository
        self._accounts = accounts
        self._outgoing = outgoing
        self._now = now
        self._new_id = new_id

    def reply(self, reference: ConversationReference, request: ReplyRequest, actor: Actor) -> Message:
        """The stored reply; the same one for the same idempotency key of the same actor within 24 hours."""
        head = self._repository.head(reference, entries=_FIRST_LOOK)
        if head is None:
            raise NotFound(f"There is no conversation {reference.conversation_id!r}.", code="conversation_not_found")
        key = f"{actor.id}/{request.idempotency_key or self._new_id()}"
        if request.idempotency_key:
            earlier = self._earlier(head, key)
            if earlier:
                return _same(earlier, request)
        account = self._accounts.get(head.conversation.account_id)
        if account.closed:
            raise Conflict(f"{account.closed.reason} No reply can be sent.", code=account.closed.code)
        self._outgoing.channel_of(account)
        limits_of(account.kind).check(request.text)
        answered = self._answered(head, request)
        now = to_text(self._now())
        return _same(
            appending.append(
                self._repository,
                after=head.newest_sequence,
                message_at=lambda sequence: Message(
                    reference=reference,
                    sequence=sequence,
                    direction=Direction.OUT,
                    kind=ContentKind.TEXT,
                    text=request.text,
                    actor=actor,
                    created_at=now,
                    key=key,
                    reply_to=answered.id,
                    reply_to_external_id=answered.external_id,
                    status=DeliveryStatus.QUEUED,
                ),
            ),
            request,
        )

    def _earlier(self, head: Head, key: str) -> Message | None:
        oldest = to_text(self._now() - IDEMPOTENCY_WINDOW)
        for message in self._newest_first(head):
            if message.created_at < oldest:
                return None
            if message.key == key and message.direction is Direction.OUT:
                return message
        return None

    def _answered(self, head: Head, request: ReplyRequest) -> Message:
        if request.in_reply_to is None:
            for message in self._newest_first(head):
                if message.direction is Direction.IN:
                    return message
            raise Conflict("There is no message of the customer to answer yet.", code="nothing_to_answer")
        try:
            asked = MessageReference.from_message_id(request.in_reply_to)
        except NotFound as error:
            raise _not_in_conversation(request.in_reply_to) from error
        here = asked.conversation == head.conversation.reference
        answered = self._repository.message(asked, consistent=True) if here else None
        if answered is None:
            raise _not_in_conversation(request.in_reply_to)
        return answered

    def _newest_first(self, head: Head) -> Iterator[Message]:
        """First what was read already, then further pages."""
        yield from (entry for entry in head.entries if isinstance(entry, Message))
        more = head.more
        start = items.place_of(head.entries[-1]) if head.entries else None
        while more:
            page, more = self._repository.entries(
                head.conversation.reference, start=start, newest_first=True, limit=_FURTHER_LOOK, consistent=True
            )
            yield from (entry for _, entry in page if isinstance(entry, Message))
            if page:
                start = page[-1][0]


def _same(stored: Message, request: ReplyRequest) -> Message:
    """A key that comes again must come with the same reply."""
    answers = request.in_reply_to in {None, stored.reply_to}
    if stored.text != request.text or not answers:
        raise Conflict(
            "This Idempotency-Key was used for another reply. Use a new key for a new reply.",
            code="idempotency_key_reused",
        )
    return stored


def _not_in_conversation(message_id: str) -> InvalidRequest:
    message = f"There is no message {message_id!r} in this conversation."
    return InvalidRequest(message, code="unknown_message", fields=[FieldError("in_reply_to", message)])
