"""Thread ids of a registered channel that the integration does not name. Pure."""

from helpdesk.accounts.models import ChannelAccount
from helpdesk.messaging.capabilities import Capabilities
from helpdesk.messaging.messages import Sender
from helpdesk.platform.ids import digest

GENERATED = "kanaal-"
"""Prefix of thread ids that the desk generated, so that an integration recognises them."""


def thread_key_of_addresses(account: ChannelAccount, customer: Sender) -> str:
    """Under DELIVERY_IDENTIFIER: the customer's address and the account's."""
    own = account.delivery_identifier
    pair = [str(customer.identifier_type), customer.address.normal.value]
    pair += [own.type.value, own.normal.value] if own else []
    return digest("delivery identifiers", *pair)


def thread_key_for_start(can: Capabilities, account: ChannelAccount, customer: Sender) -> str:
    """The thread in which the desk starts a conversation: one per address that an account writes to, so that concurrent
    starts meet there."""
    if not can.has_thread_ids:
        return thread_key_of_addresses(account, customer)
    return GENERATED + digest(
        "begun by the desk", account.id, str(customer.identifier_type), customer.address.normal.value
    )
