"""Thirty views of a desk that `infra.workbench.made_up` has made: what people ask for. Pure."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from helpdesk.platform.clock import to_text
from infra.workbench.made_up import NOW, MadeUpDesk, agent

_OPEN, _CLOSED = ("status", "is", "open"), ("status", "is", "closed")
_NEWEST = "last_activity_at"
_WEEK_AGO, _DAY_AGO = to_text(NOW - timedelta(days=7)), to_text(NOW - timedelta(days=1))
_LARGE, _VIP = ("properties.amount", "at_least", 300), ("properties.vip", "is", True)
_TAG = ("properties.tags", "is", "tags_3")


def views(desk: MadeUpDesk) -> list[dict[str, Any]]:
    """As they are created."""
    return [
        {
            "name": name,
            "filters": [_filter(*each) for each in filters],
            "sort": [{"property": sort.lstrip("+"), "direction": "ascending" if sort[0] == "+" else "descending"}],
        }
        for name, (*filters, sort) in _views(desk).items()
    ]


def _views(desk: MadeUpDesk) -> Mapping[str, tuple[Any, ...]]:
    """Filters, and by what it is sorted; `+`: the least first."""
    five = [agent(number) for number in range(5)]
    return {
        "all open": (_OPEN, _NEWEST),
        "unassigned": (_OPEN, ("owner_id", "is_empty"), "+opened_at"),
        "mine": (_OPEN, ("owner_id", "is", "me"), _NEWEST),
        "of one who has few": (_OPEN, ("owner_id", "is", agent(150)), _NEWEST),
        "team, two statuses": (
            _OPEN,
            ("team_id", "is", "team_0"),
            ("status_id", "in", ["new", "open"]),
            "+opened_at",
        ),
        "closed": (_CLOSED, "closed_at"),
        "channel, open": (_OPEN, ("channel_id", "is", "channel-2"), _NEWEST),
        "account": (("account_id", "is", desk.ticket(0).account_id), _NEWEST),
        "urgent, open": (_OPEN, ("priority", "is", "urgent"), "+opened_at"),
        "urgent or high": (_OPEN, ("priority", "at_least", "high"), ("channel_id", "is", "channel-0"), "priority"),
        "waiting for a week": (_OPEN, ("waiting_since", "before", _WEEK_AGO), "waiting_since"),
        "closed last week": (_CLOSED, ("closed_at", "after", _WEEK_AGO), "closed_at"),
        "category": (_OPEN, ("category", "is", "category 3"), _NEWEST),
        "not the category": (_OPEN, ("category", "is_not", "category 3"), _NEWEST),
        "city": (("properties.city", "is", "city 1"), _NEWEST),
        "city, a few": (("properties.city", "is", "city 500"), _NEWEST),
        "plan, open": (_OPEN, ("properties.plan", "is", "plan_3"), _NEWEST),
        "large amount": (("properties.amount", "at_least", 500), "properties.amount"),
        "large amount, open": (_OPEN, _LARGE, _NEWEST),
        "important": (_VIP, _NEWEST),
        "important, open": (_OPEN, _VIP, "properties.due"),
        "due": (_OPEN, ("properties.due", "before", _DAY_AGO[:10]), "properties.due"),
        "tag": (_TAG, _NEWEST),
        "tag, not the plan": (_OPEN, _TAG, ("properties.plan", "is_not", "plan_0"), _NEWEST),
        "without a city": (_OPEN, ("properties.city", "is_empty"), "+opened_at"),
        "five owners": (_OPEN, ("owner_id", "in", five), _NEWEST),
        "opened today": (("opened_at", "after", _DAY_AGO), "opened_at"),
        "team, closed": (_CLOSED, ("team_id", "is", "team_3"), "closed_at"),
        "by name, open": (_OPEN, ("last_direction", "is", "in"), "name"),
        "everything": (_NEWEST,),
    }


def _filter(name: str, operator: str, value: Any = None) -> dict[str, Any]:
    return {"property": name, "operator": operator, "value": value}
