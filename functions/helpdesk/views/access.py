"""Which tickets somebody sees, as a filter: the same as `Access.allows` says of each. Pure."""

from helpdesk.index.models import EVERYTHING, All, AnyOf, Exists, Filter, Is, Not
from helpdesk.people.access import Access
from helpdesk.people.principals import TicketAccess

_OF_NOBODY, _OF_NO_TEAM = Not(Exists("owner_id")), Not(Exists("team_id"))


def seen_by(access: Access) -> Filter:
    """Part of every query and every count."""
    hidden = Not(Is("inbox_id", tuple(sorted(access.closed_inboxes)))) if access.closed_inboxes else None
    own = None if access.kind is TicketAccess.ALL else AnyOf(tuple(_own(access)))
    parts = tuple(each for each in (hidden, own) if each is not None)
    return parts[0] if len(parts) == 1 else All(parts) if parts else EVERYTHING


def _own(access: Access) -> list[Filter]:
    ways: list[Filter] = [Is("owner_id", (access.user_id,)), All((_OF_NOBODY, _OF_NO_TEAM))]
    if access.team_ids:
        of_teams = Is("team_id", tuple(sorted(access.team_ids)))
        ways.append(of_teams if access.kind is TicketAccess.TEAM else All((of_teams, _OF_NOBODY)))
    return ways
