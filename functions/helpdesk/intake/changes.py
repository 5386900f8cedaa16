"""A customer edits or deletes a message, or reacts to one: an app reports it."""

from dataclasses import replace

from helpdesk.accounts.admission import admit
from helpdesk.channels.models import Channel
from helpdesk.content.rich_text import read
from helpdesk.content.sanitising import sanitised
from helpdesk.contract.messages import ChangeIn, PartyIn
from helpdesk.conversations.changeable import check_changeable, not_allowed
from helpdesk.conversations.models import Direction, Message
from helpdesk.intake.acceptance import Acceptance, KeyReused
from helpdesk.intake.customers import as_sender
from helpdesk.intake.reading import FoundMessage
from helpdesk.messaging.messages import ContentKind, InboundMessage, Sender
from helpdesk.platform.clock import to_text
from helpdesk.platform.errors import Conflict, InvalidRequest
from helpdesk.platform.ids import NewId
from helpdesk.platform.text import visible

_KINDS = {
    "EDIT": ContentKind.EDITED,
    "DELETE": ContentKind.DELETED,
    "REACTION_ADDED": ContentKind.REACTION_ADDED,
    "REACTION_REMOVED": ContentKind.REACTION_REMOVED,
}


class PublishedChanges:
    def __init__(self, acceptance: Acceptance, new_id: NewId) -> None:
        self._acceptance = acceptance
        self._new_id = new_id

    def take(self, channel: Channel, found: FoundMessage, body: ChangeIn) -> Message:
        """The stored change; for a duplicate, the first one. Raises Conflict if the channel lacks the capability, or
        the message cannot be changed."""
        kind = _KINDS[body.change_type]
        admit(found.account)
        refused = not_allowed(channel.capabilities, kind, "changeType")
        if refused:
            raise Conflict(refused[0].message, code="not_carried", fields=refused)
        check_changeable(found.message, kind, Direction.IN)
        text, rich_text = _content(kind, body)
        key = body.integration_idempotency_id or self._new_id()
        party = next((sender for sender in body.senders if sender.delivery_identifier), None)
        customer = found.message.counterpart or found.conversation.recipient
        change = InboundMessage(
            key=key,
            thread_key=found.conversation.thread_key,
            sender=_who(party, customer) if party else customer,
            kind=kind,
            text=text,
            rich_text=rich_text,
            external_id=key,
            sent_at=to_text(body.timestamp) if body.timestamp else None,
            refers_to=found.message.id,
            refers_to_external_id=found.message.external_id,
        )
        stored = self._acceptance.join(found.account, change, found.conversation)
        if stored.refers_to != found.message.id:
            raise KeyReused
        return stored


def _who(party: PartyIn, customer: Sender) -> Sender:
    """At the customer's own address, the author is the contact of the message."""
    sender = as_sender(party)
    is_customer = sender.address.normal == customer.address.normal
    return replace(customer, name=sender.name or customer.name) if is_customer else sender


def _content(kind: ContentKind, body: ChangeIn) -> tuple[str, str | None]:
    if kind is ContentKind.DELETED:
        return "", None
    if kind is not ContentKind.EDITED:
        if not visible(body.reaction):
            raise InvalidRequest.at("reaction", "A reaction needs a value.")
        return str(body.reaction), None
    html = sanitised(body.rich_text) if body.rich_text else None
    text = visible(body.text) or (read(html).text if html else "")
    if not visible(text):
        raise InvalidRequest.at("text", "An edit needs the new content: text or richText.")
    return text, html
