"""Use cases of prepared content. Snippets and the library have the same ones."""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Generic, TypeVar

from helpdesk.audit.models import AuditType, Change, Subject, SubjectKind
from helpdesk.audit.recording import AuditRecorder, differences
from helpdesk.inserts.models import KEPT, MOST, MOST_BYTES, MOST_KEPT
from helpdesk.inserts.repository import Insert, InsertRepository
from helpdesk.people.actors import Actor
from helpdesk.platform.clock import Clock, to_text
from helpdesk.platform.collection import check_version, same_request, with_values
from helpdesk.platform.errors import Conflict, FieldError, InvalidRequest, NotFound
from helpdesk.platform.frozen import frozen
from helpdesk.platform.ids import NewId, digest
from helpdesk.platform.optimistic import until_written
from helpdesk.platform.records import plain
from helpdesk.platform.text import same_name

T = TypeVar("T", bound=Insert)


@frozen
class Audited:
    """How the audit trail names it."""

    subject: SubjectKind
    created: AuditType
    updated: AuditType
    deleted: AuditType
    label: str
    """The field by which people know it."""


SNIPPETS = Audited(
    SubjectKind.SNIPPET, AuditType.SNIPPET_CREATED, AuditType.SNIPPET_UPDATED, AuditType.SNIPPET_DELETED, "name"
)
LIBRARY = Audited(
    SubjectKind.LIBRARY_ENTRY, AuditType.LIBRARY_CREATED, AuditType.LIBRARY_UPDATED, AuditType.LIBRARY_DELETED, "title"
)


class Inserts(Generic[T]):
    def __init__(
        self,
        repository: InsertRepository[T],
        audit: AuditRecorder,
        audited: Audited,
        flaws: Callable[[T], Sequence[FieldError]],
        now: Clock,
        new_id: NewId,
    ) -> None:
        self._repository = repository
        self._audit = audit
        self._audited = audited
        self._flaws = flaws
        self._now = now
        self._new_id = new_id

    def all(self) -> list[T]:
        """Without deleted ones, by what people know them by."""
        found = [each for each in self._repository.all() if each.archived_at is None]
        return sorted(found, key=lambda each: (same_name(self._label(each)), each.id))

    def get(self, insert_id: str) -> T:
        found = self._repository.get(insert_id)
        if found is None or found.archived_at is not None:
            what = self._audited.subject.value
            raise NotFound(f"There is no {what.replace('_', ' ')} {insert_id[:64]!r}.", code=f"{what}_not_found")
        return found

    def create(self, wanted: T, actor: Actor, *, idempotency_key: str | None) -> T:
        """The same one for the same key of the same actor. Raises InvalidRequest that names all that is wrong."""
        made_id = digest(actor.id, idempotency_key) if idempotency_key else self._new_id()
        asked = digest(json.dumps(plain(wanted), sort_keys=True)) if idempotency_key else None
        made = with_values(wanted, id=made_id, created_at=to_text(self._now()), asked=asked)

        def attempt() -> T:
            existing = self._repository.get(made.id) if idempotency_key else None
            if existing is not None:
                return same_request(existing, made)
            growth = self._repository.growth()
            self._check(made, self._repository.all())
            details = {self._audited.label: Change(None, self._label(made))}
            self._write(None, made, self._audited.created, actor, details, growth)
            return made

        return until_written(attempt, "this")

    def change(self, insert_id: str, changes: Mapping[str, Any], actor: Actor, *, if_match: int | None = None) -> T:
        def attempt() -> T:
            before = self.get(insert_id)
            check_version(before, if_match)
            after = with_values(before, **changes)
            if after == before:
                return before
            growth = self._repository.growth() if after.size > before.size else None
            self._check(after, self._repository.all())
            self._write(before, after, self._audited.updated, actor, differences(before, after, "version"), growth)
            return with_values(after, version=before.version + 1)

        return until_written(attempt, "this")

    def delete(self, insert_id: str, actor: Actor, *, if_match: int | None = None) -> None:
        """What was sent with it stays."""

        def attempt() -> bool:
            before = self.get(insert_id)
            check_version(before, if_match)
            now = self._now()
            after = with_values(before, archived_at=to_text(now), purge_at=int((now + KEPT).timestamp()))
            details = {self._audited.label: Change(self._label(before), None)}
            self._write(before, after, self._audited.deleted, actor, details)
            return True

        until_written(attempt, "this")

    def _label(self, each: T) -> str:
        return str(getattr(each, self._audited.label))

    def _check(self, wanted: T, stored: Sequence[T]) -> None:
        if errors := self._flaws(wanted):
            raise InvalidRequest.among(errors, code="invalid_content")
        offered = [each for each in stored if each.id != wanted.id and each.archived_at is None]
        if len(offered) >= MOST:
            raise Conflict(f"A desk has at most {MOST} of them. Delete one first.", code="too_many")
        if sum(each.size for each in offered) + wanted.size > MOST_BYTES:
            raise Conflict(f"All of them together have at most {MOST_BYTES} bytes. Delete one first.", code="too_many")
        _check_kept(wanted, [each for each in stored if each.id != wanted.id])
        name = wanted.unique_name
        taken = name and any(each.unique_name and same_name(each.unique_name) == same_name(name) for each in offered)
        if taken:
            raise Conflict(f"Another one has the shortcut {name!r}.", code="shortcut_taken")

    def _write(
        self,
        before: T | None,
        after: T,
        kind: AuditType,
        actor: Actor,
        details: Mapping[str, Change],
        growth: int | None = None,
    ) -> None:
        subject = Subject(self._audited.subject, after.id)
        growing = [] if growth is None else [self._repository.growing(growth)]
        self._repository.write(before, after, [*growing, *self._audit.recording(kind, actor, subject, details=details)])


def _check_kept(wanted: Insert, others: Sequence[Insert]) -> None:
    """Deleted ones are read with the others until they are gone: whoever makes and deletes them in turn is stopped."""
    if len(others) >= MOST_KEPT or sum(each.size for each in others) + wanted.size > 2 * MOST_BYTES:
        raise Conflict(
            f"Too many were deleted in the last {KEPT.days} days: they count until then. Change an existing one "
            "instead, or try again later.",
            code="too_many_deleted",
        )
