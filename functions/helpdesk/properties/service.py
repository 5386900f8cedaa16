"""Use cases of the properties of tickets, and of those of contacts."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from helpdesk.audit.models import AuditType, Change, Subject, SubjectKind
from helpdesk.audit.recording import AuditRecorder, differences
from helpdesk.fields.flaws import Unfit
from helpdesk.fields.values import Choice
from helpdesk.people.actors import Actor
from helpdesk.platform.clock import Clock, to_text
from helpdesk.platform.collection import Collection, check_version
from helpdesk.platform.errors import Conflict, FieldError, InvalidRequest, NotFound
from helpdesk.platform.frozen import frozen
from helpdesk.platform.optimistic import until_written
from helpdesk.properties.models import CONTACTS, MOST, MOST_KEPT, TICKETS, Kind, Property, has_choices, with_retired
from helpdesk.properties.values import LARGEST_GIVEN, size_of

InUse = Callable[[str], Sequence[str]]
"""Where a property is asked for: one that is cannot be deleted."""
Given = Callable[[str, Callable[[Any], bool]], Sequence[str]]
"""Who gives new tickets a value of this property that does not fit."""


@frozen
class Audited:
    """How the audit trail names them."""

    subject: SubjectKind
    created: AuditType
    updated: AuditType
    deleted: AuditType


_AUDITED = {
    TICKETS.noun: Audited(
        SubjectKind.PROPERTY, AuditType.PROPERTY_CREATED, AuditType.PROPERTY_UPDATED, AuditType.PROPERTY_DELETED
    ),
    CONTACTS.noun: Audited(
        SubjectKind.CONTACT_PROPERTY,
        AuditType.CONTACT_PROPERTY_CREATED,
        AuditType.CONTACT_PROPERTY_UPDATED,
        AuditType.CONTACT_PROPERTY_DELETED,
    ),
}


class Properties:
    def __init__(
        self,
        kind: Kind,
        collection: Collection[Property],
        audit: AuditRecorder,
        now: Clock,
        in_use: InUse = lambda _: (),
        given: Given = lambda _, __: (),
    ) -> None:
        self._kind = kind
        self._audited = _AUDITED[kind.noun]
        self._collection = collection
        self._audit = audit
        self._now = now
        self._in_use = in_use
        self._given = given

    def all(self) -> list[Property]:
        """The desk's own ones that are not deleted, by name."""
        return [each for each in self._collection.all() if each.archived_at is None]

    def get(self, name: str) -> Property:
        found = self._collection.get(name)
        if found is None or found.archived_at is not None:
            noun = self._kind.noun
            raise NotFound(f"There is no {noun} property {name[:64]!r}.", code=f"{noun}_property_not_found")
        return found

    def create(self, wanted: Property, actor: Actor) -> Property:
        """The same name again returns the same property. Raises Conflict if it is another one. A deleted one comes back
        with the values that there are, if its type is the same."""
        if wanted.name in self._kind.reserved:
            message = f"{wanted.name!r} is a property of every {self._kind.noun}. Choose another name."
            raise InvalidRequest.at("name", message, code="name_reserved")
        made = replace(wanted, created_at=to_text(self._now()))
        _check(made)

        def attempt() -> Property:
            growth, before = self._collection.growth(), self._collection.get(made.name)
            if before is None:
                self._check_room()
                self._check_kept(made)
                self._check_defaults(made)
                self._write(self._audited.created, None, made, actor, growth)
                return made
            return self._again(before, made, actor, growth)

        return until_written(attempt, "this property")

    def change(self, name: str, changes: Mapping[str, Any], actor: Actor, *, if_match: int | None = None) -> Property:
        """Choices that are left out are retired."""

        def attempt() -> Property:
            growth = self._collection.growth() if changes.get("default") is not None else None
            before = self.get(name)
            check_version(before, if_match)
            after = replace(before, **changes)
            if "choices" in changes:
                after = replace(after, choices=with_retired(before.choices, after.choices))
            if after == before:
                return before
            _check(after)
            self._check_defaults(after)
            if "choices" in changes:
                self._check_given(after)
            self._write(self._audited.updated, before, after, actor, growth)
            return replace(after, version=before.version + 1)

        return until_written(attempt, "this property")

    def delete(self, name: str, actor: Actor, *, if_match: int | None = None) -> None:
        """Raises Conflict if a status or an account asks for it."""

        def attempt() -> bool:
            before = self.get(name)
            check_version(before, if_match)
            if places := self._in_use(name):
                raise Conflict(
                    f"{before.label!r} is still used: {', '.join(places)}. Remove it there first.",
                    code="property_in_use",
                )
            archived = replace(before, archived_at=to_text(self._now()))
            self._write(self._audited.deleted, before, archived, actor)
            return True

        until_written(attempt, "this property")

    def _again(self, before: Property, made: Property, actor: Actor, growth: int) -> Property:
        if before.archived_at is not None and before.type is made.type:
            after = replace(made, choices=with_retired(before.choices, made.choices))
            self._check_room()
            self._check_defaults(after)
            self._write(self._audited.created, before, after, actor, growth)
            return replace(after, version=before.version + 1)
        if replace(made, created_at=before.created_at, version=before.version) != before:
            differing = "has another type" if before.archived_at else "exists already"
            raise Conflict(
                f"A property {made.name!r} {differing}. Change it with PATCH, or choose another name.",
                code="property_differs",
            )
        return before

    def _check_room(self) -> None:
        if len(self.all()) >= MOST:
            message = f"A desk has at most {MOST} {self._kind.noun} properties. Delete one first."
            raise Conflict(message, code="too_many")

    def _check_kept(self, made: Property) -> None:
        """For another name. A deleted one that comes back is among them already."""
        stored, noun = self._collection.all(), self._kind.noun
        if len(stored) >= MOST_KEPT:
            raise Conflict(
                f"A desk has at most {MOST_KEPT} {noun} properties, with deleted ones, whose values {noun}s keep. Use "
                "the name of a deleted one of this type, which `context` lists, or change one that you have.",
                code="too_many_deleted",
                context={"deleted": [each.name for each in stored if each.archived_at and each.type is made.type]},
            )

    def _check_defaults(self, made: Property) -> None:
        """A new ticket has all of them, beside what its account says: a message that opens one must be stored."""
        others = {each.name: each.default for each in self.all() if each.name != made.name}
        size = size_of({**others, made.name: made.default})
        if made.default is not None and size > LARGEST_GIVEN:
            message = f"the defaults of all properties have {size} bytes together; the limit is {LARGEST_GIVEN}"
            raise InvalidRequest.at("default", message)

    def _check_given(self, after: Property) -> None:
        """A new ticket gets what its account says: it would lose what does not fit."""
        if places := self._given(after.name, lambda value: is_fit(after, value)):
            raise Conflict(
                f"{', '.join(places)} gives new tickets what would not fit {after.label!r} any more. Change it there "
                "first.",
                code="property_in_use",
            )

    def _write(
        self,
        kind: AuditType,
        before: Property | None,
        after: Property,
        actor: Actor,
        growth: int | None = None,
    ) -> None:
        details = {"label": Change(None, after.label), "type": Change(None, after.type.value)}
        if before and kind is self._audited.updated:
            details = differences(before, after, "version")
        subject = Subject(self._audited.subject, after.name)
        write = self._collection.replacing(before, after) if before else self._collection.creating(after)
        growing = [] if growth is None else [self._collection.growing(growth)]
        self._collection.transact(write, *growing, *self._audit.recording(kind, actor, subject, details=details))


def is_fit(made: Property, value: Any) -> bool:
    try:
        made.fitting(value)
    except Unfit:
        return False
    return True


def _check(made: Property) -> None:
    """Raises InvalidRequest for a definition that nothing fits."""
    errors: list[FieldError] = []
    offered = [choice for choice in made.choices if not choice.retired]
    if has_choices(made.type) and not offered:
        errors.append(FieldError("choices", f"a property of the type {made.type.value!r} needs at least one choice"))
    if not has_choices(made.type) and made.choices:
        errors.append(FieldError("choices", f"a property of the type {made.type.value!r} has no choices"))
    errors += _twice(made.choices)
    if made.default is not None and not errors:
        try:
            made.fitting(made.default)
        except Unfit as unfit:
            errors.append(unfit.at("default"))
    if errors:
        raise InvalidRequest.among(errors)


def _twice(choices: Sequence[Choice]) -> list[FieldError]:
    values = [choice.value for choice in choices]
    return [
        FieldError(f"choices[{number}].value", f"{value!r} is there twice")
        for number, value in enumerate(values)
        if value in values[:number]
    ]
