"""Who is to be told of a batch of changes: who watches a ticket of it, whom one concerns in person, who watches views.
Whether they see it is another question."""

from collections.abc import Mapping, Sequence

from helpdesk.conversations.items import entry_from
from helpdesk.conversations.models import TimelineEntry
from helpdesk.conversations.references import ConversationReference
from helpdesk.feed.models import Change, Place
from helpdesk.live.asked import Redefined
from helpdesk.live.concerns import concerned, entry_key
from helpdesk.live.models import Topic, TopicKind, Watcher
from helpdesk.live.repository import ConnectionRepository
from helpdesk.live.views import concerns_lists, list_key
from helpdesk.platform.attributes import Key
from helpdesk.platform.dynamodb import Table

Placed = tuple[Place, Change]
Watching = tuple[Watcher, str | None]
"""And why it concerns them in person, if it does."""


class Audience:
    def __init__(self, connections: ConnectionRepository, conversations: Table) -> None:
        self._connections = connections
        self._table = conversations

    def viewing(self, placed: Sequence[Placed], redefined: Redefined) -> Sequence[Watcher]:
        """Who watches views, of those that may be different."""
        lists = any(concerns_lists(change) for _, change in placed)
        watchers = self._connections.view_watchers() if lists or redefined else []
        return [watcher for watcher in watchers if lists or redefined.may_be(watcher.topic.id)]

    def entries_of(self, placed: Sequence[Placed], *, of_lists: bool) -> Mapping[Place, TimelineEntry]:
        """What says whom a change concerns in person, and which lists, by the change."""
        read = (lambda change: entry_key(change) or list_key(change)) if of_lists else entry_key
        keys = {place: key for place, change in placed if (key := read(change))}
        found = self._table.batch_get(list(dict.fromkeys(keys.values())), consistent=True)
        entries = {Key(item["pk"], item["sk"]): entry_from(item) for item in found}
        return {place: entries[key] for place, key in keys.items() if key in entries}

    def watching(
        self, placed: Sequence[Placed], entries: Mapping[Place, TimelineEntry]
    ) -> Mapping[Place, Sequence[Watching]]:
        """By change: of its ticket, and of the notifications of those whom it concerns."""
        topics = {Topic.of_ticket(conversation_of(change)) for _, change in placed}
        watchers = {topic: self._connections.watchers(topic) for topic in sorted(topics, key=str)}
        concerning = self._concerning(placed, entries)
        return {
            place: [
                *((watcher, None) for watcher in watchers[Topic.of_ticket(conversation_of(change))]),
                *concerning.get(place, ()),
            ]
            for place, change in placed
        }

    def _concerning(
        self, placed: Sequence[Placed], entries: Mapping[Place, TimelineEntry]
    ) -> Mapping[Place, Sequence[Watching]]:
        whom = {place: concerned(change, entries[place]) for place, change in placed if place in entries}
        people = sorted({user_id for reasons in whom.values() for user_id in reasons})
        watching = {user_id: self._connections.watchers(Topic(TopicKind.NOTIFICATIONS, user_id)) for user_id in people}
        return {
            place: [(watcher, reason) for user_id, reason in reasons.items() for watcher in watching[user_id]]
            for place, reasons in whom.items()
        }


def conversation_of(change: Change) -> ConversationReference:
    assert change.conversation is not None
    return change.conversation
