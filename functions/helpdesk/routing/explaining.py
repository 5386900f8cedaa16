"""What the history says of a decision. Pure."""

from typing import Any

from helpdesk.accounts.routing_rules import RoutingRule
from helpdesk.conversations.models import EventType, Happened
from helpdesk.platform.records import plain
from helpdesk.routing.models import Choice, Trigger
from helpdesk.tickets.models import Ticket

ANSWER_WITHIN = "answer_within_seconds"


def happened(before: Ticket, after: Ticket, choice: Choice, rule: RoutingRule, trigger: Trigger) -> Happened:
    """A change of owner that says why, or that nobody got the ticket."""
    why = {"code": choice.code.value, "reason": choice.code.text, **explained(choice, rule, trigger)}
    if before.owner_id != after.owner_id:
        return Happened(EventType.OWNER_CHANGED, {"from": before.owner_id, "to": after.owner_id, **why})
    return Happened(EventType.ROUTED, {"decision": choice.code.decision, **why})


def explained(choice: Choice, rule: RoutingRule, trigger: Trigger) -> dict[str, Any]:
    """What a decision was made on: without what says nothing, because each event is paid for by its size."""
    details = {
        "trigger": trigger.value,
        "rule_version": rule.version,
        "considered": plain(choice.considered),
        "others": dict(choice.others),
        "written_to": choice.written_to,
        ANSWER_WITHIN: rule.answer_within_seconds if choice.owner_id else None,
    }
    return {name: value for name, value in details.items() if value}
