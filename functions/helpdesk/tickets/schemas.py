"""Tickets in the API's format."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from functools import cache
from operator import attrgetter
from typing import Annotated, Any, Self

from pydantic import AfterValidator, Field, StringConstraints

from helpdesk.channels.schemas import LogoUrl
from helpdesk.contacts.identities import IdentityKind
from helpdesk.contacts.models import Contact
from helpdesk.conversations.models import Direction
from helpdesk.people.actors import ActorKind
from helpdesk.people.owner_warnings import OwnerWarning
from helpdesk.people.schemas import OwnerWarningOut
from helpdesk.pipelines.models import StatusCategory
from helpdesk.platform.errors import InvalidRequest
from helpdesk.platform.schemas import ChangeModel, RequestModel, ResponseModel, Time
from helpdesk.platform.text import to_be_seen
from helpdesk.properties.models import BUILT_IN, Priority
from helpdesk.properties.schemas import PropertyValue
from helpdesk.tickets.changes import TicketChange
from helpdesk.tickets.channels import Channels
from helpdesk.tickets.history import HistoryPage
from helpdesk.tickets.listing import TicketPage
from helpdesk.tickets.models import ReplyState, RoutingReason, Ticket, TicketState

_FIELDS = {
    "subject": "title",
    "name": "title",
    "status": "state",
    "status_category": "in_category",
    "created_at": "opened_at",
}
_SHOWN = {"channel", "last_message", "routing", "contact"}


class RoutingOut(ResponseModel):
    decision: str
    code: RoutingReason
    reason: str
    at: Time


class ContactActorOut(ResponseModel):
    kind: ActorKind
    id: str
    name: str | None


class TicketChannelOut(ResponseModel):
    id: Annotated[str, Field(description="Of a built-in channel, its kind.")]
    name: str
    logo_url: LogoUrl
    custom: Annotated[bool, Field(description="Whether it is a custom channel: no service that the desk knows itself.")]


class LastMessageOut(ResponseModel):
    direction: Direction
    preview: str
    at: Annotated[Time | None, Field(description="Null for a message of the desk.")]
    actor: Annotated[ContactActorOut | None, Field(description="The contact; null for a message of the desk.")]


class TicketOut(ResponseModel):
    id: str
    conversation_id: str
    previous_conversation_id: str | None
    previous_ticket_id: str | None
    account_id: str
    inbox_id: str
    contact_id: str
    contact_name: str
    subject: str
    status: TicketState
    owner_id: str | None
    opened_at: Time
    closed_at: Time | None
    last_activity_at: Time
    last_sequence: int
    last_direction: Direction
    preview: str
    reply_state: Annotated[
        ReplyState,
        Field(
            description="`queued`: a reply waits for another attempt, because one has failed or the account's receiver "
            "fails. `failed`: the newest reply could not be delivered, and nobody has replied since."
        ),
    ]
    routing: RoutingOut | None
    properties: Annotated[dict[str, PropertyValue], Field(description="The desk's own ones.")]
    number: Annotated[int | None, Field(description="A short one, for people. It follows within moments.")]
    name: Annotated[str, Field(description="The same as `subject`.")]
    pipeline_id: str
    status_id: str
    status_category: StatusCategory
    priority: Priority | None
    category: str | None
    first_reply_at: Time | None
    waiting_since: Annotated[Time | None, Field(description="Since when the customer waits for an answer.")]
    incomplete: Annotated[list[str], Field(description="The names of properties that it should have.")]
    version: int
    created_at: Time
    channel: Annotated[TicketChannelOut | None, Field(description="Null if its account is unknown.")]
    last_message: LastMessageOut
    team_id: Annotated[str | None, Field(description="Whose work it is (GET /v1/teams).")]

    @classmethod
    def of(cls, ticket: Ticket, channels: Channels) -> Self:
        names, read = _copied_fields()
        return cls(
            **dict(zip(names, read(ticket), strict=True)),
            channel=channels.get(ticket.account_id),
            last_message=_last_message(ticket),
            routing=_routing(ticket),
        )


@cache
def _copied_fields() -> tuple[Sequence[str], Callable[[Ticket], Sequence[Any]]]:
    """Fields of a ticket, and what reads all of them at once."""
    names = tuple(name for name in TicketOut.model_fields if name not in _SHOWN)
    return names, attrgetter(*(_FIELDS.get(name, name) for name in names))


def _last_message(ticket: Ticket) -> Mapping[str, Any]:
    shown: dict[str, Any] = {"direction": ticket.last_direction, "preview": ticket.preview, "at": None, "actor": None}
    if ticket.last_direction == Direction.IN:
        shown["at"] = ticket.last_activity_at
        shown["actor"] = {"kind": ActorKind.CONTACT, "id": ticket.contact_id, "name": ticket.contact_name}
    return shown


def _routing(ticket: Ticket) -> Mapping[str, Any] | None:
    """What people have decided can leave the ticket with somebody, or with nobody."""
    routing = ticket.routing
    if routing is None:
        return None
    by_hand = routing.code is RoutingReason.BY_HAND and ticket.owner_id is not None
    decision = "assigned" if by_hand else routing.decision
    return {"decision": decision, "code": routing.code, "reason": routing.reason, "at": routing.at}


class ChangedTicketOut(TicketOut):
    warnings: Annotated[
        list[OwnerWarningOut],
        Field(description="What speaks against the new owner: they have the ticket. Empty if the owner stays."),
    ]

    @classmethod
    def of_change(cls, ticket: Ticket, warnings: Sequence[OwnerWarning], channels: Channels) -> Self:
        shown = [OwnerWarningOut.model_validate(each) for each in warnings]
        return cls(**TicketOut.of(ticket, channels).model_dump(), warnings=shown)


class IdentityOut(ResponseModel):
    """An identity of a contact that an app has verified, or that somebody at the desk has noted."""

    kind: IdentityKind
    value: Annotated[str | None, Field(description="null for a visitor token, which is never returned.")]
    verified_by: Annotated[str | None, Field(description="The app that verified it, or the agent.")]
    verified_at: Time | None


class ContactOut(ResponseModel):
    id: str
    account_id: str | None
    identifier: str | None
    name: str | None
    email: str | None
    phone: str | None
    created_at: Time
    identities: list[IdentityOut]

    @classmethod
    def of(cls, contact: Contact, identities: list[IdentityOut]) -> Self:
        own = {name: value for name, value in asdict(contact).items() if name in cls.model_fields}
        return cls(**own, identities=identities)


class TicketListOut(ResponseModel):
    tickets: list[TicketOut]
    next_cursor: str | None
    newer_cursor: Annotated[
        str, Field(description="As `cursor`, it lists the tickets whose customers wrote since this list was read.")
    ]

    @classmethod
    def of(cls, page: TicketPage, channels: Channels) -> Self:
        tickets = [TicketOut.of(ticket, channels) for ticket in page.tickets]
        return cls(tickets=tickets, next_cursor=page.next_cursor, newer_cursor=page.newer_cursor)


class HistoryOut(ResponseModel):
    tickets: list[TicketOut]
    next_cursor: str | None

    @classmethod
    def of(cls, page: HistoryPage, channels: Channels) -> Self:
        return cls(tickets=[TicketOut.of(ticket, channels) for ticket in page.tickets], next_cursor=page.next_cursor)


class OwnerIn(ChangeModel):
    """A team alone: its members find the ticket in the team's queue, without an owner."""

    owner_id: Annotated[
        Annotated[str, StringConstraints(min_length=1, max_length=128)] | None,
        Field(description="A user's id (GET /v1/users); null for no owner."),
    ] = None
    team_id: Annotated[
        Annotated[str, StringConstraints(min_length=1, max_length=64)] | None,
        Field(description="A team's id (GET /v1/teams); null for no team. Left out, the team stays."),
    ] = None

    def change(self) -> TicketChange:
        """Raises InvalidRequest if nobody is named."""
        values = {name: getattr(self, name) for name in self.model_fields_set}
        if "owner_id" not in values and values.get("team_id") is None:
            raise InvalidRequest.at("owner_id", "Give `owner_id`, `team_id`, or both.")
        return TicketChange({"owner_id": None, **values})


