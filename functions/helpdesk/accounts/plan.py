"""What an administrator decides about an account before it exists. Pure."""

from dataclasses import field
from typing import Annotated

from helpdesk.accounts.models import REOPEN_HOURS, ChannelAccount, TicketProperties
from helpdesk.accounts.routing_rules import RoutingRule
from helpdesk.inboxes.models import HELP_DESK_INBOX
from helpdesk.platform.frozen import frozen
from helpdesk.platform.records import AS_TEXT


@frozen
class AccountPlan:
    """The settings of an account that will be connected; of an existing one if it is authorized again."""

    name: str
    inbox_id: str = HELP_DESK_INBOX
    ticket_properties: Annotated[TicketProperties, AS_TEXT] = field(default_factory=dict)
    routing: RoutingRule = field(default_factory=RoutingRule)
    reopen_hours: int = REOPEN_HOURS

    @classmethod
    def of(cls, account: ChannelAccount) -> "AccountPlan":
        return cls(account.name, account.inbox_id, account.ticket_properties, account.routing, account.reopen_hours)
