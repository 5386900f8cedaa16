"""What the routes of routing use."""

from desk_api.shared import Shared
from helpdesk.connecting.catalogue import Catalogue
from helpdesk.inboxes.limits import InboxLimitRepository
from helpdesk.inboxes.service import Inboxes
from helpdesk.people.presence import Presence
from helpdesk.platform.cursor import Cursors
from helpdesk.platform.frozen import frozen
from helpdesk.platform.ids import new_ulid
from helpdesk.routing.decisions import RoutingDecisions
from helpdesk.routing.facts import Facts
from helpdesk.routing.log import DecisionLog
from helpdesk.routing.simulations import RoutingSimulations


@frozen
class Routing:
    log: DecisionLog
    simulations: RoutingSimulations


def build_routing(shared: Shared, cursors: Cursors, inboxes: Inboxes, catalogue: Catalogue) -> Routing:
    decisions = RoutingDecisions.on(
        shared.deciding,
        shared.conversations_table,
        shared.directory,
        shared.account_repository,
        Facts(shared.contacts, InboxLimitRepository(shared.directory).teams_of),
    )
    return Routing(
        DecisionLog(shared.deciding, shared.conversations, cursors),
        RoutingSimulations(
            decisions,
            shared.accounts,
            Presence.on(shared.directory, shared.conversations_table, shared.now),
            inboxes.check,
            catalogue.check,
            shared.now,
            new_ulid,
        ),
    )