StatusIdIn = Annotated[str, StringConstraints(min_length=1, max_length=64)]
PropertiesIn = Annotated[
    dict[Annotated[str, StringConstraints(max_length=64)], PropertyValue | None],
    Field(max_length=200, description="By name; null clears one. Those of every ticket may be among the desk's own."),
]


class OverrideIn(RequestModel):
    """An administrator goes past what the status demands. The reason stands in the history."""

    reason: Annotated[str, StringConstraints(min_length=1, max_length=500), AfterValidator(to_be_seen)]


class StatusIn(RequestModel):
    """Either `status` or `status_id`."""

    status: Annotated[
        TicketState | None, Field(description="The first status of this category, unless the ticket is open already.")
    ] = None
    status_id: StatusIdIn | None = None
    properties: Annotated[PropertiesIn, Field(default_factory=dict)]
    override: OverrideIn | None = None

    def change(self) -> TicketChange:
        """Raises InvalidRequest for both, or none."""
        if (self.status is None) is (self.status_id is None):
            raise InvalidRequest.at("status_id", "Give either `status` or `status_id`.")
        values = {"state": self.status} if self.status else {"status_id": self.status_id}
        return split(values, self.properties, self.override)


class TicketPatchIn(ChangeModel):
    """Fields that are left out keep their values; null clears one. All of them change in one commit, or none does."""

    name: Annotated[str, StringConstraints(min_length=1, max_length=500), AfterValidator(to_be_seen)] = ""
    pipeline_id: StatusIdIn = ""
    status_id: StatusIdIn = ""
    status: TicketState = TicketState.OPEN
    priority: Priority | None = None
    category: Annotated[str, StringConstraints(max_length=500)] | None = None
    owner_id: Annotated[str, StringConstraints(min_length=1, max_length=128)] | None = None
    team_id: Annotated[str, StringConstraints(min_length=1, max_length=64)] | None = None
    properties: Annotated[PropertiesIn, Field(default_factory=dict)]
    override: OverrideIn | None = None

    def change(self) -> TicketChange:
        """Raises InvalidRequest if nothing changes."""
        values = {name: getattr(self, name) for name in self.model_fields_set - {"properties", "override"}}
        if "status" in values:
            values["state"] = values.pop("status")
        if {"state", "status_id"} <= values.keys():
            raise InvalidRequest.at("status_id", "Give either `status` or `status_id`.")
        if not values and not self.properties:
            raise InvalidRequest("Name at least one field that changes.", code="empty_update")
        return split(values, self.properties, self.override)


def split(values: Mapping[str, Any], properties: Mapping[str, Any], override: OverrideIn | None) -> TicketChange:
    """A form that was made of `missing` may send the properties of every ticket among the desk's own."""
    own = {name: value for name, value in properties.items() if name not in BUILT_IN}
    of_every_ticket = {name: value for name, value in properties.items() if name in BUILT_IN}
    return TicketChange({**of_every_ticket, **values}, own, override.reason if override else None)
