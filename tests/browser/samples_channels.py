"""Channels, accounts and what is known about them, as the API describes them."""

from typing import Any

from tests.browser import samples

Json = dict[str, Any]
PAPER_PLANE = samples.PAPER_PLANE
HARBOUR = "1840229174"


def _channel(**changes: Any) -> Json:
    capabilities = {
        "attachment_types": ["FILE"],
        "conversation_start": False,
        "delivery_identifier_types": ["CHANNEL_SPECIFIC_OPAQUE_ID"],
        "inline_images": False,
        "multiple_recipients": False,
        "outgoing_messages": True,
        "rich_text": [],
        "threading_model": "INTEGRATION_THREAD_ID",
    }
    return {
        "id": PAPER_PLANE,
        "name": "Paper plane",
        "description": "Chats of the shops that fold paper planes.",
        "logo_url": samples.LOGO,
        "built_in": False,
        "capabilities": capabilities | changes.pop("capabilities", {}),
        "connect": "redirect",
        "credential_fields": None,
        "checks_credentials": False,
        "accounts": 2,
        "authorized": True,
        "unauthorized": [],
        "accounts_incomplete": False,
        **changes,
    }


def webhook() -> Json:
    url = {"type": "string", "title": "Delivery URL", "description": "Where replies are sent to.", "format": "uri"}
    return _channel(
        id="custom",
        name="Webhook",
        description="Any messaging service that uses Kanaal's own format, signed according to Standard Webhooks.",
        built_in=True,
        logo_url=None,
        connect="credentials",
        accounts=0,
        credential_fields={"type": "object", "properties": {"delivery_url": url}, "required": ["delivery_url"]},
    )


def telegram() -> Json:
    token = {"type": "string", "title": "Bot token", "description": "As @BotFather shows it: 123456:ABC…"}
    return _channel(
        id="telegram",
        name="Telegram",
        description="Chats of a Telegram bot.",
        built_in=True,
        logo_url=None,
        connect="credentials",
        accounts=1,
        capabilities={
            "attachment_types": ["FILE", "LOCATION", "CONTACT", "QUICK_REPLIES"],
            "rich_text": ["BOLD", "ITALIC"],
        },
        credential_fields={
            "type": "object",
            "properties": {
                "bot_token": {**token, "maxLength": 128, "writeOnly": True},
                "commands": {"type": "string", "title": "Commands", "maxLength": 3000},
                "channel_posts": {"type": "boolean", "title": "Posts in channels"},
            },
            "required": ["bot_token"],
        },
    )


def harbour() -> Json:
    """Every kind of field, and a check."""
    return _channel(
        id=HARBOUR,
        name="Harbour mail",
        description="Letters that arrive by ship.",
        logo_url=None,
        connect="credentials",
        checks_credentials=True,
        accounts=1,
        authorized=False,
        unauthorized=[
            {
                "account_id": "6919636285649004",
                "method": "PUT",
                "name": "Pier 4",
                "path": "/v1/channel-accounts/6919636285649004/credentials",
            }
        ],
        credential_fields={
            "type": "object",
            "required": ["api_key", "region"],
            "properties": {
                "api_key": {
                    "type": "string",
                    "title": "API key",
                    "description": "Settings, then API",
                    "minLength": 8,
                    "writeOnly": True,
                },
                "region": {"type": "string", "title": "Region", "enum": ["eu", "us"]},
                "berth": {"type": "integer", "title": "Berth", "minimum": 1, "maximum": 40},
                "mail": {"type": "string", "title": "E-mail", "format": "email"},
                "tides": {"type": "boolean", "title": "Send tides"},
            },
        },
    )


def channels() -> list[Json]:
    return [webhook(), telegram(), _channel(), harbour()]


def accounts() -> list[Json]:
    failed = {
        "state": "failed",
        "code": "bot_unauthorized",
        "reason": "Telegram rejects the token.",
        "since": samples.moment(90),
    }
    return [
        *samples.accounts()[:2],
        samples.account(3, name="Web chat"),
        samples.account(4, name="Pier 4", channel_id=HARBOUR, authorized=False),
        samples.account(5, name="Old shop", active=False, when_off="stop"),
        samples.account(6, name="Night bot", kind="telegram", channel_id=None, handle="@night_bot", connection=failed),
        samples.account(7, name="Balloon post", channel_id="1840229999"),
        samples.account(8, name="Own webhook", channel_id=None),
        samples.account(9, name="Long gone", archived_at=samples.moment(4000)),
    ]


def details(account: Json, **changes: Any) -> Json:
    failed = {"at": samples.moment(12), "result": "FAILED", "code": "status_500", "reason": "It answered 500."}
    last = failed if account["name"] == "Web chat" else {**failed, "result": "SENT", "code": None, "reason": None}
    delivery = last if account["channel_id"] else None
    return {
        **account,
        "last_message_at": samples.moment(3),
        "last_delivery": delivery,
        "last_delivery_known": True,
        **changes,
    }


def connected(account: Json, **changes: Any) -> Json:
    return {
        "account": account,
        "credentials_check": {"result": "accepted", "message": ""},
        "repeated": False,
        "signing_secret": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        "webhook_url": f"https://desk.example.com/webhooks/{account['id']}",
        **changes,
    }


def delivery(number: int, **changes: Any) -> Json:
    return {
        "id": f"dlv_{number:05}",
        "account_id": "6919636285649001",
        "attempt": 1,
        "attempted_at": samples.moment(number * 3),
        "duration_ms": 84 + number,
        "event_id": f"msg_{number:05}_1",
        "failure": None,
        "next_attempt_at": None,
        "replay": False,
        "result": "SENT",
        "type": "OUTGOING_CHANNEL_MESSAGE_CREATED",
        **changes,
    }


def deliveries() -> list[Json]:
    failure = {"code": "status_500", "reason": "It answered 500."}
    return [
        delivery(0, replay=True, attempt=5),
        delivery(1, result="RETRYING", attempt=2, failure=failure, next_attempt_at=samples.moment(-4)),
        delivery(2, result="FAILED", attempt=4, failure=failure),
        delivery(3),
    ]


def audit_event(number: int, **changes: Any) -> Json:
    return {
        "id": f"aud_{number:05}",
        "type": "channel_account.updated",
        "actor": {"id": samples.ME, "kind": "person", "name": "Ben Ito", "on_behalf_of": None},
        "subject": {"kind": "account", "id": "6919636285649001"},
        "account_id": "6919636285649001",
        "app_id": None,
        "channel_id": PAPER_PLANE,
        "created_at": samples.moment(number * 60 + 5),
        "details": {"name": {"from": "Paper", "to": "Paper plane"}},
        "webhook": {
            "at": samples.moment(number * 60 + 4),
            "attempts": 1,
            "failure_code": None,
            "failure_reason": None,
            "status": "SENT",
        },
        **changes,
    }
