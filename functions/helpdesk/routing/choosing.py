"""Who gets a ticket: the same ticket, rule and desk give the same choice. Pure."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from helpdesk.accounts.routing_rules import AssignTo, Method
from helpdesk.people.roster import Member
from helpdesk.platform.ids import digest
from helpdesk.routing.models import Asked, Choice, Considered, Desk, PassedOver, Trigger
from helpdesk.tickets.models import RoutingReason

SHOWN = 10
"""How many of those who were considered a decision keeps by name."""


def choose(asked: Asked, desk: Desk) -> Choice:
    """Whoever keeps a ticket that was opened again, else the contact's owner where the rule says so, else the first of
    those whom the rule names."""
    if asked.keeps is not None:
        kept = _considered(asked, desk, asked.keeps)
        if kept.eligible:
            return Choice(RoutingReason.KEPT_OWNER, asked.keeps, [kept])
    if not asked.rule.assigns:
        return Choice(RoutingReason.ASSIGNMENT_OFF)
    if asked.rule.assign_to is AssignTo.CONTACT_OWNER:
        return _by_contact(asked, desk)
    return _by_rule(asked, desk, [])


def _by_contact(asked: Asked, desk: Desk) -> Choice:
    owner_id = asked.contact_owner_id
    if owner_id is None:
        return _by_rule(asked, desk, [])
    owner = _considered(asked, desk, owner_id)
    if owner.eligible:
        return Choice(RoutingReason.CONTACT_OWNER, owner_id, [owner])
    is_new = asked.customer_wrote and asked.trigger in _SUBMISSIONS
    written_to = owner_id if is_new and owner.reason is PassedOver.AWAY else None
    if asked.rule.wait_for_owner and owner.reason in _FOR_NOW:
        return Choice(RoutingReason.WAITS_FOR_OWNER, considered=[owner], waits_for=owner_id, written_to=written_to)
    found = _by_rule(asked, desk, [owner])
    return replace(found, written_to=written_to)


_FOR_NOW = {PassedOver.AWAY, PassedOver.AT_CAPACITY, PassedOver.AT_CHANNEL_CAPACITY}
"""Whoever is passed over for these can get the ticket later."""
_SUBMISSIONS = {Trigger.OPENED, Trigger.REOPENED, Trigger.SIMULATED}
"""The customer may have written: the owner hears of it once, not each time that the ticket is routed again."""


def _by_rule(asked: Asked, desk: Desk, before: Sequence[Considered]) -> Choice:
    """`before`: who was considered already."""
    known = {each.user_id for each in before}
    found = [_considered(asked, desk, each) for each in dict.fromkeys(named(asked, desk)) if each not in known]
    if not found and not any(asked.rule.named):
        return Choice(RoutingReason.NO_FALLBACK, considered=before)
    eligible = sorted((each for each in found if each.eligible), key=lambda each: _order(asked, desk, each))
    passed_over = [each for each in found if not each.eligible]
    in_order = [*before, *eligible, *passed_over]
    others = Counter("eligible" if each.eligible else str(each.reason) for each in in_order[SHOWN:])
    if not eligible:
        return Choice(RoutingReason.NOBODY_ELIGIBLE, None, in_order[:SHOWN], others)
    owner_id = eligible[0].user_id
    return Choice(RoutingReason.CHOSEN, owner_id, in_order[:SHOWN], others, _team(asked, desk, owner_id))


def _team(asked: Asked, desk: Desk, user_id: str) -> str | None:
    """Through which the rule names them, if it does not name themselves: their main team before others."""
    user_ids, team_ids = asked.rule.named
    member = desk.roster.get(user_id)
    if member is None or user_id in user_ids:
        return None
    # No ticket is given to a team that does not see its inbox.
    seeing = asked.inbox_team_ids or frozenset(team_ids)
    return next((each for each in member.team_ids if each in team_ids and each in seeing), None)


def named(asked: Asked, desk: Desk) -> Iterator[str]:
    """By the rule: users, and the members of teams."""
    user_ids, team_ids = asked.rule.named
    yield from user_ids
    yield from (member.id for member in desk.roster.of_teams(frozenset(team_ids)))


def _considered(asked: Asked, desk: Desk, user_id: str) -> Considered:
    member = desk.roster.get(user_id)
    has = desk.loads.open_tickets(user_id)
    if member is None:
        return Considered(user_id, eligible=False, reason=PassedOver.UNKNOWN, open_tickets=has, capacity=None)
    # A ticket that its owner keeps is one of those that they have.
    has -= user_id == asked.keeps
    reason = _passed_over(asked, desk, member, has)
    return Considered(user_id, reason is None, reason, has, member.capacity.total)


def _passed_over(asked: Asked, desk: Desk, member: Member, has: int) -> PassedOver | None:
    of_channel = member.capacity.by_channel.get(asked.channel or "")
    in_channel = desk.loads.open_in_channel(member.id) - (member.id == asked.keeps)
    total = member.capacity.total
    reasons = {
        PassedOver.DEACTIVATED: not member.is_active,
        PassedOver.NO_SERVICE_SEAT: not member.has_service_seat,
        PassedOver.MAY_NOT_REPLY: not desk.roster.may_reply(member),
        PassedOver.NO_INBOX_ACCESS: bool(asked.inbox_team_ids) and not asked.inbox_team_ids & set(member.team_ids),
        PassedOver.MISSING_SKILL: not asked.skills <= {skill.casefold() for skill in member.skills},
        PassedOver.DID_NOT_ANSWER: member.id in asked.tried,
        PassedOver.AWAY: desk.loads.is_away(member.id),
        PassedOver.AT_CAPACITY: total is not None and has >= total,
        PassedOver.AT_CHANNEL_CAPACITY: of_channel is not None and in_channel >= of_channel,
    }
    return next((reason for reason, is_so in reasons.items() if is_so), None)


def _order(asked: Asked, desk: Desk, each: Considered) -> tuple[int, str]:
    """Of equals, a ticket chooses by chance, and the same ticket always the same: so they share the work."""
    if asked.rule.method is Method.ROUND_ROBIN:
        last = desk.last_given_to or ""
        return int(each.user_id <= last), each.user_id
    return each.open_tickets, digest(asked.ticket_id, each.user_id)
