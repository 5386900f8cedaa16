"""Connections in the table `live`.

`connection#{id}` / `connection`            who is connected, and what they watch
`ticket:{id}` / `{connection}`              a connection that watches the ticket, and what it does there
`notifications:{user}` / `{connection}`     a connection that watches what concerns its person
`views` / `{view}#{connection}`             a connection that watches the view
`live_ticket#{id}` / `live_ticket`          a ticket to connect, of which only the hash is kept

All of it is gone by itself three hours after it was written.
"""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace

from helpdesk.live.models import MOST_TOPICS, Connection, Presence, Topic, TopicKind, Watcher
from helpdesk.platform.attributes import Item, Key
from helpdesk.platform.dynamodb import ConditionFailed, Table
from helpdesk.platform.optimistic import until_written
from helpdesk.platform.partitions import every
from helpdesk.platform.records import dump, load

_EXISTS = "attribute_exists(#pk)"
_VIEWS = "views"


class TooManyTopics(Exception):
    pass


class TooManyMessages(Exception):
    pass


class NotConnected(Exception):
    """There is no such connection, or not any more."""


class ConnectionRepository:
    def __init__(self, table: Table) -> None:
        self._table = table

    def open(self, connection: Connection) -> None:
        with suppress(ConditionFailed):  # the same request again
            self._table.write(self._table.putting(_of(connection.id), dump(connection, "id")))

    def get(self, connection_id: str) -> Connection | None:
        item = self._table.get(_of(connection_id), consistent=True)
        return _connection_from(item) if item else None

    def count_message(self, connection_id: str, minute: int, *, at_most: int) -> Connection:
        """The connection, which has sent one more message in this minute. Raises NotConnected, TooManyMessages."""
        key, values = _of(connection_id), {"minute": minute}
        another = "#minute = :minute AND #messages < :most"
        try:
            counted = self._table.counting(key, another, {"messages": 1}, {}, values | {"most": at_most})
            return _connection_from(self._table.update(counted))
        except ConditionFailed as failure:
            if failure.existing is None:
                raise NotConnected from failure
            if failure.existing.get("minute") == minute:
                raise TooManyMessages from failure
        first = f"{_EXISTS} AND (attribute_not_exists(#minute) OR #minute <> :minute)"
        try:
            return _connection_from(self._table.update(self._table.changing(key, first, values | {"messages": 1})))
        except ConditionFailed as failure:  # another message of the same minute was faster
            if failure.existing is None:
                raise NotConnected from failure
            return _connection_from(failure.existing)

    def watch(self, connection_id: str, topic: Topic, time_zone: str | None = None) -> Watcher:
        """Raises NotConnected, TooManyTopics. First what the connection has to leave behind, then what is watched."""

        def attempt() -> Connection | None:
            known = self._known(connection_id)
            if topic.stored in known.topics:
                return known
            if len(known.topics) >= MOST_TOPICS:
                raise TooManyTopics
            return self._with_topics(known, (*known.topics, topic.stored))

        connection = until_written(attempt, "this connection")
        watcher = Watcher(connection_id, connection.client, topic, connection.expires_at, time_zone=time_zone)
        place = _place(topic, connection_id)
        try:
            self._table.write(self._table.putting(place, _item(watcher)))
        except ConditionFailed:  # it watches the topic already
            if topic.kind is TopicKind.VIEW:
                self._table.write(self._table.changing(place, _EXISTS, {"time_zone": time_zone}))
        return watcher

    def stop_watching(self, connection_id: str, topic: Topic) -> None:
        self._delete(_place(topic, connection_id))

        def attempt() -> Connection | None:
            known = self._known(connection_id)
            left = tuple(each for each in known.topics if each != topic.stored)
            return known if left == known.topics else self._with_topics(known, left)

        with suppress(NotConnected):
            until_written(attempt, "this connection")

    def set_presence(self, connection_id: str, topic: Topic, presence: Presence | None) -> None:
        """Raises NotConnected if the connection does not watch the topic."""
        becomes = {"presence": dump(presence) if presence else None}
        try:
            self._table.write(self._table.changing(_place(topic, connection_id), _EXISTS, becomes))
        except ConditionFailed as failure:
            raise NotConnected from failure

    def watchers(self, topic: Topic) -> list[Watcher]:
        """Of a ticket, or of somebody's notifications. Strongly consistent."""
        return [_watcher_from(item, topic) for item in every(self._table, topic.stored)]

    def view_watchers(self) -> list[Watcher]:
        """Of all views. Strongly consistent."""
        return [
            _watcher_from(item, Topic(TopicKind.VIEW, item["sk"].partition("#")[0]))
            for item in every(self._table, _VIEWS)
        ]

    def remove(self, known: Connection) -> list[Topic]:
        """The connection and all of it: what it watched, also where an earlier removal did not end. The connection goes
        last, because it names the rest."""
        topics = [Topic.of_stored(text) for text in known.topics]
        for topic in topics:
            self._delete(_place(topic, known.id))
        self._delete(_of(known.id))
        return topics

    def forget(self, watcher: Watcher) -> None:
        """What a connection that is gone watched, and does not name any more."""
        self._delete(_place(watcher.topic, watcher.connection_id))

    def _known(self, connection_id: str) -> Connection:
        known = self.get(connection_id)
        if known is None:
            raise NotConnected
        return known

    def _with_topics(self, known: Connection, topics: Sequence[str]) -> Connection | None:
        same = "#topics = :known" if known.topics else "attribute_not_exists(#topics)"
        values = {"known": list(known.topics)} if known.topics else {}
        becomes = {"topics": list(topics) or None}
        try:
            self._table.write(self._table.changing(_of(known.id), f"{_EXISTS} AND {same}", becomes, values))
        except ConditionFailed:
            return None
        return replace(known, topics=tuple(topics))

    def _delete(self, key: Key) -> None:
        with suppress(ConditionFailed):
            self._table.write(self._table.deleting(key, _EXISTS))


def _of(connection_id: str) -> Key:
    return Key(f"connection#{connection_id}", "connection")


def _place(topic: Topic, connection_id: str) -> Key:
    if topic.kind is TopicKind.VIEW:
        return Key(_VIEWS, f"{topic.id}#{connection_id}")
    return Key(topic.stored, connection_id)


def _item(watcher: Watcher) -> Item:
    return dump(watcher, "connection_id", "topic")


def _connection_from(item: Item) -> Connection:
    return load(Connection, item, id=item["pk"].partition("#")[2])


def _watcher_from(item: Item, topic: Topic) -> Watcher:
    return load(Watcher, item, connection_id=item["sk"].rpartition("#")[2], topic=topic)
