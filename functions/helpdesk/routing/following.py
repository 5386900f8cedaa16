"""What is to be routed after a change: tickets that are new or open again, and those that wait for somebody."""

from collections.abc import Iterator, Sequence
from datetime import timedelta

from helpdesk.audit.models import AuditEvent, AuditType
from helpdesk.audit.repository import AUDIT
from helpdesk.conversations.items import EVENT, position_of
from helpdesk.conversations.models import WAITS, Event, EventType
from helpdesk.people.actors import ActorKind
from helpdesk.people.availability import State, Turn
from helpdesk.people.availability_repository import TURN
from helpdesk.platform.clock import from_text
from helpdesk.platform.queues import Queue
from helpdesk.platform.schedules import Schedules
from helpdesk.platform.stream import Inserted, of_kind
from helpdesk.routing.explaining import ANSWER_WITHIN
from helpdesk.routing.models import Trigger
from helpdesk.routing.work import Left, Offer, RouteTicket, WriteMail
from helpdesk.tickets.repository import TICKET
from helpdesk.tickets.waiting import WaitingRepository


class RoutingFollower:
    counted = "routed"

    def __init__(self, routing: Queue, waiting: WaitingRepository) -> None:
        self._routing = routing
        self._waiting = waiting

    def follow(self, inserted: Sequence[Inserted]) -> int:
        events: list[Event] = of_kind(EVENT, inserted)
        work = [RouteTicket(ticket.id).queued() for ticket in of_kind(TICKET, inserted)]
        reopened = [event.reference.ticket_id for event in events if _reopens(event)]
        work += [RouteTicket(ticket_id, Trigger.REOPENED).queued() for ticket_id in reopened]
        offers = dict.fromkeys(
            [
                *_freed(events),
                *_moved(events),
                *_of_settings(of_kind(AUDIT, inserted)),
                *_returned(of_kind(TURN, inserted)),
            ]
        )
        changed = [each.reference.ticket_id for each in events if each.routing == WAITS and not _is_moved(each)]
        work += [RouteTicket(ticket_id, Trigger.SOMEBODY_ELIGIBLE).queued() for ticket_id in dict.fromkeys(changed)]
        work += [each.queued() for each in dict.fromkeys(_gone(of_kind(AUDIT, inserted), of_kind(TURN, inserted)))]
        # Whoever becomes eligible after a ticket began to wait sees it here.
        if offers and self._waiting.any():
            work += [offer.queued() for offer in offers]
        self._routing.send(work)
        return len(work)


class AnswerFollower:
    """Has a ticket looked at when the time is over in which whoever got it should answer."""

    counted = "answers_awaited"

    def __init__(self, schedules: Schedules) -> None:
        """`schedules`: into the router's queue."""
        self._schedules = schedules

    def follow(self, inserted: Sequence[Inserted]) -> int:
        given: list[Event] = [event for event in of_kind(EVENT, inserted) if event.details.get(ANSWER_WITHIN)]
        for event in given:
            at = from_text(event.created_at) + timedelta(seconds=event.details[ANSWER_WITHIN])
            work = RouteTicket(
                event.reference.ticket_id, Trigger.UNANSWERED, taken_from=event.details["to"], since=event.created_at
            )
            self._schedules.create(f"answer-{event.id}", at, work.queued())
        return len(given)


class MailFollower:
    """Has the e-mail written that a decision asks for."""

    counted = "mails"

    def __init__(self, mails: Queue) -> None:
        self._mails = mails

    def follow(self, inserted: Sequence[Inserted]) -> int:
        asking: list[Event] = [event for event in of_kind(EVENT, inserted) if event.mail is not None]
        self._mails.send([WriteMail(event.reference.ticket_id, position_of(event)).queued() for event in asking])
        return len(asking)


def _reopens(event: Event) -> bool:
    """Whether the customer has opened the ticket again: whoever does so at the desk knows why."""
    return _moves(event, "closed", "open") and event.actor.kind is ActorKind.CONTACT


def _freed(events: Sequence[Event]) -> Iterator[Offer]:
    """To those who have one open ticket less."""
    for event in events:
        if event.type is EventType.OWNER_CHANGED and event.details["from"]:
            yield Offer(user_id=event.details["from"])
        elif _moves(event, "open", "closed"):
            yield Offer()


def _moved(events: Sequence[Event]) -> Iterator[Offer]:
    """To those who see the inbox in which tickets wait now: in their order, however many were moved."""
    for event in events:
        if event.routing == WAITS and _is_moved(event):
            yield Offer(account_id=event.account_id, inbox_id=event.details["to"])


def _is_moved(event: Event) -> bool:
    return event.type is EventType.INBOX_CHANGED


def _moves(event: Event, left: str, to: str) -> bool:
    return event.type is EventType.STATUS_CHANGED and (event.details["from"], event.details["to"]) == (left, to)


def _of_settings(changes: Sequence[AuditEvent]) -> Iterator[Offer]:
    """A rule was changed, what somebody may do, who is in a team, who sees an inbox, or a contact."""
    for change in changes:
        if change.type is AuditType.UPDATED and "routing" in change.details:
            yield Offer(account_id=change.subject.id, again=True)
        elif change.type in _OF_MANY:
            yield Offer()
        elif change.type in _OF_CONTACTS:
            yield Offer(contact_id=change.subject.id)
            if other := change.details.get("contact_id"):  # after a merge is undone, it is a person of its own
                yield Offer(contact_id=other.after)
        elif change.type in {AuditType.USER_CREATED, AuditType.USER_UPDATED}:
            yield Offer(user_id=change.subject.id)


# A new team and a new role are nobody's reason yet: rules and people name them later, which is a change of its own.
_OF_MANY = {AuditType.INBOX_LIMITED, AuditType.TEAM_UPDATED, AuditType.ROLE_UPDATED}


_OF_CONTACTS = {AuditType.CONTACT_UPDATED, AuditType.CONTACTS_MERGED, AuditType.MERGE_UNDONE}


def _gone(changes: Sequence[AuditEvent], turns: Sequence[Turn]) -> Iterator[Left]:
    for change in changes:
        if change.type is AuditType.USER_REMOVED or "deactivated_at" in change.details:
            yield Left(change.subject.id)
    yield from (Left(turn.user_id) for turn in turns if turn.state is State.AWAY is not turn.was)


def _returned(turns: Sequence[Turn]) -> Iterator[Offer]:
    """To those who are available again."""
    return (Offer(user_id=turn.user_id, again=True) for turn in turns if turn.state is State.AVAILABLE is not turn.was)
