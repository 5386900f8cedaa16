"""Secrets at rest: encrypted by a KMS key, with their owner as encryption context, and decrypted only in memory.

A process caches decrypted secrets for a few minutes, so that a busy account costs one KMS call, not one per message.
"""

import logging
import time
from collections import OrderedDict
from collections.abc import Callable, Sequence
from typing import Any, Protocol

from botocore.exceptions import BotoCoreError, ClientError

from helpdesk.platform.errors import Unavailable
from helpdesk.platform.stored_secret import StoredSecret

_KEEP_SECONDS = 300.0
_KEEP_AT_MOST = 1000
_UNDECRYPTABLE = {"InvalidCiphertextException", "IncorrectKeyException"}
_log = logging.getLogger(__name__)


class Undecryptable(Unavailable):
    """KMS will never decrypt this secret for this owner: somebody must replace it."""


class SecretBox(Protocol):
    def seal(self, plain: bytes, owner: str) -> bytes: ...

    def open(self, sealed: bytes, owner: str) -> bytes: ...


class KmsSecretBox:
    """At most 4096 bytes per secret (the limit of KMS `Encrypt`)."""

    def __init__(self, make_client: Callable[[], Any], key_id: str, now: Callable[[], float] = time.monotonic) -> None:
        self._make_client = make_client
        self._made: Any = None
        self._key_id = key_id
        self._now = now
        self._opened: OrderedDict[tuple[bytes, str], tuple[float, bytes]] = OrderedDict()

    @property
    def _client(self) -> Any:
        # Created on first use: a cold start that decrypts no secret does not pay for it.
        self._made = self._made or self._make_client()
        return self._made

    def seal(self, plain: bytes, owner: str) -> bytes:
        sealed: bytes = self._call("encrypt", KeyId=self._key_id, Plaintext=plain, EncryptionContext={"owner": owner})[
            "CiphertextBlob"
        ]
        return sealed

    def open(self, sealed: bytes, owner: str) -> bytes:
        known = self._opened.get((sealed, owner))
        if known and known[0] > self._now():
            return known[1]
        plain: bytes = self._call(
            "decrypt", KeyId=self._key_id, CiphertextBlob=sealed, EncryptionContext={"owner": owner}
        )["Plaintext"]
        self._opened[sealed, owner] = (self._now() + _KEEP_SECONDS, plain)
        while len(self._opened) > _KEEP_AT_MOST:
            self._opened.popitem(last=False)
        return plain

    def _call(self, operation: str, **arguments: Any) -> dict[str, Any]:
        try:
            answer: dict[str, Any] = getattr(self._client, operation)(**arguments)
        except (ClientError, BotoCoreError) as error:
            code = error.response["Error"].get("Code") if isinstance(error, ClientError) else None
            if code in _UNDECRYPTABLE:
                raise Undecryptable(
                    "A stored secret cannot be decrypted. Ask an administrator to replace it."
                ) from error
            raise Unavailable("The keys are not available right now. Retry the request.") from error
        return answer


def open_all(box: SecretBox, secrets: Sequence[StoredSecret], owner: str) -> tuple[str, ...]:
    """In their order. A damaged one is skipped if another can be decrypted, and is named in the log."""
    opened: list[str] = []
    damaged: Undecryptable | None = None
    for secret in secrets:
        try:
            opened.append(box.open(secret.sealed, owner).decode())
        except Undecryptable as error:
            _log.error("the secret %s of %s cannot be decrypted: replace it", secret.id, owner)
            damaged = error
    if damaged and not opened:
        raise damaged
    return tuple(opened)
