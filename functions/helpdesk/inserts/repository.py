"""Snippets and the library in the table `directory`: `pk = snippets` and `pk = library`, `sk = {id}`."""

from collections.abc import Sequence
from typing import Generic, Protocol, TypeVar

from helpdesk.inserts.models import LibraryEntry, Snippet
from helpdesk.platform.collection import Collection
from helpdesk.platform.dynamodb import Table, Write
from helpdesk.platform.natural_keys import NaturalKey, renaming
from helpdesk.platform.text import same_name


class Insert(Protocol):
    """What a snippet and an entry of the library have in common."""

    @property
    def id(self) -> str: ...

    @property
    def created_at(self) -> str: ...

    @property
    def archived_at(self) -> str | None: ...

    @property
    def asked(self) -> str | None: ...

    @property
    def version(self) -> int: ...

    @property
    def size(self) -> int: ...

    @property
    def unique_name(self) -> str | None:
        """No other one has it."""


T = TypeVar("T", bound=Insert)


class InsertRepository(Generic[T]):
    def __init__(self, directory: Table, name: str, record: type[T]) -> None:
        self._table = directory
        self._name = name
        self._collection: Collection[T] = Collection(directory, name, record, lambda each: each.id)

    @classmethod
    def of_snippets(cls, directory: Table) -> "InsertRepository[Snippet]":
        return InsertRepository(directory, "snippets", Snippet)

    @classmethod
    def of_library(cls, directory: Table) -> "InsertRepository[LibraryEntry]":
        return InsertRepository(directory, "library", LibraryEntry)

    def all(self) -> list[T]:
        """Deleted ones included."""
        return self._collection.all()

    def get(self, insert_id: str) -> T | None:
        return self._collection.get(insert_id)

    def growth(self) -> int:
        """As of any collection."""
        return self._collection.growth()

    def growing(self, known: int) -> Write:
        return self._collection.growing(known)

    def write(self, before: T | None, after: T, also: Sequence[Write]) -> None:
        """Raises TransactionFailed if somebody has changed it, if its name belongs to another one, or if the condition
        of a write in `also` fails."""
        write = self._collection.replacing(before, after) if before else self._collection.creating(after)
        was = self._unique(before) if before else None
        named = renaming(self._table, after.id, was, self._unique(after))
        self._collection.transact(write, *named, *also)

    def _unique(self, each: T) -> NaturalKey | None:
        if each.unique_name is None or each.archived_at is not None:
            return None
        return NaturalKey.of(f"{self._name}-name", same_name(each.unique_name))
