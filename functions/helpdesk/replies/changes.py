"""Changes of messages: an edit, a deletion, a reaction. Each is an entry of its own that refers to the message."""

from collections.abc import Mapping
from dataclasses import replace

from helpdesk.content import support
from helpdesk.content.draft import Draft
from helpdesk.conversations.changeable import check_changeable, not_allowed, unknown_reaction
from helpdesk.conversations.lookback import Lookback
from helpdesk.conversations.models import Conversation, DeliveryStatus, Direction, Message
from helpdesk.conversations.references import MessageReference
from helpdesk.conversations.repository import ConversationRepository
from helpdesk.messaging.messages import ContentKind
from helpdesk.people.actors import Actor
from helpdesk.platform.clock import Clock, to_text
from helpdesk.platform.errors import Conflict, HelpdeskError
from helpdesk.platform.frozen import frozen
from helpdesk.platform.ids import NewId
from helpdesk.providers.models import Outbound, WantedChange
from helpdesk.replies.outgoing import ContentRules, outgoing
from helpdesk.replies.sent_messages import SentMessages

_FORMER = "The chat has another address since then, and other numbers: what was sent before cannot be changed any more."


@frozen
class ChangeRequest:
    kind: ContentKind
    draft: Draft
    """The new content, or the reaction; empty for a deletion."""
    idempotency_key: str | None = None


class Changes:
    def __init__(
        self,
        repository: ConversationRepository,
        content_rules: ContentRules,
        outbound: Mapping[str, Outbound],
        now: Clock,
        new_id: NewId,
    ) -> None:
        self._repository = repository
        self._sent = SentMessages(repository, now)
        self._content_rules = content_rules
        self._outbound = outbound
        self._now = now
        self._new_id = new_id

    def change(self, reference: MessageReference, request: ChangeRequest, actor: Actor) -> Message:
        """The stored change, queued. The same idempotency key of the same actor within 24 hours returns the same
        change."""
        back = Lookback(self._repository, reference.conversation)
        changed = self._repository.named_message(reference)
        key = f"{actor.id}/{request.idempotency_key or self._new_id()}"
        try:
            self._check(back, changed, request)
        except HelpdeskError:
            # The message or the channel may have changed since the first request, whose change is stored.
            earlier = self._sent.find(reference.conversation, key) if request.idempotency_key else None
            if earlier is None:
                raise
            return _same(earlier, changed, request)
        now = to_text(self._now())
        stored = self._sent.append(
            reference.conversation,
            key,
            lambda sequence: replace(
                outgoing(
                    MessageReference(reference.conversation, sequence), request.draft, actor, key, now, request.kind
                ),
                refers_to=changed.id,
                refers_to_external_id=changed.external_id,
            ),
            newest=back.head.newest_sequence,
            may_exist=request.idempotency_key is not None,
        )
        return _same(stored, changed, request)

    def _check(self, back: Lookback, changed: Message, request: ChangeRequest) -> None:
        check_changeable(changed, request.kind, Direction.OUT)
        conversation = back.head.conversation
        account = self._content_rules.account_of(conversation)
        can = self._content_rules.capabilities_of(account)
        allowed = not_allowed(can, request.kind, "type")
        known = unknown_reaction(can, request.kind, request.draft.text) if not allowed else []
        support.check([*allowed, *known, *support.violations(can, request.draft, {})])
        if account.channel_id is None:
            self._check_with(self._outbound[account.kind], conversation, changed, request)

    def _check_with(
        self, service: Outbound, conversation: Conversation, changed: Message, request: ChangeRequest
    ) -> None:
        """What would fail later, and can be known now."""
        if conversation.is_former(changed.sequence, changed.sent_to) and changed.status is not DeliveryStatus.QUEUED:
            raise Conflict(_FORMER, code="message_unknown")
        wanted = WantedChange(request.kind, changed.text, changed.parts, conversation.thread_key)
        if refusal := service.refusal(wanted):
            raise Conflict(refusal.reason, code=refusal.code)


def _same(stored: Message, changed: Message, request: ChangeRequest) -> Message:
    if (stored.kind, stored.refers_to) != (request.kind, changed.id) or not request.draft.matches(stored):
        raise Conflict(
            "This Idempotency-Key was used for another request. Use a new key for a new change.",
            code="idempotency_key_reused",
        )
    return stored
