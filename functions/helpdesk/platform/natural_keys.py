"""That a name is one thing: an item under the hash of the name, which says whose it is.

Written in the transaction that makes the thing; released, not deleted, in the one that archives or renames it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from helpdesk.accounts.models import ChannelAccount
from helpdesk.platform.dynamodb import Database, Key, TransactionFailed, Write
from helpdesk.platform.ids import digest

_FREE = "attribute_not_exists(#pk) OR #released = :released"


@dataclass(frozen=True, slots=True)
class NaturalKey:
    pk: str

    @classmethod
    def of_channel(cls, app_id: str, name: str) -> "NaturalKey":
        return cls(f"channel-name#{digest(app_id, name)}")

    @classmethod
    def of_account(cls, account: ChannelAccount) -> "NaturalKey | None":
        """Its address on its channel; None where it has none that is known."""
        identifier = account.delivery_identifier
        if identifier is None:
            return None
        channel = account.channel_id or account.kind.value
        return cls(f"account-identifier#{digest(channel, identifier.type.value, identifier.value)}")

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


def claim(database: Database, writes: Sequence[Write]) -> str | None:
    """A transaction whose first write claims a natural key: None if it is done, else whose the key is. Raises
    TransactionFailed where it was something else that did not hold."""
    try:
        database.transact(writes)
    except TransactionFailed as failure:
        standing = failure.failed.get(0)
        if standing is None:
            raise
        owner: str = standing["owner"]
        return owner
    return None
