"""The keyed hash of API tokens, without KMS."""

import hashlib

from helpdesk.people.tokens import TokenHash


class FakeTokenHash(TokenHash):
    def __init__(self) -> None:
        super().__init__(None, "key")

    def make(self, secret: str) -> bytes:
        return hashlib.sha256(secret.encode()).digest()

    def fits(self, secret: str, mac: bytes) -> bool:
        return self.make(secret) == mac
