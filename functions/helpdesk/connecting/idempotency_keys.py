"""Idempotency of connecting: the result is stored under the caller's key, in the same transaction as the account."""

import hashlib
import json
from dataclasses import asdict

from helpdesk.connecting.channel_checks import Check
from helpdesk.connecting.models import ConnectionRequest
from helpdesk.platform.attributes import Key
from helpdesk.platform.clock import Clock, to_text
from helpdesk.platform.dynamodb import Table, Write
from helpdesk.platform.errors import Conflict, InvalidRequest
from helpdesk.platform.frozen import frozen
from helpdesk.platform.idempotency import WINDOW
from helpdesk.platform.ids import digest
from helpdesk.platform.records import dump, load


@frozen
class IdempotentRequest:
    """A request under an idempotency key of its caller."""

    key: Key
    hashed: bytes
    """Distinguishes it from another request under the same key."""

    @classmethod
    def of(cls, caller: str, channel_id: str, request: ConnectionRequest) -> "IdempotentRequest":
        key = str(request.idempotency_key)
        try:
            content = json.dumps(asdict(request) | {"given_fields": sorted(request.given_fields)}, sort_keys=True)
        except RecursionError:
            message = "Credentials are strings, numbers and booleans: nested lists are not allowed."
            raise InvalidRequest.at("credentials", message, code="invalid_credentials") from None
        # It contains credentials, some of them short: nobody who reads the table must be able to find them by trial.
        hashed = hashlib.scrypt(content.encode(), salt=f"{caller}/{key}".encode(), n=2**14, r=8, p=1)
        return cls(Key(f"idempotency-key#{digest(caller, channel_id, key)}", "idempotency-key"), hashed)


@frozen
class Earlier:
    account_id: str
    check: Check


class IdempotencyKeys:
    def __init__(self, table: Table, now: Clock) -> None:
        self._table = table
        self._now = now

    def earlier(self, request: IdempotentRequest) -> Earlier | None:
        """The result of the same request within 24 hours. Raises Conflict if the key was used for a different one."""
        item = self._table.get(request.key, consistent=True)
        if item is None or item["expires_at"] <= to_text(self._now()):
            return None
        if item["said"] != request.hashed:
            raise Conflict(
                "This Idempotency-Key was used for another connection. Use a new key for a new account.",
                code="idempotency_key_reused",
            )
        return load(Earlier, item)

    def storing(self, request: IdempotentRequest, account_id: str, check: Check) -> Write:
        """For the transaction that creates the account; fails if another request was faster."""
        now = self._now()
        ends = now + WINDOW
        item = dump(Earlier(account_id, check)) | {
            "said": request.hashed,
            "expires_at": to_text(ends),
            "purge_at": int(ends.timestamp()),
        }
        condition = "attribute_not_exists(#pk) OR #expires_at <= :now"
        return self._table.putting(request.key, item, condition, {"now": to_text(now)})
