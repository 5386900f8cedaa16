"""A ticket: the desk's work on one conversation. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import field, replace
from enum import StrEnum
from typing import Annotated, Any, NamedTuple, Self

from helpdesk.conversations.references import ConversationReference
from helpdesk.fields.values import Value
from helpdesk.inboxes.models import HELP_DESK_INBOX
from helpdesk.people.actors import Actor, ActorKind
from helpdesk.pipelines.models import CLOSED, FIRST_PIPELINE, NEW, StatusCategory
from helpdesk.platform.frozen import frozen
from helpdesk.platform.records import AS_TEXT


class TicketState(StrEnum):
    OPEN = "open"
    CLOSED = "closed"


class ReplyState(StrEnum):
    """Of a ticket's replies."""

    NONE = "none"
    """Nothing to do: they were sent, or are being sent, or there is none."""
    QUEUED = "queued"
    """One waits for another attempt, after one has failed, or for its account's receiver, which fails."""
    FAILED = "failed"


class RoutingReason(StrEnum):
    """Why a ticket was routed as it was. Clients have their own text for each."""

    ASSIGNMENT_OFF = "assignment_off"
    HAD_OWNER = "had_owner"
    GIVEN_TO_TEAM = "given_to_team"
    BY_HAND = "by_hand"
    CLOSED = "closed"
    CHOSEN = "chosen"
    CONTACT_OWNER = "contact_owner"
    KEPT_OWNER = "kept_owner"
    NOBODY_ELIGIBLE = "nobody_eligible"
    WAITS_FOR_OWNER = "waits_for_owner"
    BEHIND_OTHERS = "behind_others"
    NO_FALLBACK = "no_fallback"

    @property
    def text(self) -> str:
        return _REASONS[self]

    @property
    def decision(self) -> str:
        return "assigned" if self in _ASSIGNED else "unassigned"


_REASONS = {
    RoutingReason.ASSIGNMENT_OFF: "Automatic assignment is disabled for this channel account.",
    RoutingReason.HAD_OWNER: "It had an owner before it was routed.",
    RoutingReason.GIVEN_TO_TEAM: "It was given to a team: whoever of the team takes it has it.",
    RoutingReason.BY_HAND: "Somebody at the desk has changed the owner.",
    RoutingReason.CLOSED: "It was closed before it was routed.",
    RoutingReason.CHOSEN: "They were next by the rule of the channel account.",
    RoutingReason.CONTACT_OWNER: "They look after this contact.",
    RoutingReason.KEPT_OWNER: "It was opened again, and they had it before.",
    RoutingReason.NOBODY_ELIGIBLE: "Nobody whom the rule names can take a ticket now. The next who can gets it.",
    RoutingReason.WAITS_FOR_OWNER: "It waits for whoever looks after this contact.",
    RoutingReason.BEHIND_OTHERS: "Others of this channel account are more urgent, or wait longer: they come first.",
    RoutingReason.NO_FALLBACK: "The contact has no owner who can be asked, and the rule names nobody else.",
}
_ASSIGNED = {
    RoutingReason.HAD_OWNER,
    RoutingReason.CHOSEN,
    RoutingReason.CONTACT_OWNER,
    RoutingReason.KEPT_OWNER,
}
WAITING = {RoutingReason.NOBODY_ELIGIBLE, RoutingReason.WAITS_FOR_OWNER, RoutingReason.BEHIND_OTHERS}
"""A ticket that was routed so waits until somebody is eligible."""


@frozen
class RoutingDecision:
    """The last decision of the router, or of whoever at the desk decided after it, and its reason. Each message writes
    the ticket: what else the decision says is in the history."""

    code: RoutingReason
    at: str
    tried: tuple[str, ...] = ()
    """Who had it and did not answer in time: they are passed over until the customer got an answer."""
    team_id: str | None = None
    """That the ticket got with it, to which its owner was chosen. Another one was set by people, or by the account."""

    @property
    def decision(self) -> str:
        return self.code.decision

    @property
    def reason(self) -> str:
        return self.code.text


class Move(NamedTuple):
    """From one status to another."""

    left: str
    to: str
    version: int
    """That the ticket got with it; 0 if it is not known."""


def _move(stored: Sequence[str]) -> Move:
    left, to, *version = stored
    return Move(left, to, int(version[0]) if version else 0)


STATUS_RULE = Actor(ActorKind.SYSTEM, "status_rule", "Rule of the pipeline")


@frozen
class LastChange:
    """Who changed a property last, for somebody who changes it on an older version."""

    version: int
    """That the ticket got with it."""
    actor: Actor


