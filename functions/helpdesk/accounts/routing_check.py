"""Who may set a routing rule, and what it may name."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Self

from helpdesk.accounts.routing_rules import AssignTo, RoutingRule, SkillSource
from helpdesk.people.principals import Principal
from helpdesk.people.roster import Roster
from helpdesk.people.roster_repository import RosterRepository
from helpdesk.people.seats import Seats
from helpdesk.platform.collection import Collection
from helpdesk.platform.dynamodb import Table
from helpdesk.platform.errors import FieldError, InvalidRequest
from helpdesk.properties.models import BUILT_IN, Property
from helpdesk.properties.repository import contact_properties, ticket_properties

_NAMED = 25
"""Properties that a refusal names."""


class RoutingCheck:
    """Whether a caller may set a routing rule, and whether everybody in it can get tickets."""

    def __init__(
        self, roster: Callable[[], Roster], seats: Seats, properties: Mapping[SkillSource, Collection[Property]]
    ) -> None:
        self._roster = roster
        self._seats = seats
        self._properties = properties

    @classmethod
    def on(cls, directory: Table, seats: Seats) -> Self:
        properties = {SkillSource.TICKET: ticket_properties, SkillSource.CONTACT: contact_properties}
        read = {of: collection(directory) for of, collection in properties.items()}
        return cls(RosterRepository(directory).get, seats, read)

    def check(self, rule: RoutingRule, principal: Principal) -> None:
        """Raises Forbidden if the caller has no service seat, InvalidRequest that names each user who does not exist,
        was deactivated or may not answer customers, each team without members, and each property that there is
        not."""
        self._seats.require(principal)
        if unknown := list(self._unknown_properties(rule)):
            raise InvalidRequest.among(unknown, code="unknown_property")
        if not any(rule.named):
            return
        by_contact = rule.assign_to is AssignTo.CONTACT_OWNER
        roster, place = self._roster(), "routing.fallback" if by_contact else "routing"
        user_ids, team_ids = rule.named
        errors = [*_unknown(roster, user_ids, place), *_empty(roster, team_ids, place)]
        if errors:
            raise InvalidRequest.among(errors, code="unroutable")

    def _unknown_properties(self, rule: RoutingRule) -> Iterator[FieldError]:
        for at, each in enumerate(rule.required_skills):
            names = [] if each.of is SkillSource.CONTACT else [name for name in BUILT_IN if name != "owner_id"]
            if each.property in names:
                continue
            names += [found.name for found in self._properties[each.of].all() if found.archived_at is None]
            if each.property not in names:
                known = ", ".join(names[:_NAMED]) + (", …" if len(names) > _NAMED else "")
                message = f"There is no {each.of} property {each.property!r}" + (f", but {known}." if known else ".")
                yield FieldError(f"routing.required_skills[{at}].property", message)


def _unknown(roster: Roster, user_ids: Sequence[str], place: str) -> Iterator[FieldError]:
    for at, user_id in enumerate(user_ids):
        member = roster.get(user_id)
        if member is None:
            yield FieldError(f"{place}.user_ids[{at}]", f"There is no user {user_id!r}. GET /v1/users lists them.")
        elif not member.is_active:
            yield FieldError(f"{place}.user_ids[{at}]", f"{member.name} was deactivated, and gets no tickets.")
        elif not roster.may_reply(member):
            message = f"{member.name} gets no tickets: their role does not let them answer customers."
            yield FieldError(f"{place}.user_ids[{at}]", message)


def _empty(roster: Roster, team_ids: Sequence[str], place: str) -> Iterator[FieldError]:
    for at, team_id in enumerate(team_ids):
        if not any(member.is_active for member in roster.of_teams(frozenset([team_id]))):
            message = f"There is no team {team_id!r} that has members. GET /v1/teams lists them."
            yield FieldError(f"{place}.team_ids[{at}]", message)
