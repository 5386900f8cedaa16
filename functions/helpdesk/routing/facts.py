"""What a rule asks beside the ticket: of its contact, and of its inbox."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Protocol

from helpdesk.accounts.routing_rules import AssignTo, RoutingRule, SkillSource
from helpdesk.conversations.models import Direction
from helpdesk.routing.models import Asked, Trigger
from helpdesk.tickets.models import Ticket


class Contacts(Protocol):
    def known_owner(self, contact_id: str, before: str) -> str | None:
        """The contact's owner, if the contact is known: by a visitor token that was seen before that time, or a
        verified identifier."""

    def values(self, contact_id: str) -> Mapping[str, Any]:
        """Its properties."""

    def group_of(self, contact_id: str) -> Sequence[str]:
        """All contacts of the same person."""


class Facts:
    def __init__(self, contacts: Contacts, teams_of: Callable[[str], Sequence[str]]) -> None:
        """`teams_of`: to which an inbox is limited."""
        self._contacts = contacts
        self._teams_of = teams_of

    def asked(self, ticket: Ticket, rule: RoutingRule, trigger: Trigger, tried: tuple[str, ...] = ()) -> Asked:
        """What the rule does not ask is not read."""
        by_contact = rule.assign_to is AssignTo.CONTACT_OWNER
        return Asked(
            ticket_id=ticket.id,
            channel=ticket.channel,
            rule=rule,
            trigger=trigger,
            skills=frozenset(skill.casefold() for skill in self._skills(ticket, rule)),
            contact_owner_id=self._contacts.known_owner(ticket.contact_id, ticket.opened_at) if by_contact else None,
            inbox_team_ids=frozenset(self._teams_of(ticket.inbox_id)),
            tried=frozenset(tried),
            keeps=ticket.owner_id if trigger is Trigger.REOPENED else None,
            customer_wrote=ticket.last_direction == Direction.IN,
        )

    def person(self, contact_id: str) -> Sequence[str]:
        """All contacts of the same person."""
        return self._contacts.group_of(contact_id)

    def _skills(self, ticket: Ticket, rule: RoutingRule) -> Iterator[str]:
        of_contact: Mapping[str, Any] | None = None
        for each in rule.required_skills:
            if each.of is SkillSource.TICKET:
                yield from _texts(ticket.value(each.property))
                continue
            of_contact = self._contacts.values(ticket.contact_id) if of_contact is None else of_contact
            yield from _texts(of_contact.get(each.property))


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, list | tuple):
        yield from map(str, value)
    elif value is not None:
        yield str(value)
