"""Text as it may be stored: what UTF-8 cannot carry is replaced, never refused."""


def storable(text: str) -> str:
    """Half a surrogate pair (valid in JSON, not in UTF-8) becomes U+FFFD."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def cut(text: str, limit: int) -> str:
    """At most `limit` bytes of UTF-8."""
    return text.encode()[:limit].decode("utf-8", "ignore")


def camel(name: str) -> str:
    """`webhook_url` as the channel contract writes it: `webhookUrl`."""
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)


def excerpt(text: str, limit: int) -> str:
    """One line of at most `limit` characters."""
    line = " ".join(text.split())
    return line if len(line) <= limit else line[: limit - 1] + "…"
