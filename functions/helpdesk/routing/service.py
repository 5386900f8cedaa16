"""Routing: a ticket gets an owner, or waits for one.

A ticket that begins to wait is looked at again at once: who became eligible before it waited is found so, and whoever
becomes so later is told by an event. Tickets of an account that wait come before a new one.
"""

from helpdesk.conversations.references import ConversationReference
from helpdesk.platform.queues import Queue
from helpdesk.routing.decisions import Routed, RoutingDecisions
from helpdesk.routing.models import Trigger
from helpdesk.routing.offers import Offers
from helpdesk.routing.work import Offer
from helpdesk.tickets.models import Ticket


class RoutingService:
    def __init__(self, decisions: RoutingDecisions, queue: Queue) -> None:
        """`queue`: what does not fit into one turn is sent there."""
        self._decisions = decisions
        self._offers = Offers(decisions)
        self._queue = queue

    def route(
        self, reference: ConversationReference, trigger: Trigger = Trigger.OPENED, *, taken_from: str | None = None
    ) -> Ticket:
        """As `RoutingDecisions.route`. Raises NotFound."""
        routed = self._decisions.route(reference, trigger, taken_from=taken_from)
        return self._look_again(routed) if routed.began_to_wait else routed.ticket

    def offer(self, offer: Offer) -> None:
        """Tickets that wait go to those who can take them."""
        if self._offers.offer(user_id=offer.user_id, account_id=offer.account_id):
            self._queue.send([offer.queued()])

    def _look_again(self, routed: Routed) -> Ticket:
        ticket = routed.ticket
        if not self._decisions.rule_of(ticket).is_the_same_for_all:
            return self._decisions.route(ticket.reference, Trigger.SOMEBODY_ELIGIBLE, looks_again=True).ticket
        if self._offers.offer(account_id=ticket.account_id, looks_again=True):
            self._queue.send([Offer(account_id=ticket.account_id).queued()])
        return self._decisions.tickets.get(ticket.reference)
