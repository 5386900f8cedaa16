"""What the history says of a decision. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from helpdesk.accounts.routing_rules import RoutingRule
from helpdesk.conversations.models import FROM_TEAM, WRITTEN_TO, EventType, Happened
from helpdesk.routing.models import Choice, Considered, PassedOver, Trigger
from helpdesk.tickets.models import Ticket

ANSWER_WITHIN = "answer_within_seconds"


def happened(before: Ticket, after: Ticket, choice: Choice, rule: RoutingRule, trigger: Trigger) -> Happened:
    """A change of owner that says why, or that nobody got the ticket."""
    why = {"code": choice.code.value, "reason": choice.code.text, **explained(choice, rule, trigger)}
    if before.team_id != after.team_id:
        why[FROM_TEAM] = before.team_id
    if before.owner_id != after.owner_id:
        return Happened(EventType.OWNER_CHANGED, {"from": before.owner_id, "to": after.owner_id, **why})
    return Happened(EventType.ROUTED, {"decision": choice.code.decision, **why})


def explained(choice: Choice, rule: RoutingRule, trigger: Trigger) -> dict[str, Any]:
    """What a decision was made on: without what says nothing, because each event is paid for by its size."""
    details = {
        "trigger": trigger.value,
        "team_id": choice.team_id,
        "rule_version": rule.version,
        "considered": _in_short(choice.considered),
        "others": dict(choice.others),
        WRITTEN_TO: choice.written_to,
        ANSWER_WITHIN: rule.answer_within_seconds if choice.owner_id else None,
    }
    return {name: value for name, value in details.items() if value}


def considered(details: Mapping[str, Any]) -> Iterator[Considered]:
    """Those who were, in their order."""
    for user_id, (open_tickets, *rest) in details.get("considered", {}).items():
        capacity, reason = [*rest, None, None][:2]
        yield Considered(user_id, reason is None, PassedOver(reason) if reason else None, open_tickets, capacity)


def _in_short(people: Sequence[Considered]) -> dict[str, list[Any]]:
    """By who they are: open tickets, capacity, why they were passed over. So a decision with ten people is below a
    kilobyte, the step in which writes are paid."""
    return {each.user_id: _without_end([each.open_tickets, each.capacity, each.reason]) for each in people}


def _without_end(values: list[Any]) -> list[Any]:
    return values if not values or values[-1] is not None else _without_end(values[:-1])
