"""Random strings that identify a connection in progress: `{id}_{256 random bits}`, of which only the hash is stored."""

import hashlib
import hmac
import re
import secrets

_PATTERN = re.compile(r"([0-9a-z]{26})_[A-Za-z0-9_-]{43}")


def new(flow_id: str) -> str:
    return f"{flow_id}_{secrets.token_urlsafe(32)}"


def flow_id_of(text: str) -> str | None:
    """None for a string that is not in this format."""
    match = _PATTERN.fullmatch(text)
    return match[1] if match else None


def hash_of(text: str) -> str:
    """No salt and no stretching: 256 random bits cannot be guessed."""
    return hashlib.sha256(text.encode()).hexdigest()


def fits(text: str, hashed: str) -> bool:
    return hmac.compare_digest(hash_of(text), hashed)
