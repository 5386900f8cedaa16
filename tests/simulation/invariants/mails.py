"""What owners hear by e-mail of those who write while they are away."""

from collections import Counter
from collections.abc import Iterator

from helpdesk.conversations.items import event_key, position_of
from helpdesk.conversations.models import Event, EventType, Mail
from helpdesk.people.actors import ActorKind
from helpdesk.routing.models import Trigger
from helpdesk.routing.work import WriteMail
from tests.simulation.end import End
from tests.simulation.services import claim_of

_TAKEN = {Mail.SENT: {1}, Mail.MAYBE_SENT: {0, 1}, Mail.FAILED: {0}, Mail.NOT_NEEDED: {0}}
"""How often SES took it."""


def no_e_mail_is_sent_twice(end: End) -> Iterator[str]:
    """Nor without a claim."""
    taken = end.desk.mail.taken.items()
    yield from (f"{claim} was sent {count} times" for claim, count in taken if claim is None or count > 1)


def a_decision_says_what_became_of_its_e_mail(end: End) -> Iterator[str]:
    letters = {letter.body for letter in end.desk.dead_letters["mails"].messages}
    for event in _asking(end):
        key = event_key(event)
        count = end.desk.mail.taken[claim_of(key.pk, key.sk)]
        is_given_up = WriteMail(event.reference.ticket_id, position_of(event)).queued().body in letters
        if count not in _TAKEN.get(event.mail, {0} if is_given_up else set()):
            yield f"{event.id} of {event.reference.ticket_id} is {event.mail}, and was sent {count} times"


def one_e_mail_for_each_time_that_a_customer_opens_a_ticket(end: End) -> Iterator[str]:
    opened = Counter(ticket.id for ticket in end.tickets)
    opened.update(event.reference.ticket_id for event in end.events if _reopens(event))
    for ticket_id, count in Counter(event.reference.ticket_id for event in _asking(end)).items():
        if count > opened[ticket_id]:
            yield f"{ticket_id} was opened {opened[ticket_id]} times, and {count} e-mails were asked for"


def only_what_was_written_asks_for_an_e_mail(end: End) -> Iterator[str]:
    for event in _asking(end):
        if event.details["trigger"] not in {Trigger.OPENED, Trigger.REOPENED}:
            yield f"{event.id} was made because of {event.details['trigger']}"


def _asking(end: End) -> Iterator[Event]:
    return (event for event in end.events if event.mail is not None)


def _reopens(event: Event) -> bool:
    is_opened = event.type is EventType.STATUS_CHANGED and event.details["from"] == "closed"
    return is_opened and event.actor.kind is ActorKind.CONTACT


ALL = (
    no_e_mail_is_sent_twice,
    a_decision_says_what_became_of_its_e_mail,
    one_e_mail_for_each_time_that_a_customer_opens_a_ticket,
    only_what_was_written_asks_for_an_e_mail,
)
