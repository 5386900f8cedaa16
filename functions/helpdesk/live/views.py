"""Which views a change of a ticket concerns: those that have it now, and those that it may have left."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from helpdesk.conversations.models import Event, EventType, TimelineEntry
from helpdesk.conversations.references import ConversationReference
from helpdesk.feed.models import Change, ChangeType
from helpdesk.index.matching import fields_of, matches
from helpdesk.index.models import Document, Filter
from helpdesk.live.asked import Asked
from helpdesk.live.concerns import event_key
from helpdesk.live.former import Former
from helpdesk.live.models import Watcher
from helpdesk.people.access import Access
from helpdesk.people.principals import Principal
from helpdesk.platform.attributes import Key
from helpdesk.platform.errors import HelpdeskError, Unavailable
from helpdesk.platform.frozen import frozen
from helpdesk.tickets.models import Ticket

Documents = Callable[[Collection[ConversationReference]], Mapping[str, Document]]
"""Of tickets, by id, as the index has them: of what the tables have now."""

_PROPERTIES: Mapping[str, frozenset[str]] = {
    "priority": frozenset({"priority", "priority_rank"}),
    **{name: frozenset({name}) for name in ("category", "name", "team_id")},
}
_OF_STATUS = frozenset({"status", "status_id", "status_category", "pipeline_id", "closed_at", "incomplete"})
_BY_MESSAGES = frozenset(
    {
        *("last_activity_at", "first_reply_at", "waiting_since", "reply_state", "last_direction", "mentions"),
        *("number", "name"),
    }
)
"""What else a message changes has an event of its own: the owner, and the status."""
_CHANGED: Mapping[str, frozenset[str]] = {
    EventType.OWNER_CHANGED: frozenset({"team_id"}),
    EventType.INBOX_CHANGED: frozenset({"inbox_id", "team_id", "owner_id"}),
    EventType.ROUTED: frozenset({"team_id"}),
    EventType.STATUS_CHANGED: _OF_STATUS,
    EventType.PROPERTIES_CHANGED: frozenset({"incomplete"}),
}
"""What may be different, by the event, beside the properties that it names. The owner before is known: see
`_with_owner`."""
_OWN = "properties."


@frozen
class Refused:
    """A view that somebody does not see, or not any more, or that is broken."""

    code: str


@dataclass(slots=True)
class ViewChanges:
    """Of one batch: each question is answered once."""

    asked: Asked
    documents: Mapping[str, Document]
    former: Former
    _filters: dict[tuple[str, Principal, str | None], Filter | Refused] = field(default_factory=dict)
    _matching: dict[tuple[str, str | None, Filter], bool] = field(default_factory=dict)

    def filter_of(self, watcher: Watcher, principal: Principal | None) -> Filter | Refused:
        if principal is None:
            return Refused("view_not_found")
        key = (watcher.topic.id, principal, watcher.time_zone)
        if key not in self._filters:
            try:
                self._filters[key] = self.asked(*key)
            except Unavailable:
                raise
            except HelpdeskError as error:
                self._filters[key] = Refused(error.code)
        return self._filters[key]

    def concerns(self, change: Change, entry: TimelineEntry | None, where: Filter) -> bool:
        ticket_id = change.conversation.ticket_id if change.conversation else ""
        document = self.documents.get(ticket_id)
        if document is None:
            return True  # it was erased
        former = _former_owner(entry)
        return (
            self._matches(ticket_id, document, None, where)
            or may_have_left(change, entry, where)
            or (former is not None and self._matches(ticket_id, document, former, where))
        )

    def has_hidden(
        self, change: Change, entry: TimelineEntry | None, ticket: Ticket | None, principal: Principal
    ) -> bool:
        """Whether somebody who does not see the ticket may have seen it before. Of one that was erased, nobody knows
        any more."""
        if ticket is None:
            return change.type is ChangeType.TICKET_ERASED
        return self.former.allowed(Access.of(principal), entry, ticket)

    def _matches(self, ticket_id: str, document: Document, former: str | None, where: Filter) -> bool:
        key = (ticket_id, former, where)
        if key not in self._matching:
            seen = document if former is None else _with_owner(document, former)
            self._matching[key] = matches(seen, where)
        return self._matching[key]


def may_have_left(change: Change, entry: TimelineEntry | None, where: Filter) -> bool:
    """Whether it changes what the filter asks for."""
    asked = fields_of(where)
    if change.type is ChangeType.TICKET_FOLLOWED:
        return bool(asked & _BY_MESSAGES)
    if asked & _CHANGED.get((change.data or {}).get("change", ""), frozenset()):
        return True
    names = entry.details.get("properties", ()) if isinstance(entry, Event) else ()
    return any(_asks_for(asked, name) for name in names)


def _asks_for(asked: frozenset[str], name: str) -> bool:
    return bool(asked & _PROPERTIES.get(name, frozenset())) or any(
        each == _OWN + name or each.startswith(f"{_OWN}{name}:") for each in asked
    )


def list_key(change: Change) -> Key | None:
    """The entry of the conversation that says what changes about lists."""
    return event_key(change) if (change.data or {}).get("change") in _CHANGED else None


def of_tickets(changes: Sequence[Change]) -> set[ConversationReference]:
    """Those whose lists may be different: what a message changes about a ticket is a change of the ticket."""
    return {change.conversation for change in changes if change.conversation and concerns_lists(change)}


def concerns_lists(change: Change) -> bool:
    return change.type.startswith("ticket.")


def _former_owner(entry: TimelineEntry | None) -> str | None:
    """Empty: nobody's."""
    if isinstance(entry, Event) and entry.type is EventType.OWNER_CHANGED:
        return str(entry.details.get("from") or "")
    return None


def _with_owner(document: Document, owner_id: str) -> Document:
    others = {name: value for name, value in document.values.items() if name != "owner_id"}
    return replace(document, values={**others, "owner_id": (owner_id,)} if owner_id else others)