@frozen
class Ticket:
    reference: ConversationReference
    account_id: str
    contact_id: str
    contact_name: str
    state: TicketState
    opened_at: str
    last_activity_at: str
    """When the customer last wrote: the sort key of the list."""
    last_sequence: int
    """The newest message that this summary includes; it follows the conversation within moments."""
    last_direction: str
    preview: str
    subject: str | None = None
    """The customer's first words that say something, or what somebody called it."""
    placeholder: str | None = None
    """What came first, shown until there is a subject."""
    inbox_id: str = HELP_DESK_INBOX
    version: int = 1
    """Changes with every decision about the ticket (owner, state, routing), not with every message."""
    owner_id: str | None = None
    team_id: str | None = None
    """Whose work it is: who sees it can depend on that."""
    closed_at: str | None = None
    closed_after: int = 0
    """The newest message when the ticket was closed last: only what came after it opens the ticket again."""
    last_reply: int | None = None
    """The newest reply; like the summary, it follows the conversation within moments."""
    failed_reply: int | None = None
    """The newest reply that could not be delivered. A later reply replaces it."""
    waiting_reply: int | None = None
    """The newest reply that waits for another attempt. What was written since leaves after it."""
    routing: RoutingDecision | None = None
    properties: Annotated[Mapping[str, Value], AS_TEXT] = field(default_factory=dict)
    """The desk's own ones."""
    pipeline_id: str = FIRST_PIPELINE
    placed_in: str | None = None
    """Its status, if it is not the first or the closed one of the desk's first pipeline: see `status_id`."""
    status_category: StatusCategory | None = None
    """Of that status; None: as its state."""
    priority: str | None = None
    category: str | None = None
    number: int | None = None
    """A short one that people say on the phone. It follows within moments."""
    first_reply_at: str | None = None
    waiting_since: str | None = None
    """Since when the customer waits for an answer."""
    incomplete: tuple[str, ...] = ()
    """Properties that it should have, by name."""
    last_changes: Annotated[Mapping[str, Mapping[str, int]], AS_TEXT] = field(default_factory=dict)
    """By actor, the version of the ticket in which they changed a property last, by its name: short, because each
    message writes the whole ticket."""
    moves: Annotated[Mapping[str, tuple[str, ...]], AS_TEXT] = field(default_factory=dict)
    """From which status to which a message moved the ticket, and the version that it got with that, by the message's
    position. The event follows the ticket's update, and somebody may move the ticket again before: this is what it
    says. What is told is forgotten with the next move."""
    placed_with: int | None = None
    """The position of the newest reply that set the status: no message before it moves the ticket by rule."""
    channel: str | None = None
    """The id of its channel, by which the open tickets of a person are counted. None: it was opened before they were.
    """
    waits_as: str | None = None
    """Its place among the tickets that wait for somebody to become eligible. None: it does not wait."""
    waits_for: str | None = None
    """The contact's owner, for whom it waits first."""
    taken_with: tuple[int, ...] = ()
    """The positions of replies with which somebody took the ticket. Their events follow, as those of moves."""
    mentioned: Mapping[str, int] = field(default_factory=dict)
    """Who is mentioned in how many of its notes. They are written with it: `NoteRepository.mentioning`."""
    opened_by: str | None = None
    """Who opened it, if not the contact by what they wrote: `Actor.named`."""

    @property
    def id(self) -> str:
        return self.reference.ticket_id

    @property
    def status_id(self) -> str:
        return self.placed_in or (CLOSED if self.state is TicketState.CLOSED else NEW)

    @property
    def place(self) -> tuple[str, str]:
        return self.pipeline_id, self.status_id

    @property
    def in_category(self) -> StatusCategory:
        return self.status_category or StatusCategory(self.state.value)

    def move_with(self, position: int) -> "Move | None":
        """How the message at that position moved it, while that is known."""
        found = self.moves.get(str(position))
        return _move(found) if found else None

    def moved_by(self, position: int, left: str, to: str) -> Mapping[str, tuple[str, ...]]:
        """`moves`, if the message at that position moves it now."""
        return {**self.moves, str(position): (left, to, str(self.version + 1))}

    def told_before(self, position: int) -> Self:
        """Without what is known only for events that are stored: those of messages before that one."""
        moves = {of: move for of, move in self.moves.items() if int(of) >= position}
        return replace(self, moves=moves, taken_with=tuple(of for of in self.taken_with if of >= position))

    def last_change(self, name: str) -> LastChange | None:
        """Who changed that property last."""
        signed = self._signed(name)
        by_rule = max((_move(found).version for found in self.moves.values()), default=0)
        if name == "status_id" and by_rule > (signed.version if signed else 0):
            return LastChange(by_rule, STATUS_RULE)
        return signed

    def _signed(self, name: str) -> LastChange | None:
        for packed, versions in self.last_changes.items():
            if name in versions:
                kind, actor_id, actor_name = packed.split(" ", 2)
                return LastChange(versions[name], Actor(ActorKind(kind), actor_id, actor_name or None))
        return None

    def changed_by(self, actor: Actor, names: Sequence[str]) -> Mapping[str, Mapping[str, int]]:
        """`last_changes`, if that actor changes these properties now."""
        kept = {
            packed: left
            for packed, versions in self.last_changes.items()
            if (left := {name: version for name, version in versions.items() if name not in names})
        }
        mine = f"{actor.kind} {actor.id} {actor.name or ''}"
        return {**kept, mine: {**kept.get(mine, {}), **dict.fromkeys(names, self.version + 1)}}

    def value(self, name: str) -> Any:
        """Of a property, the desk's own or one of every ticket."""
        if name in {"priority", "category", "owner_id", "team_id"}:
            return getattr(self, name)
        return self.subject if name == "name" else self.properties.get(name)

    @property
    def mentions(self) -> tuple[str, ...]:
        """Who is mentioned in a note."""
        return tuple(self.mentioned)

    @property
    def title(self) -> str:
        return self.subject or self.placeholder or ""

    @property
    def conversation_id(self) -> str:
        return self.reference.conversation_id

    @property
    def previous_conversation_id(self) -> str | None:
        """The previous conversation of the thread, which this one continues."""
        previous = self.reference.previous
        return previous.conversation_id if previous else None

    @property
    def previous_ticket_id(self) -> str | None:
        previous = self.reference.previous
        return previous.ticket_id if previous else None

    @property
    def reply_state(self) -> ReplyState:
        failed = self.failed_reply or 0
        if self.waiting_reply is not None and self.waiting_reply > failed:
            return ReplyState.QUEUED
        is_newest = self.failed_reply is not None and failed >= (self.last_reply or 0)
        return ReplyState.FAILED if is_newest else ReplyState.NONE

    @property
    def worked_on_by(self) -> str | None:
        """Whose open ticket it is."""
        return self.owner_id if self.state is TicketState.OPEN else None
