"""Whether somebody saw a ticket before a change of it: what access depends on then, by its history, back from now."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from helpdesk.conversations.items import EVENT, entry_from, episode_prefix, message_key
from helpdesk.conversations.models import FROM_TEAM, Event, EventType, TimelineEntry
from helpdesk.people.access import Access
from helpdesk.platform.dynamodb import Table
from helpdesk.platform.frozen import frozen
from helpdesk.tickets.models import Ticket

_PAGE = 100
"""Entries of a ticket since one of its events: a second of it, unless the pusher is far behind."""


@frozen
class Placed:
    """What access depends on."""

    inbox_id: str
    owner_id: str | None
    team_id: str | None

    def before(self, event: Event) -> "Placed":
        found, details = self, event.details
        if event.type is EventType.OWNER_CHANGED:
            found = replace(found, owner_id=details["from"])
        if event.type is EventType.INBOX_CHANGED:
            found = replace(found, inbox_id=details["from"])
        if (team := _team(event)) is not None:
            found = replace(found, team_id=team)
        return replace(found, team_id=found.team_id or None)


@dataclass(slots=True)
class Former:
    """Of one batch: each history is read once, and only if somebody may have lost sight of the ticket."""

    conversations: Table
    _known: dict[str, Placed | None] = field(default_factory=dict)

    def allowed(self, access: Access, entry: TimelineEntry | None, ticket: Ticket) -> bool:
        """Whether they saw it before this entry, by which it may have been hidden. If its history is too long to know,
        it may be so."""
        if not isinstance(entry, Event) or not hides(entry):
            return False
        if entry.id not in self._known:
            self._known[entry.id] = self._before(entry, ticket)
        placed = self._known[entry.id]
        return placed is None or access.allows(placed)

    def _before(self, entry: Event, ticket: Ticket) -> Placed | None:
        """Events after one message are not stored in the order of time: those of rules come first."""
        after = message_key(entry.reference, entry.after_sequence)
        values = {"pk": after.pk, "first": after.sk, "last": episode_prefix(entry.reference) + "~"}
        condition = "#pk = :pk AND #sk BETWEEN :first AND :last"
        page = self.conversations.query(condition, values, limit=_PAGE, consistent=True)
        events = [entry_from(item) for item in page.items if item["kind"] == EVENT]
        since = [each for each in events if isinstance(each, Event) and each.created_at >= entry.created_at]
        now = Placed(ticket.inbox_id, ticket.owner_id, ticket.team_id)
        return None if page.more else _undone(now, sorted(since, key=lambda each: each.created_at))


def hides(entry: Event) -> bool:
    """Whether access depends on what it changes."""
    return entry.type in {EventType.OWNER_CHANGED, EventType.INBOX_CHANGED} or _team(entry) is not None


def _undone(now: Placed, events: Iterable[Event]) -> Placed:
    for event in reversed(list(events)):
        now = now.before(event)
    return now


def _team(event: Event) -> str | None:
    """From which it has another team; empty: it had none. None: it has the same."""
    by_hand = event.details.get("properties", {}).get("team_id")
    if by_hand is not None:
        return by_hand["from"] or ""
    return event.details[FROM_TEAM] or "" if FROM_TEAM in event.details else None
