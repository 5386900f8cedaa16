"""What the routes use that need the index: they have a function of their own, `find`."""

from collections.abc import Callable, Sequence

from aws_lambda_powertools.event_handler.api_gateway import Router

from desk_api.entering import entering
from helpdesk.accounts.models import ChannelAccount
from helpdesk.accounts.service import AccountService
from helpdesk.channels.logos import Logos
from helpdesk.delivery.models import LoggedAttempt
from helpdesk.people.principals import Principal, Scope
from helpdesk.platform.frozen import frozen
from helpdesk.search.finder import Finder
from helpdesk.tickets.channels import Channels, TicketChannels
from helpdesk.tickets.models import Ticket


@frozen
class FindDesk:
    finder: Finder
    ticket_channels: TicketChannels
    check_owner: Callable[[str], None]
    """Raises InvalidRequest if there is no such user."""
    check_team: Callable[[str], None]
    """The same for a team, which may be deleted."""
    check_account: Callable[[str], None]
    accounts: AccountService
    logos: Logos
    last_activity: Callable[[ChannelAccount], str | None]
    """Of an account's tickets, open or closed."""
    newest_delivery: Callable[[ChannelAccount], tuple[LoggedAttempt | None, bool]]
    """And whether that is certain."""

    def channels_of(self, tickets: Sequence[Ticket]) -> Channels:
        return self.ticket_channels.of(ticket.account_id for ticket in tickets)


def enter_find(router: Router, scope: Scope, parameters: Sequence[str] = ()) -> tuple[FindDesk, Principal]:
    """As `enter`: these routes name no ticket, and what they find is what the caller sees."""
    principal = entering(router, scope, parameters)
    desk: FindDesk = router.context["find"]
    return desk, principal
