"""Makes a name unique: an item under the hash of the name, which contains the id of its owner.

Written in the transaction that creates the owner; released, not deleted, in the one that archives or renames it.
"""

from collections.abc import Sequence

from helpdesk.platform.attributes import Key
from helpdesk.platform.dynamodb import Table, TransactionFailed, Write
from helpdesk.platform.frozen import frozen
from helpdesk.platform.ids import digest

_FREE = "attribute_not_exists(#pk) OR #released = :released"


@frozen
class NaturalKey:
    pk: str

    @classmethod
    def of(cls, kind: str, *names: str) -> "NaturalKey":
        """`kind` is the prefix of the partition key: names of different kinds never collide."""
        return cls(f"{kind}#{digest(*names)}")

    @property
    def key(self) -> Key:
        return Key(self.pk, "natural-key")

    def claiming(self, table: Table, owner: str) -> Write:
        """Succeeds if the key is free; otherwise the existing item contains the owner."""
        return table.putting(self.key, {"owner": owner}, _FREE, {"released": True})

    def releasing(self, table: Table, owner: str) -> Write:
        return table.changing(self.key, "#owner = :owner", {"released": True}, {"owner": owner})


def renaming(table: Table, owner: str, was: NaturalKey | None, becomes: NaturalKey | None) -> list[Write]:
    """The new name becomes the owner's, and the former one free. It fails if the new name belongs to another one."""
    if was == becomes:
        return []
    claiming = [becomes.claiming(table, owner)] if becomes else []
    return claiming + ([was.releasing(table, owner)] if was else [])


def claim(table: Table, writes: Sequence[Write]) -> str | None:
    """A transaction whose first write claims a natural key: None if it succeeded, else the owner of the key. Raises
    TransactionFailed if another condition failed."""
    try:
        table.transact(writes)
    except TransactionFailed as failure:
        existing = failure.failed.get(0)
        if existing is None:
            raise
        owner: str = existing["owner"]
        return owner
    return None
