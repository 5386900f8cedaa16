"""Tickets to connect: `{id}_{256 random bits}`, good once and for thirty seconds. Only the hash is stored."""

import hashlib
import hmac
import re
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta

from helpdesk.live.models import Client
from helpdesk.platform.attributes import Key
from helpdesk.platform.clock import Clock, from_text, to_text
from helpdesk.platform.dynamodb import ConditionFailed, Table
from helpdesk.platform.frozen import frozen
from helpdesk.platform.ids import NewId, new_ulid
from helpdesk.platform.records import dump, load

_GOOD_FOR = timedelta(seconds=30)
_PATTERN = re.compile(r"([0-9a-z]{26})_[A-Za-z0-9_-]{43}")


@frozen
class _Stored:
    client: Client
    hashed: str
    good_until: str
    expires_at: int
    """When the table deletes it, in seconds."""


class LiveTickets:
    def __init__(
        self,
        table: Table,
        now: Clock,
        new_id: NewId = new_ulid,
        random: Callable[[], str] = lambda: secrets.token_urlsafe(32),
    ) -> None:
        self._table = table
        self._now = now
        self._new_id = new_id
        self._random = random

    def issue(self, client: Client) -> tuple[str, datetime]:
        """Its text, which cannot be read again, and until when it is good."""
        text, until = f"{self._new_id()}_{self._random()}", self._now() + _GOOD_FOR
        stored = _Stored(client, _hash(text), to_text(until), int(until.timestamp()) + 60)
        self._table.write(self._table.putting(_key(text), dump(stored)))
        return text, until

    def redeem(self, text: str, connection_id: str) -> Client | None:
        """Whose it is, for one connection: for the same one again, because a request may be repeated. None for any text
        that is no ticket, or is none any more."""
        item = self._table.get(_key(text), consistent=True) if _PATTERN.fullmatch(text) else None
        stored = load(_Stored, item) if item else None
        if stored is None or not hmac.compare_digest(stored.hashed, _hash(text)):
            return None
        if from_text(stored.good_until) <= self._now():
            return None
        unused = "attribute_exists(#pk) AND (attribute_not_exists(#used_by) OR #used_by = :used_by)"
        try:
            self._table.write(self._table.changing(_key(text), unused, {"used_by": connection_id}))
        except ConditionFailed:
            return None
        return stored.client


def _key(text: str) -> Key:
    return Key(f"live_ticket#{text.partition('_')[0]}", "live_ticket")


def _hash(text: str) -> str:
    """No salt and no stretching: 256 random bits cannot be guessed."""
    return hashlib.sha256(text.encode()).hexdigest()
