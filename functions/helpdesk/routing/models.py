"""A decision about who gets a ticket, and what it was made on. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import field
from enum import StrEnum

from helpdesk.accounts.routing_rules import RoutingRule
from helpdesk.people.loads import Loads
from helpdesk.people.roster import Roster
from helpdesk.platform.frozen import frozen
from helpdesk.tickets.models import RoutingReason


class Trigger(StrEnum):
    """Why a ticket is routed now."""

    OPENED = "opened"
    REOPENED = "reopened"
    SOMEBODY_ELIGIBLE = "somebody_eligible"
    """Somebody became available, or has room again."""
    RULE_CHANGED = "rule_changed"
    UNANSWERED = "unanswered"
    OWNER_LEFT = "owner_left"
    """Its owner went away, and gives back what is open."""
    SIMULATED = "simulated"


class PassedOver(StrEnum):
    """Why somebody whom the rule names does not get the ticket."""

    DEACTIVATED = "deactivated"
    NO_SERVICE_SEAT = "no_service_seat"
    MAY_NOT_REPLY = "may_not_reply"
    """Their role does not let them answer customers."""
    NO_INBOX_ACCESS = "no_inbox_access"
    AWAY = "away"
    AT_CAPACITY = "at_capacity"
    AT_CHANNEL_CAPACITY = "at_channel_capacity"
    MISSING_SKILL = "missing_skill"
    DID_NOT_ANSWER = "did_not_answer"
    UNKNOWN = "unknown"
    """The rule names somebody who does not exist."""


@frozen
class Asked:
    """A ticket, with what the rule of its account asks of it and of its contact."""

    ticket_id: str
    channel: str | None
    rule: RoutingRule
    trigger: Trigger
    skills: frozenset[str] = frozenset()
    """That whoever gets it must have, in lower case."""
    contact_owner_id: str | None = None
    """None as well if the contact is not known: only a visitor who was seen before or a verified identifier is."""
    inbox_team_ids: frozenset[str] = frozenset()
    """Empty: everybody has access to the inbox."""
    tried: frozenset[str] = frozenset()
    keeps: str | None = None
    """Its owner before it was opened again, who comes first."""
    customer_wrote: bool = True
    """The newest message is the customer's. Else the desk began the conversation, or has answered already."""


@frozen
class Desk:
    """Who is there."""

    roster: Roster
    loads: Loads
    last_given_to: str | None = None
    """Of one who follows after the other: who got the last ticket of this account."""


@frozen
class Considered:
    user_id: str
    eligible: bool
    reason: PassedOver | None
    open_tickets: int
    capacity: int | None
    """None: no limit."""


@frozen
class Choice:
    code: RoutingReason
    owner_id: str | None = None
    considered: Sequence[Considered] = ()
    """Those who were eligible first, in the order in which they were to get it; the nearest ten."""
    others: Mapping[str, int] = field(default_factory=dict)
    """How many more were considered, by why they were passed over; `eligible` for those who were not."""
    team_id: str | None = None
    """Of the rule, through which they were chosen."""
    waits_for: str | None = None
    """The contact's owner, for whom the ticket waits first."""
    written_to: str | None = None
    """The contact's owner, who is away and gets the message by e-mail."""
