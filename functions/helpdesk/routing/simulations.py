"""Dry runs: who would get a ticket, now or at a later time, and why. Nothing changes."""

from collections.abc import Callable, Mapping
from dataclasses import field, replace
from datetime import datetime, timedelta
from typing import Any, Protocol

from helpdesk.accounts.models import ChannelAccount
from helpdesk.accounts.routing_rules import UNROUTED, RoutingRule
from helpdesk.conversations.models import Direction
from helpdesk.conversations.references import ConversationReference
from helpdesk.inboxes.models import HELP_DESK_INBOX
from helpdesk.people.availability import State
from helpdesk.people.loads import short
from helpdesk.people.presence import Presence
from helpdesk.platform.clock import Clock, to_text
from helpdesk.platform.errors import InvalidRequest
from helpdesk.platform.frozen import frozen
from helpdesk.platform.ids import NewId, digest
from helpdesk.routing.choosing import choose, named
from helpdesk.routing.decisions import RoutingDecisions
from helpdesk.routing.explaining import explained
from helpdesk.routing.models import Asked, Choice, Desk, Trigger
from helpdesk.tickets.models import Ticket, TicketState

_PAST = timedelta(minutes=5)
"""A form knows minutes, and it was filled in a moment ago."""
_FURTHEST = timedelta(days=366)

Check = Callable[[str, str], None]
"""Whether there is something of this id. Raises InvalidRequest that names the field."""


@frozen
class Described:
    """A ticket that there is not: of an account, or of one that is still to be connected."""

    account_id: str | None = None
    channel: str | None = None
    """Without an account: the id of its channel."""
    inbox_id: str = HELP_DESK_INBOX
    contact_id: str | None = None
    values: Mapping[str, Any] = field(default_factory=dict)
    properties: Mapping[str, Any] = field(default_factory=dict)


@frozen
class Simulated:
    at: str
    choice: Choice
    details: Mapping[str, Any]


class Accounts(Protocol):
    def get(self, account_id: str) -> ChannelAccount:
        """Raises NotFound."""


class RoutingSimulations:
    def __init__(
        self,
        decisions: RoutingDecisions,
        accounts: Accounts,
        presence: Presence,
        check_inbox: Check,
        check_channel: Check,
        now: Clock,
        new_id: NewId,
    ) -> None:
        self._decisions = decisions
        self._accounts = accounts
        self._presence = presence
        self._check_inbox = check_inbox
        self._check_channel = check_channel
        self._now = now
        self._new_id = new_id

    def run(
        self, subject: ConversationReference | Described, draft: RoutingRule | None, at: datetime | None = None
    ) -> Simulated:
        """As if the customer opened the ticket at that time, and nobody had it: everybody has as many open tickets as
        now, and is available as their plan says. Raises NotFound, and InvalidRequest for an inbox or a channel that
        there is not, or for a time in the past."""
        if at:
            self._check_time(at)
        when = to_text(at or self._now())
        ticket = self._described(subject, when) if isinstance(subject, Described) else self._existing(subject)
        rule = draft or (self._accounts.get(ticket.account_id).routing if ticket.account_id else UNROUTED)
        desk, asked = (
            self._decisions.desk_for(ticket, rule),
            self._decisions.facts.asked(ticket, rule, Trigger.SIMULATED),
        )
        choice = choose(asked, self._at(at, asked, desk) if at else desk)
        why = {"code": choice.code, "reason": choice.code.text, **explained(choice, rule, Trigger.SIMULATED)}
        return Simulated(when, choice, why)

    def _check_time(self, at: datetime) -> None:
        now = self._now()
        if at < now - _PAST:
            raise InvalidRequest.at("at", f"This time has passed: it is {to_text(now)}.", code="in_the_past")
        if at > now + _FURTHEST:
            last = to_text(now + _FURTHEST)
            raise InvalidRequest.at("at", f"Plans are read for a year ahead, until {last}.", code="too_far_ahead")

    def _at(self, at: datetime, asked: Asked, desk: Desk) -> Desk:
        """Who is available then, of those who can be considered: the marks in the loads are of now."""
        considered = {*named(asked, desk), *filter(None, [asked.contact_owner_id])}
        planned = self._presence.many_at(considered, at)
        away = frozenset(short(user_id) for user_id, holds in planned.items() if holds.state is State.AWAY)
        return replace(desk, loads=replace(desk.loads, away=away))

    def _existing(self, reference: ConversationReference) -> Ticket:
        return replace(self._decisions.tickets.get(reference), owner_id=None, last_direction=Direction.IN)

    def _described(self, described: Described, opened_at: str) -> Ticket:
        account = self._accounts.get(described.account_id) if described.account_id else None
        if account is None:
            self._check_inbox(described.inbox_id, "ticket.inbox_id")
            self._check_channel(described.channel or "", "ticket.channel")
        return Ticket(
            reference=ConversationReference(digest("simulation", self._new_id())),
            account_id=account.id if account else "",
            contact_id=described.contact_id or "",
            contact_name="",
            state=TicketState.OPEN,
            opened_at=opened_at,
            last_activity_at=opened_at,
            last_sequence=0,
            last_direction=Direction.IN,
            preview="",
            inbox_id=account.inbox_id if account else described.inbox_id,
            channel=account.channel_id or account.kind if account else described.channel,
            properties=described.properties,
            **described.values,
        )
