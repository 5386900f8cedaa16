"""API tokens: shown once, stored as a keyed hash whose key never leaves KMS.

`kan_{id}_{secret}`; the id finds the item, the secret is checked by KMS (HMAC-SHA-256).
"""

import base64
import os
import re
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import timedelta
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from helpdesk.platform.attributes import Key
from helpdesk.platform.by_kind import every_of_kind
from helpdesk.platform.clock import Clock, to_text
from helpdesk.platform.dynamodb import ConditionFailed, Table, Write
from helpdesk.platform.errors import Unavailable
from helpdesk.platform.frozen import frozen
from helpdesk.platform.ids import NewId
from helpdesk.platform.records import dump, load

PREFIX = "kan_"
_USES_NOTED_EVERY = timedelta(hours=1)
_PATTERN = re.compile(r"kan_([0-9a-z]{26})_([A-Za-z0-9_-]{43})")
_KIND = "api_token"
_ALGORITHM = "HMAC_SHA_256"


@frozen
class ApiToken:
    id: str
    name: str
    owner_id: str
    scopes: tuple[str, ...]
    mac: bytes
    created_at: str
    expires_at: str | None = None
    revoked_at: str | None = None
    app_id: str | None = None
    last_used_at: str | None = None
    """To the hour."""

    def is_live(self, now: str) -> bool:
        return self.revoked_at is None and (self.expires_at is None or self.expires_at > now)


class TokenHash:
    """The keyed hash, computed and compared inside KMS."""

    def __init__(self, client: Any, key_id: str) -> None:
        self._client = client
        self._key_id = key_id

    def make(self, secret: str) -> bytes:
        mac: bytes = self._client.generate_mac(KeyId=self._key_id, Message=secret.encode(), MacAlgorithm=_ALGORITHM)[
            "Mac"
        ]
        return mac

    def fits(self, secret: str, mac: bytes) -> bool:
        try:
            self._client.verify_mac(KeyId=self._key_id, Message=secret.encode(), MacAlgorithm=_ALGORITHM, Mac=mac)
        except ClientError as error:
            if error.response.get("Error", {}).get("Code") == "KMSInvalidMacException":
                return False
            raise Unavailable("The token could not be verified right now. Retry the request.") from error
        except BotoCoreError as error:
            raise Unavailable("The token could not be verified right now. Retry the request.") from error
        return True


class TokenRepository:
    def __init__(self, table: Table) -> None:
        self._table = table

    def get(self, token_id: str) -> ApiToken | None:
        item = self._table.get(_key(token_id), consistent=True)
        return load(ApiToken, item) if item else None

    def all(self) -> list[ApiToken]:
        return [load(ApiToken, item) for item in every_of_kind(self._table, _KIND)]

    def creating(self, token: ApiToken) -> Write:
        return self._table.putting(_key(token.id), dump(token) | {"kind": _KIND})

    def create(self, token: ApiToken) -> None:
        self._table.write(self.creating(token))

    def revoking(self, token_id: str, at: str) -> Write:
        """It fails if there is no such token, or if it was revoked before."""
        condition = "attribute_exists(#pk) AND attribute_not_exists(#revoked_at)"
        return self._table.changing(_key(token_id), condition, {"revoked_at": at})

    def revoke(self, token_id: str, at: str) -> None:
        """Raises ConditionFailed if there is no such token, or if it was revoked before."""
        self._table.write(self.revoking(token_id, at))

    def use(self, token_id: str, at: str, since: str) -> None:
        """Raises ConditionFailed if somebody has noted a use since then."""
        condition = "attribute_exists(#pk) AND (attribute_not_exists(#last_used_at) OR #last_used_at < :since)"
        self._table.write(self._table.changing(_key(token_id), condition, {"last_used_at": at}, {"since": since}))

    def transact(self, *writes: Write) -> None:
        """Raises TransactionFailed."""
        self._table.transact(writes)


class Tokens:
    def __init__(self, repository: TokenRepository, hashing: TokenHash, now: Clock) -> None:
        self._repository = repository
        self._hashing = hashing
        self._now = now

    def issue(
        self,
        name: str,
        owner_id: str,
        scopes: Sequence[str],
        new_id: NewId,
        random: Callable[[int], bytes] = os.urandom,
        *,
        app_id: str | None = None,
        expires_at: str | None = None,
    ) -> str:
        """The token's text: it cannot be read again."""
        token, text = self.made(new_id(), name, owner_id, scopes, random, app_id=app_id, expires_at=expires_at)
        self._repository.create(token)
        return text

    def made(
        self,
        token_id: str,
        name: str,
        owner_id: str,
        scopes: Sequence[str],
        random: Callable[[int], bytes] = os.urandom,
        *,
        app_id: str | None = None,
        expires_at: str | None = None,
    ) -> tuple[ApiToken, str]:
        """With its text. The caller writes it."""
        secret = base64.urlsafe_b64encode(random(32)).decode().rstrip("=")
        token = ApiToken(
            id=token_id,
            name=name,
            owner_id=owner_id,
            scopes=tuple(scopes),
            mac=self._hashing.make(secret),
            created_at=to_text(self._now()),
            app_id=app_id,
            expires_at=expires_at,
        )
        return token, f"{PREFIX}{token.id}_{secret}"

    def find(self, text: str) -> ApiToken | None:
        """The live token with this text; None for any other text."""
        match = _PATTERN.fullmatch(text)
        token = self._repository.get(match[1]) if match else None
        if match is None or token is None or not token.is_live(to_text(self._now())):
            return None
        return token if self._hashing.fits(match[2], token.mac) else None

    def note_use(self, token: ApiToken) -> None:
        """At most once an hour. Whatever goes wrong, the token is valid."""
        now = self._now()
        since = to_text(now - _USES_NOTED_EVERY)
        if token.last_used_at is None or token.last_used_at < since:
            with suppress(ConditionFailed, Unavailable, ClientError):
                self._repository.use(token.id, to_text(now), since)


def _key(token_id: str) -> Key:
    return Key(f"token#{token_id}", "token")
