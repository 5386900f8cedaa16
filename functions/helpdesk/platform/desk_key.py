"""The deployment's own key: it marks what we gave to callers, so that we recognise it when they send it back.

It encrypts nothing and authenticates nobody. docs/decisions/0031.
"""

import hashlib
import hmac
from dataclasses import field

from helpdesk.platform.frozen import frozen


@frozen
class DeskKey:
    secret: str = field(repr=False)

    def tag(self, purpose: str, data: bytes) -> bytes:
        """32 bytes that only this deployment can compute; tags of one purpose say nothing about another."""
        return hmac.digest(self.secret.encode(), purpose.encode() + b"\0" + data, hashlib.sha256)

    def fits(self, purpose: str, data: bytes, tag: bytes) -> bool:
        """Whether `tag` is the beginning of the tag. Takes the same time for every wrong one."""
        return hmac.compare_digest(self.tag(purpose, data)[: len(tag)], tag)
