"""People, teams, roles, and what the routing decided about them."""

from typing import Any

from tests.browser import samples
from tests.browser.desk import Json, RecordedDesk

RETURNS = "01m82crewcj3bkcmh240am6jt1"


def team(team_id: str, name: str, *member_ids: str) -> Json:
    made = {"created_at": samples.moment(60_000), "version": 1}
    return {"id": team_id, "name": name, "member_ids": list(member_ids), **made}


def staffed(desk: RecordedDesk) -> RecordedDesk:
    desk.teams = [team(RETURNS, "Returns", samples.CLEO), team("01m82crewcj3bkcmh240am6jt2", "Shop", samples.ME)]
    return desk


_READING = ("channels.read", "conversations.read", "tickets.read", "users.read")
_AGENT = (*_READING, "conversations.write", "tickets.write")
_EVERYTHING = (*_AGENT, "audit.read", "channels.write", "settings.write", "users.write")


def role(role_id: str, name: str, *permissions: str, is_built_in: bool = True, access: str = "all") -> Json:
    granted = {"permissions": sorted(permissions), "ticket_access": access, "is_built_in": is_built_in}
    return {"id": role_id, "name": name, **granted, "created_at": None, "version": 1}


TRAINEE = role("rol_1", "Trainee", *_READING, is_built_in=False, access="own")
ROLES = [role("administrator", "Administrator", *_EVERYTHING), role("agent", "Agent", *_AGENT), TRAINEE]


def api_token(token_id: str, name: str, *scopes: str, **changes: Any) -> Json:
    never = dict.fromkeys(("app_id", "expires_at", "revoked_at", "last_used_at"))
    made = {"owner_id": samples.ME, "created_at": samples.moment(50_000)}
    return {"id": token_id, "name": name, "scopes": list(scopes), **never, **made, **changes}


TOKENS = [
    api_token("tok_1", "Monthly report", "tickets.read", "conversations.read", last_used_at=samples.moment(120)),
    api_token("tok_2", "Shop", "tickets.write", owner_id=samples.CLEO, expires_at=samples.moment(-90_000)),
    api_token("tok_3", "Old import", "tickets.read", revoked_at=samples.moment(9000)),
    api_token("tok_4", "Trial", "tickets.read", expires_at=samples.moment(3000)),
]


TURNS: list[Json] = [
    {
        "id": "trn_00003",
        "at": samples.moment(90),
        "state": "available",
        "reason": None,
        "until": None,
        "by": {"id": samples.ME, "kind": "person", "name": "Ben Ito", "on_behalf_of": None, "through": None},
    },
    {
        "id": "trn_00002",
        "at": samples.moment(1200),
        "state": "away",
        "reason": "working_hours",
        "until": samples.moment(90),
        "by": None,
    },
]
"""Of somebody's availability."""


def considered(user_id: str, reason: str | None = None, open_tickets: int = 1, capacity: int | None = 5) -> Json:
    return {
        "user_id": user_id,
        "eligible": reason is None,
        "reason": reason,
        "open_tickets": open_tickets,
        "capacity": capacity,
    }


def decision(**changes: Any) -> Json:
    return {
        "at": samples.moment(3),
        "outcome": "assigned",
        "owner_id": samples.ME,
        "code": "chosen",
        "reason": "They were next by the rule.",
        "considered": [considered(samples.ME)],
        "others": {},
        "rule_version": 4,
        "trigger": "opened",
        "team_id": None,
        "written_to": None,
        "mail": None,
        **changes,
    }


CLEO_AWAY: Json = {
    "considered": [considered(samples.ME, None, 2, None), considered(samples.CLEO, "away")],
    "others": {"at_capacity": 3},
}
"""Of a decision."""


def short(ticket: Json) -> Json:
    """A ticket beside another one."""
    names = short_ticket("", "", "")
    return {name: ticket["subject"] if name == "name" else ticket[name] for name in names}


def short_ticket(ticket_id: str, name: str, account_id: str) -> Json:
    """Beside a ticket."""
    return {
        "id": ticket_id,
        "conversation_id": "cnv_00007_1",
        "account_id": account_id,
        "number": 993,
        "name": name,
        "status": "open",
        "status_id": "new",
        "owner_id": None,
        "opened_at": samples.moment(3000),
        "closed_at": None,
        "last_activity_at": samples.moment(2900),
    }
