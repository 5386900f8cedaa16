"""An agent's reply: checked and stored; the stream queues it."""

from contextlib import suppress
from dataclasses import replace
from datetime import datetime

from helpdesk.accounts.models import Obstacle
from helpdesk.content.draft import Draft
from helpdesk.conversations.appending import Along
from helpdesk.conversations.lookback import Lookback
from helpdesk.conversations.models import Decision, Message
from helpdesk.conversations.references import ConversationReference, MessageReference
from helpdesk.conversations.repository import ConversationRepository
from helpdesk.messaging.messages import Sender
from helpdesk.people.actors import Actor, ActorKind
from helpdesk.platform.clock import Clock, to_text
from helpdesk.platform.errors import Conflict, HelpdeskError, InvalidRequest, NotFound, Unavailable
from helpdesk.platform.frozen import frozen
from helpdesk.platform.ids import NewId
from helpdesk.replies.due import DueRule, is_due_as_asked
from helpdesk.replies.outgoing import ContentRules, other_recipients, outgoing
from helpdesk.replies.sent_messages import SentMessages
from helpdesk.settings.repository import SettingsRepository
from helpdesk.tickets.replied import RepliedTicket

NOTHING_TO_ANSWER = Obstacle(
    "nothing_to_answer",
    "The customer has not written yet, and this channel does not let the desk write first.",
)


@frozen
class ReplyRequest:
    draft: Draft
    recipients: tuple[Sender, ...] = ()
    """All recipients, including the customer; empty for the customer only."""
    in_reply_to: str | None = None
    """The id of a message of the same conversation; None for the customer's newest message, if there is one."""
    idempotency_key: str | None = None
    send_after: datetime | None = None


class Replies:
    def __init__(
        self,
        repository: ConversationRepository,
        content_rules: ContentRules,
        settings: SettingsRepository,
        due: DueRule,
        now: Clock,
        new_id: NewId,
    ) -> None:
        self._repository = repository
        self._sent = SentMessages(repository, now)
        self._content_rules = content_rules
        self._settings = settings
        self._due = due
        self._now = now
        self._new_id = new_id

    def reply(
        self,
        reference: ConversationReference,
        request: ReplyRequest,
        actor: Actor,
        ticket: RepliedTicket | None = None,
        *,
        along: Along | None = None,
    ) -> Message:
        """The stored reply; the same one for the same idempotency key of the same actor within 24 hours. `ticket`: its
        ticket, if it sets the status. Raises InvalidRequest or Conflict that names everything that its channel does
        not support, or that the status needs; TransactionFailed if a write of `along` fails, which is made in the same
        commit."""
        back = Lookback(self._repository, reference)
        conversation = back.head.conversation
        draft = request.draft.to(other_recipients(conversation.recipient, request.recipients))
        key = f"{actor.id}/{request.idempotency_key or self._new_id()}"
        now, takes_for = to_text(self._now()), self._takes_for(back, actor)
        asked = ticket.asked if ticket else None
        newest = back.head.newest_sequence
        try:
            draft, target = self._checked(back, draft, request)
            if ticket:
                ticket.decision(newest + 1, now, takes_for)
        except HelpdeskError:
            # The account or the channel may have changed since the first request, whose reply is stored.
            earlier = self._sent.find(reference, key) if request.idempotency_key else None
            if earlier is None:
                raise
            return _same(earlier, draft, request, asked)
        reply_to, external_id = _reply_to(target) if target else (None, None)
        stored = self._sent.append(
            reference,
            key,
            lambda sequence: replace(
                outgoing(MessageReference(reference, sequence), draft, actor, key, now),
                reply_to=reply_to,
                reply_to_external_id=external_id,
                decision=ticket.decision(sequence, now, takes_for) if ticket else _taking(takes_for),
                due_at=self._due.due_at(request.send_after, actor, now),
            ),
            newest=newest,
            may_exist=request.idempotency_key is not None,
            along=along,
        )
        same = _same(stored, draft, request, asked)
        if ticket:
            with suppress(Unavailable):  # the reply is stored: then its ticket follows with the stream
                ticket.follow(same)
        return same

    def _takes_for(self, back: Lookback, actor: Actor) -> str | None:
        """Whose ticket it is after the reply, if it is nobody's: the agent's, also where a program acts for them."""
        agent_id = actor.on_behalf_of or (actor.id if actor.kind is ActorKind.PERSON else None)
        free = back.head.owner_id is None and agent_id is not None
        return agent_id if free and self._settings.recent().take_on_reply else None

    def _checked(self, back: Lookback, draft: Draft, request: ReplyRequest) -> tuple[Draft, Message | None]:
        """The draft with the names of its files, and the message that it answers."""
        self._due.check(request.send_after)
        can = self._content_rules.capabilities(back.head.conversation)
        if unreachable := back.unreachable():
            raise Conflict(unreachable.reason, code=unreachable.code)
        draft = self._content_rules.checked(can, draft)
        target = self._reply_target(back, request)
        if target is None and not can.allow_conversation_start:
            raise Conflict(NOTHING_TO_ANSWER.reason, code=NOTHING_TO_ANSWER.code)
        return draft, target

    def _reply_target(self, back: Lookback, request: ReplyRequest) -> Message | None:
        """None if the customer has not written yet."""
        if request.in_reply_to is None:
            return back.newest_of_customer()
        try:
            reference = MessageReference.from_message_id(request.in_reply_to)
        except NotFound as error:
            raise _not_in_conversation(request.in_reply_to) from error
        here = reference.conversation == back.head.conversation.reference
        target = self._repository.message(reference, consistent=True) if here else None
        if target is None or target.refers_to:
            raise _not_in_conversation(request.in_reply_to)
        return target


def _reply_to(target: Message) -> tuple[str, str | None]:
    """The answered message, in our ids and the messaging service's; for a change, the message that it changes."""
    return target.refers_to or target.id, target.refers_to_external_id or target.external_id


def _taking(takes_for: str | None) -> Decision | None:
    return Decision(takes_for=takes_for) if takes_for else None


def _same(stored: Message, draft: Draft, request: ReplyRequest, asked: str | None) -> Message:
    """A key that is used again must come with the same reply, at the same time, and the same status."""
    same_status = asked == (stored.decision.asked if stored.decision else None)
    same_content = draft.matches(stored) and request.in_reply_to in {None, stored.reply_to}
    if stored.is_change or not (same_content and same_status and _is_due_as_asked(stored, request)):
        raise Conflict(
            "This Idempotency-Key was used for another reply. Use a new key for a new reply.",
            code="idempotency_key_reused",
        )
    return stored


def _is_due_as_asked(stored: Message, request: ReplyRequest) -> bool:
    """A retry sends it at another time, after it failed."""
    return stored.retried_at is not None or is_due_as_asked(stored, request.send_after)


def _not_in_conversation(message_id: str) -> InvalidRequest:
    message = f"There is no message {message_id!r} in this conversation."
    return InvalidRequest.at("in_reply_to", message, code="unknown_message")
