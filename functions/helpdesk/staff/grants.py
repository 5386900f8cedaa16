"""Nobody gives or takes what is beyond them: the one place that decides it, for roles, teams, inboxes and tokens."""

from collections.abc import Callable, Iterable

from helpdesk.inboxes.limits import InboxLimits
from helpdesk.people.callers import Caller
from helpdesk.people.principals import RENAMED, Principal, TicketAccess
from helpdesk.people.roles import OF_PEOPLE, Role
from helpdesk.platform.errors import Forbidden

_ORDER = (TicketAccess.OWN, TicketAccess.TEAM, TicketAccess.ALL)


class Grants:
    def __init__(self, limits: Callable[[], InboxLimits]) -> None:
        self._limits = limits

    def check_role(self, caller: Principal, role: Role) -> None:
        """Who gives or takes it has its permissions, and sees as much."""
        beyond = sorted(role.scopes - caller.scopes)
        if beyond or _ORDER.index(role.ticket_access) > _ORDER.index(caller.ticket_access):
            what = ", ".join(beyond) or f"the tickets of {role.ticket_access.value!r}"
            raise _beyond(f"The role {role.name!r} grants {what}: more than you have.")

    def check_shared_role(self, caller: Principal, role: Role) -> None:
        """Who changes it changes it for people of any team."""
        self.check_role(caller, role)
        if role.ticket_access is TicketAccess.TEAM and caller.ticket_access is not TicketAccess.ALL:
            raise _beyond(f"The role {role.name!r} grants tickets of teams that are not yours.")

    def check_teams(self, caller: Principal, team_ids: Iterable[str]) -> None:
        """Whose people come or go: who is in a team sees its tickets, and the inboxes that are limited to it."""
        others = set(team_ids) - set(caller.team_ids)
        if not others or _has_everything(caller):
            return
        closed = set(caller.closed_inboxes)
        hidden = caller.ticket_access is not TicketAccess.ALL
        if hidden or (closed and any(closed & set(self._limits().naming(team_id)) for team_id in others)):
            raise _beyond(f"You do not see all tickets of the team {min(others)}: you cannot change who is in it.")

    def check_inbox(self, caller: Principal, inbox_id: str) -> None:
        """Whose limit is changed."""
        sees_it = caller.ticket_access is TicketAccess.ALL and inbox_id not in caller.closed_inboxes
        if not sees_it and not _has_everything(caller):
            raise _beyond("You do not see all tickets of this inbox: you cannot change who does.")

    def check_token(self, caller: Principal, scopes: Iterable[str], owner: Caller | None) -> None:
        """An API token acts for its owner; None: for somebody who is not active, so that it shows nothing."""
        if _has_everything(caller):
            return
        if more := sorted({RENAMED.get(scope, scope) for scope in scopes} - caller.scopes):
            raise _beyond(f"You do not have {', '.join(more)} yourself.")
        if owner is None or owner.user.id == caller.user_id:
            return
        if caller.ticket_access is not TicketAccess.ALL or set(caller.closed_inboxes) - set(owner.closed_inboxes):
            raise _beyond(f"{owner.user.name} sees tickets that you do not see.")


def _has_everything(caller: Principal) -> bool:
    """As administrators have, who are in a limited inbox's team as soon as they want to."""
    return caller.ticket_access is TicketAccess.ALL and caller.scopes >= OF_PEOPLE


def _beyond(message: str) -> Forbidden:
    return Forbidden(message, code="beyond_yours")
