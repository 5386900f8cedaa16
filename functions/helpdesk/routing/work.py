"""What the routing queue says. Ids only."""

import json
from collections.abc import Mapping
from dataclasses import asdict, fields
from typing import Any

from helpdesk.conversations.references import ConversationReference
from helpdesk.people.availability_following import WORK as AVAILABILITY
from helpdesk.people.connection_news import WORK as CONNECTION
from helpdesk.platform.errors import NotFound
from helpdesk.platform.frozen import frozen
from helpdesk.platform.queue_work import NoWork, read_work
from helpdesk.platform.queues import QueueMessage
from helpdesk.routing.models import Trigger

_LEFT = "left"


@frozen
class RouteTicket:
    ticket_id: str
    trigger: Trigger = Trigger.OPENED
    taken_from: str | None = None
    """The owner who has not answered in time."""
    since: str | None = None
    """When they got it. If they got it again since, this is not about that."""

    @property
    def reference(self) -> ConversationReference:
        """Raises NoWork."""
        try:
            return ConversationReference.from_ticket_id(self.ticket_id)
        except NotFound as error:
            raise NoWork("its id is not one of ours") from error

    def queued(self) -> QueueMessage:
        trigger = None if self.trigger is Trigger.OPENED else self.trigger.value
        says = {"ticket_id": self.ticket_id, "trigger": trigger, "taken_from": self.taken_from, "since": self.since}
        return QueueMessage(json.dumps({name: each for name, each in says.items() if each}))


@frozen
class Offer:
    """Tickets that wait go to whoever can take them: all, those that somebody can get, or those of an account, an inbox
    or a person who writes."""

    user_id: str | None = None
    account_id: str | None = None
    inbox_id: str | None = None
    contact_id: str | None = None
    again: bool = False
    """Also to those who had a ticket and did not answer in time: they are available again, or the rule is new."""
    after: str | None = None
    """A place among those that wait: the rest of a turn begins behind it."""

    def queued(self) -> QueueMessage:
        says = {name: each for name, each in asdict(self).items() if each}
        return QueueMessage(json.dumps({"offer": says}))


@frozen
class Left:
    """Somebody went away, or was deactivated: what they have may be given back."""

    user_id: str

    def queued(self) -> QueueMessage:
        return QueueMessage(json.dumps({_LEFT: self.user_id}))


@frozen
class ReadPlan:
    """What somebody's plan of availability says may have changed with the time."""

    user_id: str


@frozen
class ReadConnection:
    """Somebody has connected, or has not been connected for a while."""

    user_id: str


@frozen
class WriteMail:
    """A decision asks for an e-mail. In a queue of its own."""

    ticket_id: str
    position: str
    """Of the decision's event."""

    @property
    def reference(self) -> ConversationReference:
        return ConversationReference.from_ticket_id(self.ticket_id)

    def queued(self) -> QueueMessage:
        return QueueMessage(json.dumps(asdict(self)))


def mail_of(body: str) -> WriteMail:
    """Raises NoWork."""
    read = read_work(body)
    ticket_id, position = _text(read.get("ticket_id")), _text(read.get("position"))
    if not ticket_id or not position:
        raise NoWork("it names no decision")
    # The same check as for a ticket that is routed.
    return WriteMail(RouteTicket(ticket_id).reference.ticket_id, position)


Work = RouteTicket | Offer | Left | ReadPlan | ReadConnection


def work_of(body: str) -> Work:
    """Raises NoWork."""
    read = read_work(body)
    if isinstance(offer := read.get("offer"), Mapping):
        texts = {each.name: _text(offer.get(each.name)) for each in fields(Offer) if each.name != "again"}
        return Offer(**texts, again=offer.get("again") is True)
    if left := _text(read.get(_LEFT)):
        return Left(left)
    if user_id := _text(read.get(AVAILABILITY)):
        return ReadPlan(user_id)
    if user_id := _text(read.get(CONNECTION)):
        return ReadConnection(user_id)
    ticket_id = _text(read.get("ticket_id"))
    if ticket_id is None:
        raise NoWork("it names no ticket")
    return RouteTicket(ticket_id, _trigger(read), _text(read.get("taken_from")), _text(read.get("since")))


def _trigger(read: Mapping[str, Any]) -> Trigger:
    try:
        return Trigger(read.get("trigger", Trigger.OPENED))
    except ValueError as error:
        raise NoWork("its trigger is not one of ours") from error


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None
