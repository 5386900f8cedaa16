"""Views in the table `directory`: shared ones with `pk = views`, private ones with `pk = views#{user}`, `sk = {id}`.

So whoever lists views reads what the desk has together and their own, and never anybody else's.
"""

from collections.abc import Sequence
from dataclasses import replace

from helpdesk.platform.attributes import Key
from helpdesk.platform.collection import Collection
from helpdesk.platform.dynamodb import Table, Write
from helpdesk.platform.records import load
from helpdesk.views.models import View

_SHARED = "views"


class ViewRepository:
    def __init__(self, directory: Table) -> None:
        self._table = directory

    def all(self, user_id: str) -> list[View]:
        """Those that are shared with anybody, and the person's own."""
        return [*self._collection(_SHARED).all(), *self._collection(_of(user_id)).all()]

    def alike(self, view: View) -> list[View]:
        """With which it counts for a limit."""
        return self._collection(_place(view)).all()

    def get(self, view_id: str, user_id: str) -> View | None:
        """None for a private one of somebody else."""
        keys = [Key(_SHARED, view_id), Key(_of(user_id), view_id)]
        found = self._table.batch_get(keys, consistent=True)
        return load(View, found[0]) if found else None

    def growth(self, view: View) -> int:
        """As of any collection."""
        return self._collection(_place(view)).growth()

    def growing(self, view: View, known: int) -> Write:
        return self._collection(_place(view)).growing(known)

    def write(self, before: View | None, after: View | None, also: Sequence[Write]) -> None:
        """Raises TransactionFailed if somebody has changed it, or if the condition of a write in `also` fails."""
        self._table.transact([*self._writing(before, after), *also])

    def _writing(self, before: View | None, after: View | None) -> list[Write]:
        if before and after and _place(before) == _place(after):
            return [self._collection(_place(after)).replacing(before, after)]
        version = before.version + 1 if before else 1
        made = [self._collection(_place(after)).creating(replace(after, version=version))] if after else []
        return [*made, self._deleting(before)] if before else made

    def _deleting(self, view: View) -> Write:
        return self._table.deleting(Key(_place(view), view.id), "#version = :known", {"known": view.version})

    def _collection(self, name: str) -> Collection[View]:
        return Collection(self._table, name, View, lambda each: each.id)


def _of(user_id: str) -> str:
    return f"{_SHARED}#{user_id}"


def _place(view: View) -> str:
    return _of(view.owner_id or "") if view.is_private else _SHARED
