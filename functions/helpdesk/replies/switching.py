"""Other accounts through which the customer of a conversation can be reached."""

from collections.abc import Iterator, Mapping, Sequence

from helpdesk.accounts.models import ChannelAccount
from helpdesk.accounts.outgoing import OutgoingRule
from helpdesk.contacts.models import contact_id
from helpdesk.contacts.service import ContactService
from helpdesk.conversations.models import Conversation
from helpdesk.messaging.addresses import DeliveryIdentifier
from helpdesk.messaging.capabilities import Capabilities
from helpdesk.platform.frozen import frozen

_AT_MOST = 100


@frozen
class Switch:
    account_id: str
    name: str
    recipient: DeliveryIdentifier
    """The customer's address there."""
    contact_id: str
    """The contact of that address; the conversation's own contact if nothing was exchanged with it yet."""
    can_start: bool
    """Whether the desk may write first."""


class ChannelSwitcher:
    def __init__(self, outgoing: OutgoingRule, contacts: ContactService) -> None:
        self._outgoing = outgoing
        self._contacts = contacts

    def switches(
        self, conversation: Conversation, current: ChannelAccount, accounts: Sequence[ChannelAccount]
    ) -> tuple[Switch, ...]:
        """Accounts that accept messages, at most a hundred: those where this customer has written to the same channel,
        and those where the desk may write first to an address that is known of the customer."""
        others = [account for account in accounts if account.id != current.id and account.suspended is None]
        others.sort(key=lambda account: _channel(account) != _channel(current))
        starting = self._outgoing.starting({account.channel_id for account in others if account.channel_id})
        addresses = self._contacts.addresses(conversation.contact_id) if starting else []
        reached = list(_reached(current, others, starting, conversation, addresses))
        ids = [contact_id(account.id, address) for account, address, _ in reached]
        known = self._contacts.known(ids) if ids else set()
        switches = [
            Switch(
                account.id,
                account.name,
                address,
                candidate if candidate in known else conversation.contact_id,
                can_start,
            )
            for candidate, (account, address, can_start) in zip(ids, reached, strict=True)
            if can_start or candidate in known
        ]
        return tuple(switches[:_AT_MOST])


def _reached(
    current: ChannelAccount,
    others: Sequence[ChannelAccount],
    starting: Mapping[str, Capabilities],
    conversation: Conversation,
    addresses: Sequence[DeliveryIdentifier],
) -> Iterator[tuple[ChannelAccount, DeliveryIdentifier, bool]]:
    """The address to use, and whether the desk may write first there. An address names the same person on every account
    of a channel; on another channel, only an e-mail address or a phone number does."""
    for account in others:
        can = starting.get(account.channel_id or "")
        types = can.delivery_identifier_types if can else ()
        if _channel(account) == _channel(current):
            address = conversation.recipient.address
            yield account, address, address.type in types
        else:
            usable = [address for address in addresses if address.type in types]
            yield from ((account, address, True) for address in usable[:1])


def _channel(account: ChannelAccount) -> str:
    return account.channel_id or account.kind
