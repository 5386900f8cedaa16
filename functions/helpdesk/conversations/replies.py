"""An agent's answer: checked, stored, and queued by the stream."""

from dataclasses import dataclass

from helpdesk.actors.models import Actor
from helpdesk.channels.inbound import ContentKind, Sender
from helpdesk.channels.models import DeliveryIdentifierType
from helpdesk.content.draft import Draft
from helpdesk.conversations import appending
from helpdesk.conversations.carrier import Carrier
from helpdesk.conversations.lookback import Lookback
from helpdesk.conversations.models import Conversation, DeliveryStatus, Direction, Message
from helpdesk.conversations.references import ConversationReference, MessageReference
from helpdesk.conversations.repository import ConversationRepository
from helpdesk.platform.clock import Clock, to_text
from helpdesk.platform.errors import Conflict, FieldError, InvalidRequest, NotFound
from helpdesk.platform.ids import NewId

_OPAQUE = DeliveryIdentifierType.CHANNEL_SPECIFIC_OPAQUE_ID.value


@dataclass(frozen=True, slots=True)
class ReplyRequest:
    draft: Draft
    recipients: tuple[Sender, ...] = ()
    """Everybody whom it goes to, the customer among them; empty for the customer alone."""
    in_reply_to: str | None = None
    """A message id of the same conversation; None for the newest message of the customer."""
    idempotency_key: str | None = None


class Replies:
    def __init__(
        self,
        repository: ConversationRepository,
        carrier: Carrier,
        now: Clock,
        new_id: NewId,
    ) -> None:
        self._repository = repository
        self._carrier = carrier
        self._now = now
        self._new_id = new_id

    def reply(self, reference: ConversationReference, request: ReplyRequest, actor: Actor) -> Message:
        """The stored reply; the same one for the same idempotency key of the same actor within 24 hours. Raises
        InvalidRequest or Conflict that names all that its channel does not carry."""
        back = Lookback(self._repository, reference)
        conversation = back.head.conversation
        said = request.draft.to(_others(conversation, request.recipients))
        key = f"{actor.id}/{request.idempotency_key or self._new_id()}"
        if request.idempotency_key:
            earlier = back.sent_with(key, self._now())
            if earlier:
                return _same(earlier, said, request)
        said = self._carrier.carried(conversation, said)
        answered = self._answered(back, request)
        now = to_text(self._now())
        stored = appending.append(
            self._repository,
            after=back.head.newest_sequence,
            message_at=lambda sequence: Message(
                reference=reference,
                sequence=sequence,
                direction=Direction.OUT,
                kind=ContentKind.TEXT,
                text=said.text,
                actor=actor,
                created_at=now,
                key=key,
                reply_to=answered.refers_to or answered.id,
                reply_to_external_id=answered.refers_to_external_id or answered.external_id,
                rich_text=said.rich_text,
                parts=said.parts,
                also_to=said.also_to,
                status=DeliveryStatus.QUEUED,
            ),
        )
        return _same(stored, said, request)

    def _answered(self, back: Lookback, request: ReplyRequest) -> Message:
        if request.in_reply_to is None:
            newest = back.newest_of_customer()
            if newest is None:
                raise Conflict("There is no message of the customer to answer yet.", code="nothing_to_answer")
            return newest
        try:
            asked = MessageReference.from_message_id(request.in_reply_to)
        except NotFound as error:
            raise _not_in_conversation(request.in_reply_to) from error
        here = asked.conversation == back.head.conversation.reference
        answered = self._repository.message(asked, consistent=True) if here else None
        if answered is None or answered.refers_to:
            raise _not_in_conversation(request.in_reply_to)
        return answered


def _others(conversation: Conversation, recipients: tuple[Sender, ...]) -> tuple[Sender, ...]:
    """Beside the customer, each once."""
    customer = conversation.recipient
    address = (customer.identifier_type or _OPAQUE, customer.identifier)
    wanted = {(one.identifier_type, one.identifier): one for one in recipients}
    if wanted and address not in wanted:
        message = f"The customer of this conversation is among the recipients: {address[0]} {address[1]!r}."
        raise InvalidRequest(message, code="customer_missing", fields=[FieldError("recipients", message)])
    return tuple(one for each, one in wanted.items() if each != address)


def _same(stored: Message, said: Draft, request: ReplyRequest) -> Message:
    """A key that comes again must come with the same reply."""
    if stored.is_change or not (said.is_said_by(stored) and request.in_reply_to in {None, stored.reply_to}):
        raise Conflict(
            "This Idempotency-Key was used for another reply. Use a new key for a new reply.",
            code="idempotency_key_reused",
        )
    return stored


def _not_in_conversation(message_id: str) -> InvalidRequest:
    message = f"There is no message {message_id!r} in this conversation."
    return InvalidRequest(message, code="unknown_message", fields=[FieldError("in_reply_to", message)])
