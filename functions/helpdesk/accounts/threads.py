"""What the threads of a registered channel are called, where no integrator names them. Pure."""

from helpdesk.accounts.models import ChannelAccount
from helpdesk.messaging.capabilities import Capabilities
from helpdesk.messaging.messages import Sender
from helpdesk.platform.ids import digest

MINTED = "kanaal-"
"""What a thread id begins with that the desk made, so that an integrator recognises it."""


def pair_of(account: ChannelAccount, customer: Sender) -> str:
    """Under DELIVERY_IDENTIFIER: the address of the customer and that of the account."""
    ours = account.delivery_identifier
    pair = [str(customer.identifier_type), customer.identifier]
    pair += [ours.type.value, ours.value] if ours else []
    return digest("delivery identifiers", *pair)


def begun_with(can: Capabilities, account: ChannelAccount, customer: Sender) -> str:
    """The thread in which the desk begins a conversation: one for each address that an account writes to, so that who
    begins at the same moment meets there."""
    if not can.has_thread_ids:
        return pair_of(account, customer)
    return MINTED + digest("begun by the desk", account.id, str(customer.identifier_type), customer.identifier)
