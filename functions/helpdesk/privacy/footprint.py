"""Where a person's data is, and how it is found."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from helpdesk.contacts.models import Contact
from helpdesk.contacts.repository import ContactRepository
from helpdesk.conversations.items import conversation_key, episode_prefix, message_from, reference_of
from helpdesk.conversations.models import EventType
from helpdesk.conversations.references import ConversationReference
from helpdesk.delivery.models import Result
from helpdesk.files.parts import file_ids
from helpdesk.platform.attributes import Item, Key
from helpdesk.platform.dynamodb import Table
from helpdesk.platform.partitions import every
from helpdesk.tickets.repository import BY_CONTACT

_PAGE = 25
_OF_PEOPLE = {"id", "chat_id", "user_id"}
_AT_ONCE = 100


class Footprint:
    def __init__(self, conversations: Table, contacts: ContactRepository) -> None:
        self._table = conversations
        self._contacts = contacts

    def conversations(self, contact_ids: Sequence[str], before: str) -> list[ConversationReference]:
        """Up to a hundred of each contact's that were opened before that time, newest first."""
        found: list[ConversationReference] = []
        for contact_id in contact_ids:
            condition, values = "#contact_id = :of AND #opened_at < :before", {"of": contact_id, "before": before}
            page = self._table.query(condition, values, index=BY_CONTACT, limit=_AT_ONCE, newest_first=True)
            found += [reference_of(item) for item in page.items]
        return found

    def all_conversations(self, contact_ids: Sequence[str]) -> list[ConversationReference]:
        """Newest first. Each page begins with the time at which the one before it ended: several may have it."""
        found: dict[ConversationReference, None] = {}
        for contact_id in contact_ids:
            values, more = {"of": contact_id, "latest": "~"}, True
            while more:
                condition, known = "#contact_id = :of AND #opened_at <= :latest", len(found)
                page = self._table.query(condition, values, index=BY_CONTACT, limit=_AT_ONCE, newest_first=True)
                found |= dict.fromkeys(reference_of(item) for item in page.items)
                more = page.more and len(found) > known
                values["latest"] = page.items[-1]["opened_at"] if page.items else ""
        return list(found)

    def head(self, reference: ConversationReference) -> Item | None:
        return self._table.get(conversation_key(reference), consistent=True)

    def items(self, reference: ConversationReference, *, limit: int = _PAGE) -> list[Item]:
        """The first items of a conversation that there are: its entries, its end, itself and its ticket."""
        prefix = episode_prefix(reference)
        values = {"thread": reference.thread, "first": prefix, "last": prefix + "~~"}
        condition = "#pk = :thread AND #sk BETWEEN :first AND :last"
        return self._table.query(condition, values, limit=limit, consistent=True).items

    def all_items(self, reference: ConversationReference) -> Iterator[Item]:
        prefix = episode_prefix(reference)
        yield from every(self._table, reference.thread, prefix, prefix + "~~")

    def drafts(self, reference: ConversationReference) -> list[Item]:
        return list(every(self._table, f"drafts#{reference.conversation_id}"))

    def unhandled(self, account_id: str, values: Sequence[str]) -> Iterator[Item]:
        """What an account's service sent and nobody could read, if it has one of these values."""
        for item in every(self._table, f"unhandled#{account_id}"):
            if says(item.get("raw", ""), values):
                yield item

    def deliveries(self, channel_id: str, threads: Sequence[str]) -> Iterator[Item]:
        """The log's entries about these conversations."""
        for result in Result:
            for item in every(self._table, f"deliveries#{channel_id}#{result}"):
                said = json.dumps(item.get("task", {}), default=str)
                if any(thread in said for thread in threads):
                    yield item

    def contact(self, contact_id: str) -> tuple[Contact, list[Item]] | None:
        """With the items of its identities."""
        found = self._contacts.get(contact_id, consistent=True)
        return (found, self._contacts.identity_items(contact_id)) if found else None


def says(raw: str, values: Sequence[str]) -> bool:
    """Whether the JSON, or text, has one of the values: as a whole, or as part of a text."""
    try:
        return _has(json.loads(raw), frozenset(values))
    except ValueError:
        return any(value in raw for value in values)


def _has(found: Any, values: frozenset[str]) -> bool:
    """A number counts only where it names somebody: it may be anything else."""
    if isinstance(found, Mapping):
        named = (each for name, each in found.items() if name in _OF_PEOPLE or not isinstance(each, int | float))
        return any(_has(each, values) for each in named)
    if isinstance(found, list):
        return any(_has(each, values) for each in found)
    return str(found) in values


def files_of(item: Item) -> list[str]:
    """The ids of the files that a message, a note or a draft names."""
    if item["kind"] == "draft":
        return _named(json.loads(item["content"])) if item.get("content") else []
    if item["kind"] == "message":
        message = message_from(item)
        return [file_id for file_id in file_ids(message.id, message.parts) if file_id]
    return [part["fileId"] for part in json.loads(item.get("parts") or "[]") if "fileId" in part]


def _named(content: Any) -> list[str]:
    if isinstance(content, Mapping):
        inner = [each for value in content.values() for each in _named(value)]
        return [*inner, *(str(value) for name, value in content.items() if name in {"file_id", "fileId"} and value)]
    return [each for value in content for each in _named(value)] if isinstance(content, list) else []


def files_among(items: Iterable[Item]) -> list[str]:
    kinds = {"message", "note", "draft"}
    return [file_id for item in items if item["kind"] in kinds for file_id in files_of(item)]


def written_before(items: list[Item], head: Item | None) -> list[Item]:
    """Those of the conversation that is gone. `head`: the next one under the same id, read after them: it is stored
    with its first message."""
    return [item for item in items if head is None or item.get("created_at", head["created_at"]) < head["created_at"]]


def says_what_follows(item: Item, by: ConversationReference) -> bool:
    """Whether an item of the conversation before it says that it follows."""
    if item["kind"] == "event" and item["type"] == EventType.CONTINUED:
        return bool(json.loads(item["details"]).get("conversation_id") == by.conversation_id)
    return bool(item["kind"] == "end")


def key_of(item: Item) -> Key:
    return Key(item["pk"], item["sk"])
