"""Text that can be stored: what UTF-8 cannot represent is replaced, never rejected. Field names in both spellings of
the APIs."""

import re
from collections.abc import Callable
from typing import Any


def storable(text: str) -> str:
    """Half a surrogate pair (valid in JSON, not in UTF-8) becomes U+FFFD."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def cut(text: str, limit: int) -> str:
    """At most `limit` bytes of UTF-8."""
    return text.encode()[:limit].decode("utf-8", "ignore")


def camel(name: str) -> str:
    """`webhook_url` as the channel contract spells it: `webhookUrl`."""
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)


def snake(name: str) -> str:
    """The reverse: `webhookUrl` as the desk API writes it."""
    return re.sub("[A-Z]", lambda letter: "_" + letter[0].lower(), name)


def with_keys(value: Any, rename: Callable[[str], str]) -> Any:
    """JSON with all keys renamed, at every depth."""
    if isinstance(value, dict):
        return {rename(key): with_keys(item, rename) for key, item in value.items()}
    return [with_keys(item, rename) for item in value] if isinstance(value, list) else value


def excerpt(text: str, limit: int) -> str:
    """One line of at most `limit` characters."""
    line = " ".join(text.split())
    return line if len(line) <= limit else line[: limit - 1] + "…"
