"""What a watched view asks for, and by which changes of the desk that is not the same any more."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Self

from helpdesk.audit.models import SubjectKind
from helpdesk.feed.models import Change, ChangeType
from helpdesk.index.models import Filter
from helpdesk.people.principals import Principal, Scope
from helpdesk.views.service import Views

Asked = Callable[[str, Principal, str | None], Filter]
"""What a view asks for, for somebody in a time zone; None: in UTC. Raises HelpdeskError for one that they do not see,
or not any more, or that is broken."""
_VIEW = f"{SubjectKind.VIEW}_id"
_PROPERTIES = {f"{kind}_id" for kind in (SubjectKind.PROPERTY, SubjectKind.CONTACT_PROPERTY)}


@dataclass(frozen=True, slots=True)
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


@dataclass(frozen=True, slots=True)
class Redefined:
    """The views that somebody has changed or deleted; or every view, by a property that one may ask for."""

    view_ids: frozenset[str]
    every_view: bool

    @classmethod
    def by(cls, changes: Iterable[Change]) -> Self:
        named = [change.data or {} for change in changes if change.type is ChangeType.DESK_CHANGED]
        view_ids = frozenset(data[_VIEW] for data in named if _VIEW in data)
        return cls(view_ids, any(not _PROPERTIES.isdisjoint(data) for data in named))

    def __bool__(self) -> bool:
        return self.every_view or bool(self.view_ids)

    def __contains__(self, view_id: str) -> bool:
        return self.every_view or view_id in self.view_ids
