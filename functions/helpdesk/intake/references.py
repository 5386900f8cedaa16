"""Which of our messages an inbound message answers or changes: the service names them by its own ids."""

from collections.abc import Sequence
from dataclasses import replace

from helpdesk.conversations.albums import member_label
from helpdesk.conversations.models import AlbumMember, Conversation, Direction, Message
from helpdesk.conversations.references import ConversationReference, thread_of
from helpdesk.conversations.repository import Claim, ConversationRepository
from helpdesk.intake.arrival import Arrival, own_key
from helpdesk.messaging.messages import ContentKind, InboundMessage
from helpdesk.people.actors import Actor, ActorKind
from helpdesk.platform.frozen import frozen

_LOOKS_BACK = 50


@frozen
class _Known:
    """A customer's message, and the messages after it, as far as one page goes."""

    message: Message
    later: Sequence[Message]
    more: bool

    def repeats(self, arrival: Arrival) -> bool:
        """Whether an edit brings what the message says already: services also announce changes that nobody sees."""
        if self.more or any(message.key == arrival.key for message in self.later):
            return False
        named = str(arrival.inbound.refers_to_external_id)  # of an album, one member is edited
        edits = [message for message in self.later if message.kind is ContentKind.EDITED]
        own = (edit for edit in reversed(edits) if edit.refers_to == self.message.id)
        current = next((edit for edit in own if not self.message.album or edit.refers_to_external_id == named), None)
        first: Message | AlbumMember = self.message.album.get(named) or self.message
        same, other = _content(arrival.inbound), _content(current or first)
        # The label of an edit says which member of the album was edited.
        return same[:-1] == other[:-1] if self.message.album else same == other


class NewestMessages:
    """The newest messages of conversations, each conversation read once."""

    def __init__(self, repository: ConversationRepository) -> None:
        self._repository = repository
        self._read: dict[ConversationReference, list[Message]] = {}

    def of(self, reference: ConversationReference) -> list[Message]:
        if reference not in self._read:
            entries, _ = self._repository.entries(reference, start=None, newest_first=True, limit=_LOOKS_BACK)
            self._read[reference] = [entry for _, entry in entries if isinstance(entry, Message)]
        return self._read[reference]


class References:
    def __init__(self, repository: ConversationRepository) -> None:
        self._repository = repository

    def resolved(
        self, arrival: Arrival, conversation: Conversation | None, newest: NewestMessages
    ) -> tuple[Arrival, Message | None]:
        """With our ids of the messages that it refers to; and, for an edit that changes nothing, the message that it
        would have changed. `conversation`: the thread's latest. A message that refers to none costs no read."""
        inbound, unchanged = arrival.inbound, None
        if inbound.refers_to is None and inbound.refers_to_key:
            known = self._accepted(arrival, conversation, inbound.refers_to_key)
            if known and inbound.kind is ContentKind.EDITED and known.repeats(arrival):
                unchanged = known.message
            changed = known.message if known else _changed(conversation, inbound, newest)
            if changed:
                label = member_label(changed, str(inbound.refers_to_external_id))
                inbound = replace(inbound, refers_to=changed.id, label=label or inbound.label)
                arrival = _by_its_side(replace(arrival, inbound=inbound), changed, conversation)
                inbound = arrival.inbound
        if inbound.reply_to is None and inbound.reply_to_external_id:
            known = self._accepted(arrival, conversation, inbound.reply_to_key) if inbound.reply_to_key else None
            answered = known.message if known else _newest(conversation, inbound.reply_to_external_id, newest)
            inbound = replace(inbound, reply_to=answered.id if answered else None)
        return replace(arrival, inbound=inbound), unchanged

    def _accepted(self, arrival: Arrival, conversation: Conversation | None, key: str) -> _Known | None:
        """Some services number the messages of each conversation: the key may be that of another customer's message."""
        threads = {thread_of(arrival.account.id, arrival.inbound.thread_key)}
        if conversation:
            threads.add(conversation.reference.thread)
        for name in (key, own_key(replace(arrival.inbound, key=key, kind=ContentKind.TEXT))):
            claim = self._repository.existing_claim(arrival.account.id, name)
            if claim is None:
                return None  # keys of their own are only given to messages whose key has a claim
            if claim.reference.thread in threads:
                return self._known(arrival, claim, name)
        return None

    def _known(self, arrival: Arrival, claim: Claim, key: str) -> _Known | None:
        messages, more = self._repository.first_after(claim.reference, claim.after_sequence)
        names = replace(arrival, inbound=replace(arrival.inbound, key=key)).names
        at = next((at for at, message in enumerate(messages) if (message.direction, message.key) in names), None)
        return _Known(messages[at], messages[at + 1 :], more) if at is not None else None


def _changed(conversation: Conversation | None, inbound: InboundMessage, newest: NewestMessages) -> Message | None:
    """Reactions and deletions also refer to messages of the desk, and to members of albums by their ids alone."""
    if inbound.kept_instead is None or inbound.refers_to_external_id is None:
        return None
    return _newest(conversation, inbound.refers_to_external_id, newest)


def _newest(conversation: Conversation | None, external_id: str, newest: NewestMessages) -> Message | None:
    """The desk's own message, or an album, if it is among the newest entries, and has its id from the thread key of
    today."""
    if conversation is None:
        return None
    sent = (each for each in newest.of(conversation.reference) if _is_sent_as(each, external_id))
    return next((each for each in sent if not conversation.is_former(each.sequence, each.sent_to)), None)


def _by_its_side(arrival: Arrival, changed: Message, conversation: Conversation | None) -> Arrival:
    """A service may report a deletion without saying who deleted the message: the side that wrote it."""
    if conversation is None or arrival.inbound.kind is not ContentKind.DELETED or changed.direction is Direction.IN:
        return arrival
    account = arrival.account
    return arrival.written_by(Actor(ActorKind.SYSTEM, account.kind, account.name), conversation)


def _is_sent_as(message: Message, external_id: str) -> bool:
    if external_id in message.album:
        return True
    return message.direction is Direction.OUT and not message.is_change and external_id in message.ids


def _content(message: Message | InboundMessage | AlbumMember) -> tuple[object, ...]:
    """Services name one file differently each time; its permanent name is beside it."""
    parts = [{name: value for name, value in part.items() if name != "providerFile"} for part in message.parts]
    return message.text, message.rich_text, parts, message.content_digest, message.label
