"""What was done to a channel account, or to an app, by whom. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from helpdesk.people.actors import Actor
from helpdesk.platform.telling import UNTOLD, Telling


class AuditType(StrEnum):
    CONNECTED = "channel_account.connected"
    UPDATED = "channel_account.updated"
    SWITCHED_OFF = "channel_account.switched_off"
    SWITCHED_ON = "channel_account.switched_on"
    MOVED = "channel_account.moved"
    SECRET_ROTATED = "channel_account.secret_rotated"  # noqa: S105 - the name of what happened
    CREDENTIALS_REPLACED = "channel_account.credentials_replaced"
    DELETED = "channel_account.deleted"
    APP_SECRET_ROTATED = "app.secret_rotated"  # noqa: S105 - the name of what happened


@dataclass(frozen=True, slots=True)
class Change:
    """What a field was, and what it is; as JSON has it."""

    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class AuditEvent:
    id: str
    """A ULID: its order is the order in which things were done, to the millisecond."""
    type: AuditType
    account_id: str
    """Empty for what was done to an app: it concerns each of its accounts."""
    actor: Actor
    created_at: str
    channel_id: str | None = None
    """The registered channel of the account: its app is told."""
    details: Mapping[str, Change] = field(default_factory=dict)
    """By field. Never a secret: that one was replaced is the type's to say."""
    telling: Telling = UNTOLD
    app_id: str | None = None
    """Of what was done to an app."""
