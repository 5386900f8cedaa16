"""URLs as they are taken in request bodies."""

from typing import Annotated
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    StringConstraints,
)

from helpdesk.platform.public_addresses import public_https


def _web_address(text: str) -> str:
    """Kept as it was written. Whether it may be called is decided when it is."""
    parts = urlsplit(text)
    problem = not parts.hostname or parts.scheme not in {"http", "https"} or parts.username is not None
    if problem or not parts.netloc.isascii() or any(letter.isspace() or ord(letter) < 32 for letter in text):
        raise ValueError("an address begins with https:// and holds no user name and no spaces")
    if any(letter in "\\%" for letter in parts.netloc):
        raise ValueError("a host is written as it is, without % and \\")
    _ = parts.port  # raises ValueError where it is none
    return text


WebAddress = Annotated[str, StringConstraints(max_length=2048), AfterValidator(_web_address)]

# Shown by browsers, never fetched by us. Names are not looked up; addresses that are numbers are, in all their forms.
PublicAddress = Annotated[WebAddress, AfterValidator(public_https)]
