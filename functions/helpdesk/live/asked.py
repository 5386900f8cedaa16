"""What a watched view asks for, and by which changes, of the desk or of a contact, it may show something else."""

from collections.abc import Callable, Iterable
from typing import Self

from helpdesk.audit.models import SubjectKind
from helpdesk.feed.models import Change, ChangeType
from helpdesk.index.matching import fields_of
from helpdesk.index.models import Filter
from helpdesk.people.principals import Principal, Scope
from helpdesk.platform.frozen import frozen
from helpdesk.views.service import Views

Asked = Callable[[str, Principal, str | None], Filter]
"""What a view asks for, for somebody in a time zone; None: in UTC. Raises HelpdeskError for one that they do not see,
or not any more, or that is broken."""
_VIEW = f"{SubjectKind.VIEW}_id"
_PROPERTIES = {f"{kind}_id" for kind in (SubjectKind.PROPERTY, SubjectKind.CONTACT_PROPERTY)}


@frozen
class WatchedViews:
    views: Views

    def asked(self, view_id: str, principal: Principal, time_zone: str | None) -> Filter:
        """As `Asked`."""
        principal.require(Scope.TICKETS_READ)
        return self.views.compiled(self.views.get(view_id, principal), self.views.viewer(principal, time_zone)).where

    def follow(self, redefined: "Redefined") -> None:
        """What this process remembers of properties is older than such a change."""
        if redefined.every_view:
            self.views.known(fresh=True)


@frozen
class Redefined:
    """The views that somebody has changed or deleted; or every view, by a property that one may ask for; or those that
    ask for contacts, of which one has changed, or begins to be known."""

    view_ids: frozenset[str]
    every_view: bool
    contacts: bool

    @classmethod
    def by(cls, changes: Iterable[Change]) -> Self:
        found = list(changes)
        named = [change.data or {} for change in found if change.type is ChangeType.DESK_CHANGED]
        view_ids = frozenset(data[_VIEW] for data in named if _VIEW in data)
        contacts = any(change.type.startswith("contact.") for change in found)
        return cls(view_ids, any(not _PROPERTIES.isdisjoint(data) for data in named), contacts)

    def __bool__(self) -> bool:
        return self.every_view or self.contacts or bool(self.view_ids)

    def may_be(self, view_id: str) -> bool:
        """Before it is known what the view asks for."""
        return self.every_view or self.contacts or view_id in self.view_ids

    def shows_else(self, view_id: str, where: Filter) -> bool:
        """Whether its tickets may be others now. Nobody says which: it can be any of the contact's."""
        return view_id in self.view_ids or (self.contacts and any(map(_is_of_contact, fields_of(where))))


def _is_of_contact(field: str) -> bool:
    return field.partition(".")[0] in {"contact", "contact_id"}
