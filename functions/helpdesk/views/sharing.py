"""Who sees a view, and who changes it. Pure.

A private view is its owner's. One of a team is seen by the members, and changed by its owner. What everybody sees is
changed by whoever has `settings.write`; they change those of teams too, also when the owner has left.
"""

from helpdesk.people.principals import Principal, Scope
from helpdesk.platform.errors import Conflict, Forbidden
from helpdesk.views.models import View, Visibility


def sees(principal: Principal, view: View) -> bool:
    if view.visibility is Visibility.EVERYONE or view.owner_id == principal.user_id:
        return True
    return view.visibility is Visibility.TEAM and view.team_id in principal.team_ids


def reads(principal: Principal, view: View) -> bool:
    """By its id: whoever manages shared views reads each of them."""
    return sees(principal, view) or (not view.is_private and _manages(principal))


def check_change(principal: Principal, before: View | None, after: View | None) -> None:
    """Raises Conflict for a view that every desk has, and Forbidden. None: it does not exist before, or after that."""
    if before is not None and before.built_in:
        raise Conflict("Every desk has this view. Create one of your own with these filters.", code="view_built_in")
    if before is not None and after is not None and after.is_private and after.owner_id != principal.user_id:
        raise Forbidden("Only its owner takes a view for themselves. You can delete it.", code="not_the_owner")
    if _manages(principal):
        return
    if before is not None and before.owner_id != principal.user_id:
        raise Forbidden("Only its owner changes this view, and whoever has 'settings.write'.", code="not_the_owner")
    if before is not None and before.visibility is Visibility.EVERYONE:
        principal.require(Scope.SETTINGS_WRITE)
    if after is not None:
        _check_sharing(principal, after)


def _check_sharing(principal: Principal, view: View) -> None:
    if view.visibility is Visibility.EVERYONE:
        principal.require(Scope.SETTINGS_WRITE)
    elif view.visibility is Visibility.TEAM:
        principal.require(Scope.TICKETS_WRITE)
        if view.team_id not in principal.team_ids:
            raise Forbidden("You share views with teams in which you are.", code="not_in_team")


def _manages(principal: Principal) -> bool:
    return Scope.SETTINGS_WRITE in principal.scopes
