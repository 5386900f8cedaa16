"""Secrets at rest: encrypted by a KMS key under the context of who they belong to, opened only in memory.

A process keeps what it opened for a few minutes, so that a busy account costs one KMS call, not one a message.
"""

import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Any, Protocol

from botocore.exceptions import BotoCoreError, ClientError

from helpdesk.platform.errors import Unavailable

_KEEP_SECONDS = 300.0
_KEEP_AT_MOST = 1000


class SecretBox(Protocol):
    def seal(self, plain: bytes, owner: str) -> bytes: ...

    def open(self, sealed: bytes, owner: str) -> bytes: ...


class KmsSecretBox:
    """At most 4096 bytes a secret (the limit of KMS `Encrypt`)."""

    def __init__(self, make_client: Callable[[], Any], key_id: str, now: Callable[[], float] = time.monotonic) -> None:
        self._make_client = make_client
        self._made: Any = None
        self._key_id = key_id
        self._now = now
        self._opened: OrderedDict[tuple[bytes, str], tuple[float, bytes]] = OrderedDict()

    @property
    def _client(self) -> Any:
        # Made on first use: a cold start that opens no secret does not pay for it.
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
            raise Unavailable("The keys are out of reach right now. Send the same request again.") from error
        return answer
