"""Drafts, in the table `conversations`: one partition for those of a conversation, which no reader of its entries and
no follower sees."""

from helpdesk.conversations.references import ConversationReference
from helpdesk.drafts.models import DraftPlace, StoredDraft
from helpdesk.platform.attributes import Item, Key
from helpdesk.platform.dynamodb import NEW, ConditionFailed, Table, Write
from helpdesk.platform.partitions import every
from helpdesk.platform.records import dump, load

_KIND = "draft"
_SHARED = "shared"
_OWN = "of#"


class DraftRepository:
    def __init__(self, table: Table) -> None:
        self._table = table

    def get(self, place: DraftPlace) -> StoredDraft | None:
        """Strongly consistent; also one that is gone."""
        item = self._table.get(_key(place), consistent=True)
        return _draft(place.conversation, item) if item else None

    def all(self, conversation: ConversationReference) -> list[StoredDraft]:
        """The same, of all places."""
        return [_draft(conversation, item) for item in every(self._table, _partition(conversation))]

    def save(self, before: StoredDraft | None, after: StoredDraft) -> bool:
        """False if somebody has changed what is in this place since `before` was read."""
        item = dump(after, "place") | {"kind": _KIND}
        condition, values = (NEW, None) if before is None else ("#version = :known", {"known": before.version})
        try:
            self._table.write(self._table.putting(_key(after.place), item, condition, values))
        except ConditionFailed:
            return False
        return True

    def ending(self, place: DraftPlace, version: int, *, expires_at: int, sent_as: str | None = None) -> Write:
        """It is gone, and its content too. It fails if there is none, or another version."""
        becomes: Item = {
            "is_gone": True,
            "content": None,
            "sent_as": sent_as,
            "version": version + 1,
            "expires_at": expires_at,
        }
        condition = "#version = :known AND #is_gone = :no"
        return self._table.changing(_key(place), condition, becomes, {"known": version, "no": False})

    def end(self, place: DraftPlace, version: int, *, expires_at: int) -> bool:
        """False if there is none, or another version."""
        try:
            self._table.write(self.ending(place, version, expires_at=expires_at))
        except ConditionFailed:
            return False
        return True


def _partition(conversation: ConversationReference) -> str:
    return f"drafts#{conversation.conversation_id}"


def _key(place: DraftPlace) -> Key:
    return Key(_partition(place.conversation), _SHARED if place.owner_id is None else f"{_OWN}{place.owner_id}")


def _draft(conversation: ConversationReference, item: Item) -> StoredDraft:
    owner_id = None if item["sk"] == _SHARED else item["sk"].removeprefix(_OWN)
    return load(StoredDraft, item, place=DraftPlace(conversation, owner_id))
