"""A desk with people, channels and tickets, as the API describes them."""

from datetime import UTC, datetime, timedelta
from functools import cache
from io import BytesIO
from typing import Any

from PIL import Image, ImageDraw

Json = dict[str, Any]

NOW = datetime(2026, 11, 26, 12, 0, tzinfo=UTC)
TIME = "%Y-%m-%dT%H:%M:%S.%fZ"
ME = "00c6d63a-b474-45cc-8359-2202f4d2a866"
PAPER_PLANE = "1840229173"
LOGO = "/v1/logos/qel4acioq5e2eljfx5cgtavtvak7v2m5xw3jd4q6ta"
"""Where the desk keeps the logo of that channel. No other channel has one."""
CLEO = "7d3b0c1e-52a9-4f7e-9b1d-6a0f3c1d2e4b"

_CUSTOMERS = (
    "Ada Lovelace",
    "Omar Haddad",
    "Priya Nair",
    "Sven Lindqvist",
    "Rosa Jiménez",
    "Tariq Okafor",
    "Mei Tanaka",
    "Ivo Horvat",
    "Noor de Vries",
    "Quinn Petrov",
)
_QUESTIONS = (
    "My parcel has not arrived. It should have been here on Tuesday.",
    "Can I change the address of my order?",
    "The vase is broken. I attached a picture.",
    "Is the blue one in stock again?",
    "Please cancel my subscription from next month on.",
    "Your invoice has the wrong company name.",
    "How do I return shoes that do not fit?",
)


def moment(minutes_ago: float = 0) -> str:
    return (NOW - timedelta(minutes=minutes_ago)).strftime(TIME)


AVAILABLE = {"state": "available", "reason": None, "until": None}
PLAN: Json = {**AVAILABLE, "choice": None, "working_hours": None, "out_of_office": None, "version": 1}
"""Of availability."""


def user(user_id: str, name: str, email: str, role_id: str) -> Json:
    return {
        "id": user_id,
        "name": name,
        "email": email,
        "role_id": role_id,
        "has_service_seat": True,
        "team_ids": [],
        "main_team_id": None,
        "skills": [],
        "capacity": {"total": None, "by_channel": {}},
        "is_active": True,
        "availability": AVAILABLE,
        "deactivated_at": None,
        "created_at": moment(90_000),
        "version": 1,
        "open_tickets": 2,
    }


def agents() -> list[Json]:
    return [
        user(ME, "Ben Ito", "ben@example.com", "administrator"),
        user(CLEO, "Cleo Martin", "cleo@example.com", "agent"),
    ]


_AGENT = ("channels.read", "conversations.read", "conversations.write", "tickets.read", "tickets.write", "users.read")


_ADMIN = ("audit.read", "channels.write", "settings.write", "users.write")


def me(role: str) -> Json:
    is_admin = role == "admin"
    return {
        "id": ME,
        "name": "Ben Ito",
        "email": "ben@example.com",
        "role": {"id": "administrator", "name": "Administrator"} if is_admin else {"id": "agent", "name": "Agent"},
        "has_service_seat": True,
        "teams": [],
        "main_team_id": None,
        "permissions": sorted((*_AGENT, *(_ADMIN if is_admin else ()))),
        "ticket_access": "all",
        "availability": AVAILABLE,
        "program": None,
    }


def routing_rule(**changes: Any) -> Json:
    nobody: Json = {"assign_to": "none", "user_ids": [], "team_ids": []}
    return {
        "automatic": False,
        **nobody,
        "method": "balanced",
        "fallback": dict(nobody),
        "wait_for_owner": False,
        "required_skills": [],
        "answer_within_seconds": None,
        "version": 1,
        **changes,
    }


def account(number: int, **changes: Any) -> Json:
    return {
        "id": f"69196362856490{number:02}",
        "kind": "custom",
        "channel_id": PAPER_PLANE,
        "logo_url": LOGO if changes.get("channel_id", PAPER_PLANE) == PAPER_PLANE else None,
        "inbox_id": "1",
        "name": f"Account {number}",
        "active": True,
        "when_off": "retry",
        "authorized": True,
        "archived_at": None,
        "delivery_url": "https://chat.example.com/replies",
        "delivery_identifier": {"type": "CHANNEL_SPECIFIC_OPAQUE_ID", "value": f"account-{number}"},
        "ticket_properties": {},
        "routing": routing_rule(),
        "reopen_hours": 72,
        "retry_hours": 72,
        "sends_per_second": None,
        "default_region": None,
        "delivery": {"state": "healthy", "failing_since": None, "next_probe_at": None, "waiting_replies": 0},
        "handle": None,
        "service_settings": {},
        "connection": None,
        "created_at": moment(80_000),
        "version": 1,
        **changes,
    }


def accounts() -> list[Json]:
    return [
        account(1, name="Paper plane"),
        account(
            2, name="Flower shop", kind="telegram", channel_id=None, handle="@flower_shop_bot", delivery_identifier=None
        ),
        account(3, name="Web chat", channel_id="1840229175"),
    ]


