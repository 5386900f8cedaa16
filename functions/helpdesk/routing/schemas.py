"""Routing in the API's format."""

from collections.abc import Mapping
from typing import Annotated, Any, Self

from pydantic import Field, StringConstraints, model_validator

from helpdesk.accounts.handling_schemas import RoutingRuleIn
from helpdesk.conversations.models import WRITTEN_TO, Event, EventType, Mail
from helpdesk.conversations.references import ConversationReference
from helpdesk.inboxes.models import HELP_DESK_INBOX
from helpdesk.platform.schemas import Moment, RequestModel, ResponseModel, Time
from helpdesk.properties.schemas import PropertyValue
from helpdesk.routing.explaining import considered
from helpdesk.routing.log import DecisionPage
from helpdesk.routing.models import PassedOver, Trigger
from helpdesk.routing.simulations import Described
from helpdesk.tickets.models import RoutingReason

_ASSIGNED, _UNASSIGNED = "assigned", "unassigned"


class ConsideredOut(ResponseModel):
    user_id: str
    eligible: bool
    reason: Annotated[PassedOver | None, Field(description="Why they were passed over.")]
    open_tickets: Annotated[int, Field(description="That they had then.")]
    capacity: Annotated[int | None, Field(description="null: no limit.")]


class RoutingDecisionOut(ResponseModel):
    at: Time
    outcome: Annotated[str, Field(json_schema_extra={"enum": [_ASSIGNED, _UNASSIGNED]})]
    owner_id: str | None
    team_id: Annotated[
        str | None,
        Field(description="Of the rule, through which they were chosen: the ticket gets it, unless it has one."),
    ]
    code: RoutingReason
    reason: Annotated[str, Field(description="In words.")]
    considered: Annotated[
        list[ConsideredOut], Field(description="Those who were eligible first, in their order: ten at most.")
    ]
    others: Annotated[
        dict[str, int],
        Field(description="How many more were considered, by why they were passed over; `eligible`: they were not."),
    ]
    rule_version: Annotated[int | None, Field(description="Of the account's rule.")]
    trigger: Trigger
    written_to: Annotated[str | None, Field(description="The contact's owner, who is away and hears of it by e-mail.")]
    mail: Annotated[
        Mail | None,
        Field(
            description="What became of that e-mail. `maybe_sent`: there was no answer, and it is not sent again. "
            "`not_needed`: the ticket was closed before, or the owner does not see it any more. "
            "`not_set_up`: the deployment has no `mail_from`. null: none, or a dry run."
        ),
    ]

    @classmethod
    def of(cls, at: str, owner_id: str | None, details: Mapping[str, Any], mail: Mail | None = None) -> Self:
        return cls(
            at=at,
            outcome=_ASSIGNED if owner_id else _UNASSIGNED,
            owner_id=owner_id,
            team_id=details.get("team_id"),
            code=details["code"],
            reason=details["reason"],
            considered=[ConsideredOut.model_validate(each) for each in considered(details)],
            others=details.get("others", {}),
            rule_version=details.get("rule_version"),
            # The first version of the router said of new tickets only that they stay with nobody.
            trigger=details.get("trigger", Trigger.OPENED),
            written_to=details.get(WRITTEN_TO),
            mail=mail,
        )


class RoutingDecisionListOut(ResponseModel):
    decisions: list[RoutingDecisionOut]
    next_cursor: str | None

    @classmethod
    def of(cls, page: DecisionPage) -> Self:
        shown = [
            RoutingDecisionOut.of(each.created_at, _owner(each), each.details, each.mail) for each in page.decisions
        ]
        return cls(decisions=shown, next_cursor=page.next_cursor)


def _owner(event: Event) -> str | None:
    owner: str | None = event.details["to"] if event.type is EventType.OWNER_CHANGED else None
    return owner


class DescribedTicketIn(RequestModel):
    """A ticket that there is not: either of an account, or, for a draft, of a channel that is still to be connected."""

    account_id: Annotated[str | None, StringConstraints(min_length=1, max_length=19)] = None
    channel: Annotated[
        str | None,
        StringConstraints(min_length=1, max_length=64),
        Field(description="The id of its channel, without an account."),
    ] = None
    inbox_id: Annotated[
        str | None, StringConstraints(min_length=1, max_length=19), Field(description="With `channel`.")
    ] = None
    contact_id: Annotated[str | None, StringConstraints(min_length=1, max_length=64)] = None
    priority: Annotated[str | None, StringConstraints(min_length=1, max_length=64)] = None
    category: Annotated[str | None, StringConstraints(min_length=1, max_length=256)] = None
    properties: Annotated[dict[str, PropertyValue], Field(max_length=50, default_factory=dict)]

    @model_validator(mode="after")
    def _one_place(self) -> Self:
        if (self.account_id is None) is (self.channel is None):
            raise ValueError("give either account_id, or channel")
        if self.account_id is not None and self.inbox_id is not None:
            raise ValueError("inbox_id is the account's: leave it out")
        return self


class SimulationIn(RequestModel):
    ticket_id: Annotated[str | None, StringConstraints(min_length=1, max_length=64)] = None
    ticket: Annotated[DescribedTicketIn | None, Field(description="Instead of `ticket_id`.")] = None
    rule: Annotated[RoutingRuleIn | None, Field(description="A draft; null: the rule of the ticket's account.")] = None
    at: Annotated[
        Moment | None,
        Field(
            description="With an offset, at most a year ahead: who is available then, by what is planned. Null: now."
        ),
    ] = None

    @model_validator(mode="after")
    def _one_ticket(self) -> Self:
        if (self.ticket_id is None) is (self.ticket is None):
            raise ValueError("give either ticket_id, or ticket that describes one")
        if self.ticket is not None and self.ticket.account_id is None and self.rule is None:
            raise ValueError("a ticket without account_id needs a rule")
        return self

    def subject(self) -> ConversationReference | Described:
        """Raises NotFound for what is no ticket's id."""
        if self.ticket is None:
            return ConversationReference.from_ticket_id(self.ticket_id or "")
        values = {"priority": self.ticket.priority, "category": self.ticket.category}
        return Described(
            self.ticket.account_id,
            self.ticket.channel,
            self.ticket.inbox_id or HELP_DESK_INBOX,
            self.ticket.contact_id,
            values,
            self.ticket.properties,
        )
