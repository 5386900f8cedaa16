"""The same request to connect, sent again: what came of it stands under the caller's key, written with the account."""

import hashlib
import json
from dataclasses import asdict, dataclass

from helpdesk.connecting.checking import Check, CheckResult
from helpdesk.connecting.models import ConnectionRequest
from helpdesk.conversations.lookback import IDEMPOTENCY_WINDOW
from helpdesk.platform.clock import Clock, to_text
from helpdesk.platform.dynamodb import Database, Key, Write
from helpdesk.platform.errors import Conflict, FieldError, InvalidRequest
from helpdesk.platform.ids import digest


@dataclass(frozen=True, slots=True)
class Asked:
    """A request under a key of its caller's."""

    key: Key
    said: bytes
    """Tells it from another request under the same key."""

    @classmethod
    def of(cls, caller: str, channel_id: str, request: ConnectionRequest) -> "Asked":
        key = str(request.idempotency_key)
        try:
            said = json.dumps(asdict(request) | {"said": sorted(request.said)}, sort_keys=True)
        except RecursionError:
            message = "Credentials are texts, numbers and booleans: these are lists in lists."
            raise InvalidRequest(
                message, code="invalid_credentials", fields=[FieldError("credentials", message)]
            ) from None
        # Credentials are in it, and some are short: whoever reads the table must not find them by trying.
        hashed = hashlib.scrypt(said.encode(), salt=f"{caller}/{key}".encode(), n=2**14, r=8, p=1)
        return cls(Key(f"idempotency-key#{digest(caller, channel_id, key)}", "idempotency-key"), hashed)


@dataclass(frozen=True, slots=True)
class Earlier:
    account_id: str
    check: Check


class Repeats:
    def __init__(self, database: Database, table: str, now: Clock) -> None:
        self._database = database
        self._table = table
        self._now = now

    def earlier(self, asked: Asked) -> Earlier | None:
        """What came of the same within 24 hours. Raises Conflict where the key was used for something else."""
        item = self._database.get(self._table, asked.key, consistent=True)
        if item is None or item["expires_at"] <= to_text(self._now()):
            return None
        if item["said"] != asked.said:
            raise Conflict(
                "This Idempotency-Key was used to connect something else. Use a new key for a new account.",
                code="idempotency_key_reused",
            )
        check = item["check"]
        return Earlier(item["account_id"], Check(CheckResult(check["result"]), check["message"]))

    def keeping(self, asked: Asked, account_id: str, check: Check) -> Write:
        """For the transaction that makes the account; does not hold where somebody was faster."""
        now = self._now()
        ends = now + IDEMPOTENCY_WINDOW
        item = asked.key.attributes() | {
            "said": asked.said,
            "account_id": account_id,
            "check": asdict(check),
            "expires_at": to_text(ends),
            "purge_at": int(ends.timestamp()),
        }
        condition = "attribute_not_exists(#pk) OR #expires_at <= :now"
        return Write(table=self._table, condition=condition, item=item, values={"now": to_text(now)})