def ticket(number: int, **changes: Any) -> Json:
    """The higher the number, the older."""
    customer, question = _CUSTOMERS[number % len(_CUSTOMERS)], _QUESTIONS[number % len(_QUESTIONS)]
    return {
        "id": f"tkt_{number:05}",
        "subject": question.partition(".")[0],
        "name": question.partition(".")[0],
        "number": 1000 - number,
        "pipeline_id": "1",
        "status_id": "new",
        "status_category": "open",
        "priority": None,
        "category": None,
        "first_reply_at": None,
        "waiting_since": None,
        "incomplete": [],
        "preview": question,
        "status": "open",
        "owner_id": (None, ME, None, CLEO)[number % 4],
        "account_id": f"69196362856490{number % 3 + 1:02}",
        "channel": {"id": "1840229173", "name": "Paper plane", "logo_url": None, "custom": True},
        "team_id": None,
        "created_at": moment(number * 7.5 + 0.5),
        "last_message": {"direction": "in", "preview": question, "at": None, "actor": None},
        "inbox_id": "1",
        "contact_id": f"con_{number % len(_CUSTOMERS):05}",
        "contact_name": customer,
        "conversation_id": f"cnv_{number:05}_1",
        "last_activity_at": moment(number * 7.5 + 0.5),
        "last_direction": "out" if number % 5 == 3 else "in",
        "last_sequence": number % 7 + 1,
        "reply_state": "none",
        "opened_at": moment(number * 7.5 + 60),
        "closed_at": None,
        "previous_conversation_id": None,
        "previous_ticket_id": None,
        "properties": {},
        "routing": None,
        "version": 1,
        **changes,
    }


@cache
def logo() -> bytes:
    """A paper plane, on nothing."""
    picture = Image.new("RGBA", (192, 192))
    draw = ImageDraw.Draw(picture)
    draw.polygon([(12, 96), (180, 18), (132, 174), (90, 126)], fill="#e8590c")
    draw.polygon([(90, 126), (180, 18), (84, 108)], fill="#a33b04")
    draw.polygon([(84, 108), (90, 126), (84, 168)], fill="#c94d08")
    kept = BytesIO()
    picture.resize((96, 96)).save(kept, "PNG")
    return kept.getvalue()


BESIDE: Json = {"entries": [], "earlier_conversations": [], "open_tickets": []}
"""A ticket."""


def contact(of: Json, **changes: Any) -> Json:
    """The contact of a ticket."""
    return {
        "id": of["contact_id"],
        "account_id": of["account_id"],
        "identifier": "ada-17",
        "name": of["contact_name"],
        "email": None,
        "phone": None,
        "created_at": moment(50_000),
        "identities": [],
        **changes,
    }


def timeline(*entries: Json) -> Json:
    """All of a conversation, oldest first."""
    return {"entries": list(entries), "older_cursor": None, "newer_cursor": None}


WHAT_THE_DESK_WRITES: Json = {
    "email": None,
    "phone": None,
    "owner_id": None,
    "properties": {},
    "version": 1,
    "first_seen_at": moment(50_000),
    "last_seen_at": moment(900),
    "merges": [],
}
"""Of a contact."""


def contact_details(contact_id: str) -> Json:
    address = {"type": "CHANNEL_SPECIFIC_OPAQUE_ID", "value": "ada-17", "account_id": "6919636285649001"}
    return {
        "id": contact_id,
        "name": "Ada Lovelace",
        "account_id": "6919636285649001",
        "identifiers": [
            {**address, "id": None, "verified": False, "verified_by": None, "verified_at": None, "verifier": None}
        ],
        "created_at": moment(50_000),
        **WHAT_THE_DESK_WRITES,
    }


def desk_draft(**changes: Any) -> Json:
    """The person's own, as they have just saved it."""
    me = {"id": ME, "kind": "person", "name": "Ben Ito", "on_behalf_of": None, "through": None}
    return {
        "id": "drf_00001",
        "conversation_id": "cnv_00001_1",
        "owner_id": ME,
        "state": "editing",
        "proposed_by": None,
        "text": "",
        "rich_text": None,
        "attachments": [],
        "recipients": [],
        "in_reply_to": None,
        "created_at": moment(9),
        "saved_at": moment(),
        "saved_by": me,
        "version": 1,
        **changes,
    }


def view(id_: str, name: str, **changes: Any) -> Json:
    """One that somebody has made."""
    return {
        "id": id_,
        "name": name,
        "filters": [],
        "match": "all",
        "sort": [{"property": "last_activity_at", "direction": "descending"}],
        "columns": ["name"],
        "visibility": "private",
        "owner_id": "agent-ann",
        "team_id": None,
        "built_in": False,
        "problems": [],
        "created_at": moment(60),
        "version": 1,
        **changes,
    }


def view_counts(counts: dict[str, int | None]) -> Json:
    return {"counts": [{"view_id": view_id, "count": count} for view_id, count in counts.items()]}
