"""Entity tags: a client that sends back the tag of what it has gets no body if that is still so."""

import hashlib


def tag_of(content: bytes) -> str:
    """Weak: it names each form of the content, compressed or not."""
    return f'W/"{hashlib.sha256(content).hexdigest()[:16]}"'


def names(given: str, tag: str) -> bool:
    """Whether If-None-Match names the tag: gateways and clients may drop that it is weak."""
    return tag.removeprefix("W/") in (each.strip().removeprefix("W/") for each in given.split(",")) or given == "*"
