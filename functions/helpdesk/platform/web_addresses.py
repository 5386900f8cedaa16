"""URLs in request bodies."""

from typing import Annotated
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    StringConstraints,
)


def _web_address(text: str) -> str:
    """Stored as written. Whether it may be called is checked at each call."""
    try:
        parts = urlsplit(text)
        _ = parts.port  # raises ValueError if it is not a number from 0 to 65535
    except ValueError as error:
        raise ValueError("this is not a URL, for example https://example.com/hook") from error
    problem = not parts.hostname or parts.scheme not in {"http", "https"} or parts.username is not None
    if problem or not parts.netloc.isascii() or any(letter.isspace() or ord(letter) < 32 for letter in text):
        raise ValueError("a URL starts with https:// and contains no user name and no spaces")
    if any(letter in "\\%" for letter in parts.netloc):
        raise ValueError("a host name must not contain % or \\")
    return text


WebAddress = Annotated[str, StringConstraints(max_length=2048), AfterValidator(_web_address)]
