"""Dry runs: who would get a ticket, and why. Nothing changes."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from helpdesk.accounts.models import ChannelAccount
from helpdesk.accounts.routing_rules import RoutingRule
from helpdesk.conversations.references import ConversationReference
from helpdesk.platform.clock import Clock, to_text
from helpdesk.platform.ids import NewId, digest
from helpdesk.routing.choosing import choose
from helpdesk.routing.decisions import RoutingDecisions
from helpdesk.routing.explaining import explained
from helpdesk.routing.models import Choice, Trigger
from helpdesk.tickets.models import Ticket, TicketState


@dataclass(frozen=True, slots=True)
class Described:
    """A ticket that there is not."""

    account_id: str
    contact_id: str | None = None
    values: Mapping[str, Any] = field(default_factory=dict)
    properties: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Simulated:
    at: str
    choice: Choice
    details: Mapping[str, Any]


class Accounts(Protocol):
    def get(self, account_id: str) -> ChannelAccount:
        """Raises NotFound."""


class RoutingSimulations:
    def __init__(self, decisions: RoutingDecisions, accounts: Accounts, now: Clock, new_id: NewId) -> None:
        self._decisions = decisions
        self._accounts = accounts
        self._now = now
        self._new_id = new_id

    def run(self, subject: ConversationReference | Described, draft: RoutingRule | None) -> Simulated:
        """As if the ticket was opened now, and nobody had it. Raises NotFound."""
        now = to_text(self._now())
        ticket = self._described(subject, now) if isinstance(subject, Described) else self._existing(subject)
        rule = draft or self._accounts.get(ticket.account_id).routing
        desk = self._decisions.desk_for(ticket, rule)
        choice = choose(self._decisions.facts.asked(ticket, rule, Trigger.SIMULATED), desk)
        why = {"code": choice.code, "reason": choice.code.text, **explained(choice, rule, Trigger.SIMULATED)}
        return Simulated(now, choice, why)

    def _existing(self, reference: ConversationReference) -> Ticket:
        return replace(self._decisions.tickets.get(reference), owner_id=None)

    def _described(self, described: Described, now: str) -> Ticket:
        account = self._accounts.get(described.account_id)
        return Ticket(
            reference=ConversationReference(digest("simulation", self._new_id())),
            account_id=account.id,
            contact_id=described.contact_id or "",
            contact_name="",
            state=TicketState.OPEN,
            opened_at=now,
            last_activity_at=now,
            last_sequence=0,
            last_direction="",
            preview="",
            inbox_id=account.inbox_id,
            channel=account.channel_id or account.kind,
            properties=described.properties,
            **described.values,
        )
