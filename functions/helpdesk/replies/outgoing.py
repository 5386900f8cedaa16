"""Outbound messages of a conversation: the account, the capabilities of its channel, and the message as it is
stored."""

from collections.abc import Iterable

from helpdesk.accounts.models import ChannelAccount
from helpdesk.accounts.outgoing import OutgoingRule
from helpdesk.accounts.service import AccountService
from helpdesk.content import support
from helpdesk.content.draft import Draft
from helpdesk.content.files import Files
from helpdesk.conversations.models import Conversation, DeliveryStatus, Direction, Message
from helpdesk.conversations.references import MessageReference
from helpdesk.messaging.capabilities import Capabilities
from helpdesk.messaging.messages import ContentKind, Sender
from helpdesk.people.actors import Actor
from helpdesk.platform.errors import Conflict, FieldError, InvalidRequest


def outgoing(
    reference: MessageReference, draft: Draft, actor: Actor, key: str, now: str, kind: ContentKind = ContentKind.TEXT
) -> Message:
    return Message(
        reference=reference.conversation,
        sequence=reference.sequence,
        direction=Direction.OUT,
        kind=kind,
        text=draft.text,
        actor=actor,
        created_at=now,
        key=key,
        rich_text=draft.rich_text,
        parts=draft.parts,
        also_to=draft.also_to,
        status=DeliveryStatus.QUEUED,
    )


def other_recipients(customer: Sender, recipients: tuple[Sender, ...]) -> tuple[Sender, ...]:
    """The other recipients, each once. Raises InvalidRequest if the customer is not among the given ones."""
    address, wanted = customer.address, {recipient.address.normal: recipient for recipient in recipients}
    if wanted and address.normal not in wanted:
        message = f"The recipients must include the customer of this conversation: {address.type} {address.value!r}."
        raise InvalidRequest.at("recipients", message, code="customer_missing")
    return tuple(recipient for each, recipient in wanted.items() if each != address.normal)


class ContentRules:
    def __init__(self, accounts: AccountService, outgoing: OutgoingRule, files: Files) -> None:
        self._accounts = accounts
        self._outgoing = outgoing
        self._files = files

    def account_of(self, conversation: Conversation) -> ChannelAccount:
        return self._accounts.get(conversation.account_id)

    def capabilities(self, conversation: Conversation) -> Capabilities:
        """Raises Conflict if the account accepts no messages or its channel was removed."""
        return self.capabilities_of(self.account_of(conversation))

    def capabilities_of(self, account: ChannelAccount) -> Capabilities:
        """The same."""
        if account.suspended:
            raise Conflict(f"{account.suspended.reason} Nothing can be sent.", code=account.suspended.code)
        return self._outgoing.capabilities(account)

    def checked(self, can: Capabilities, draft: Draft, found: Iterable[FieldError] = ()) -> Draft:
        """With the names of its files. Raises the error that names everything that is not supported, including
        `found`."""
        wanted = list(dict.fromkeys(draft.file_ids.values()))
        files = self._files.usable(wanted) if wanted else {}
        draft = draft.with_files(files)
        support.check([*found, *support.violations(can, draft, files)])
        return draft
