"""Routing: a ticket gets an owner, or waits for one.

A ticket that begins to wait is looked at again at once: who became eligible before it waited is found so, and whoever
becomes so later is told by an event. Tickets of an account that wait come before a new one.
"""

from helpdesk.conversations.references import ConversationReference
from helpdesk.platform.queues import Queue
from helpdesk.routing.decisions import Routed, RoutingDecisions, Taken
from helpdesk.routing.models import Trigger
from helpdesk.routing.offers import TURN, Offers
from helpdesk.routing.work import Left, Offer
from helpdesk.settings.models import WhenAway
from helpdesk.settings.repository import SettingsRepository
from helpdesk.tickets.models import Ticket
from helpdesk.tickets.repository import TicketRepository


class RoutingService:
    def __init__(
        self, decisions: RoutingDecisions, tickets: TicketRepository, settings: SettingsRepository, queue: Queue
    ) -> None:
        """`queue`: what does not fit into one turn is sent there."""
        self._decisions = decisions
        self._tickets = tickets
        self._settings = settings
        self._offers = Offers(decisions)
        self._queue = queue

    def route(
        self, reference: ConversationReference, trigger: Trigger = Trigger.OPENED, *, taken: Taken | None = None
    ) -> Ticket:
        """As `RoutingDecisions.route`. Raises NotFound."""
        routed = self._decisions.route(reference, trigger, taken=taken)
        return self._look_again(routed) if routed.began_to_wait else routed.ticket

    def take_back(self, left: Left) -> None:
        """From somebody who went away, if the desk wants that, or who was deactivated."""
        member = self._decisions.roster().get(left.user_id)
        has_left = member is None or not member.is_active
        is_away = self._decisions.loads.read().is_away(left.user_id)
        if not has_left and not (is_away and self._settings.get().when_away is WhenAway.RETURN):
            return
        tickets, more = self._tickets.of_owner(left.user_id, TURN)
        for ticket in tickets:
            self.route(ticket.reference, Trigger.OWNER_LEFT, taken=Taken(left.user_id))
        if more:
            self._queue.send([left.queued()])

    def offer(self, offer: Offer) -> None:
        """Tickets that wait go to those who can take them."""
        if rest := self._offers.offer(offer):
            self._queue.send([rest.queued()])

    def _look_again(self, routed: Routed) -> Ticket:
        ticket = routed.ticket
        if not self._decisions.rule_of(ticket).is_the_same_for_all:
            return self._decisions.route(ticket.reference, Trigger.SOMEBODY_ELIGIBLE).ticket
        self.offer(Offer(account_id=ticket.account_id, inbox_id=ticket.inbox_id))
        return self._decisions.tickets.get(ticket.reference)
