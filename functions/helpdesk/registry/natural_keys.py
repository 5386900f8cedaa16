"""That a name is one thing: an item under the hash of the name, which says whose it is. Pure.

Written in the transaction that makes the thing; released, not deleted, in the one that archives or renames it.
"""

from dataclasses import dataclass

from helpdesk.platform.dynamodb import Key, Write
from helpdesk.platform.ids import digest

_FREE = "attribute_not_exists(#pk) OR #released = :released"


@dataclass(frozen=True, slots=True)
class NaturalKey:
    pk: str

    @classmethod
    def of_channel(cls, app_id: str, name: str) -> "NaturalKey":
        return cls(f"channel-name#{digest(app_id, name)}")

    @classmethod
    def of_account(cls, channel_id: str, kind: str, value: str) -> "NaturalKey":
        return cls(f"account-identifier#{digest(channel_id, kind, value)}")

    @property
    def key(self) -> Key:
        return Key(self.pk, "natural-key")

    def claiming(self, table: str, owner: str) -> Write:
        """Holds where nobody has it; the item that stands otherwise says who."""
        item = self.key.attributes() | {"owner": owner}
        return Write(table=table, condition=_FREE, item=item, values={"released": True})

    def releasing(self, table: str, owner: str) -> Write:
        return Write(
            table=table,
            condition="#owner = :owner",
            key=self.key,
            update="SET #released = :released",
            values={"owner": owner, "released": True},
        )
