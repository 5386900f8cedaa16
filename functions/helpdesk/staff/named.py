"""Teams and roles: few records that the desk names, each name once."""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Generic, Protocol, TypeVar

from helpdesk.audit.models import AuditType, Change, Subject, SubjectKind
from helpdesk.audit.recording import AuditRecorder, differences
from helpdesk.people.actors import Actor
from helpdesk.platform.clock import Clock, to_text
from helpdesk.platform.collection import Collection, check_version, same_request, with_values
from helpdesk.platform.dynamodb import Table, Write
from helpdesk.platform.errors import Conflict, NotFound
from helpdesk.platform.frozen import frozen
from helpdesk.platform.ids import NewId, digest
from helpdesk.platform.natural_keys import NaturalKey, renaming
from helpdesk.platform.optimistic import until_written
from helpdesk.platform.records import plain
from helpdesk.platform.text import same_name


class Named(Protocol):
    """What a team and a role have in common."""

    @property
    def id(self) -> str: ...

    @property
    def name(self) -> str: ...

    @property
    def created_at(self) -> str | None: ...

    @property
    def archived_at(self) -> str | None: ...

    @property
    def asked(self) -> str | None: ...

    @property
    def version(self) -> int: ...


T = TypeVar("T", bound=Named)
MOST = 200


@frozen
class Audited:
    subject: SubjectKind
    created: AuditType
    updated: AuditType
    deleted: AuditType


class NamedRecords(Generic[T]):
    def __init__(
        self,
        directory: Table,
        collection: Collection[T],
        audited: Audited,
        audit: AuditRecorder,
        now: Clock,
        new_id: NewId,
    ) -> None:
        self._directory = directory
        self._collection = collection
        self._audited = audited
        self._audit = audit
        self._now = now
        self._new_id = new_id

    @property
    def _kind(self) -> str:
        return self._audited.subject.value

    def all(self) -> list[T]:
        """In the order of their names, without deleted ones."""
        live = [each for each in self._collection.all() if each.archived_at is None]
        return sorted(live, key=lambda each: (each.created_at is not None, same_name(each.name), each.id))

    def get(self, record_id: str) -> T:
        found = self._collection.get(record_id)
        if found is None or found.archived_at is not None:
            raise NotFound(f"There is no {self._kind} {record_id[:64]!r}.", code=f"{self._kind}_not_found")
        return found

    def create(
        self,
        wanted: T,
        actor: Actor,
        *,
        idempotency_key: str | None,
        also: Callable[[T], Sequence[Write]] = lambda _: (),
        asked: object = None,
    ) -> T:
        """The same one for the same key of the same actor. `also`: the other writes of the transaction. `asked`: what
        the request said beside `wanted`."""
        made_id = digest(self._kind, actor.id, idempotency_key) if idempotency_key else self._new_id()
        content = digest(json.dumps([plain(wanted), asked], sort_keys=True)) if idempotency_key else None
        made = with_values(wanted, id=made_id, created_at=to_text(self._now()), asked=content)

        def attempt() -> T:
            existing = self._collection.get(made.id) if idempotency_key else None
            if existing is not None:
                return same_request(existing, made)
            growth, known = self._collection.growth(), self.all()
            self._check_name(made, known)
            if len(known) >= MOST:
                raise Conflict(f"A desk has at most {MOST} of them. Delete one first.", code="too_many")
            named = {"name": Change(None, made.name)}
            self._collection.transact(
                self._collection.creating(made),
                self._collection.growing(growth),
                *renaming(self._directory, made.id, None, self._natural_key(made)),
                *self._recording(self._audited.created, made, actor, named),
                *also(made),
            )
            return made

        return until_written(attempt, "this")

    def change(
        self,
        record_id: str,
        change: Callable[[T], tuple[T, Sequence[Write], Mapping[str, Change]]],
        actor: Actor,
        *,
        if_match: int | None,
    ) -> T:
        """`change` returns the record after it, the other writes of the transaction, and what else is told."""

        def attempt() -> T:
            before = self.get(record_id)
            check_version(before, if_match)
            after, also, details = change(before)
            if after == before and not also:
                return before
            self._check_name(after, self.all())
            gone = after.archived_at is not None
            told = {"name": Change(before.name, None)} if gone else differences(before, after, "version")
            kind = self._audited.deleted if gone else self._audited.updated
            was, becomes = self._natural_key(before), None if gone else self._natural_key(after)
            self._collection.transact(
                self._collection.replacing(before, after),
                *renaming(self._directory, before.id, was, becomes),
                *self._recording(kind, after, actor, {**told, **details}),
                *also,
            )
            return with_values(after, version=before.version + 1)

        return until_written(attempt, f"this {self._kind}")

    def _check_name(self, wanted: T, known: Sequence[T]) -> None:
        if any(each.id != wanted.id and same_name(each.name) == same_name(wanted.name) for each in known):
            raise Conflict(f"Another {self._kind} is called {wanted.name!r}.", code="name_taken")

    def _natural_key(self, record: T) -> NaturalKey:
        return NaturalKey.of(f"{self._kind}-name", same_name(record.name))

    def _recording(self, kind: AuditType, record: T, actor: Actor, details: Mapping[str, Change]) -> list[Write]:
        return self._audit.recording(kind, actor, Subject(self._audited.subject, record.id), details=details)
