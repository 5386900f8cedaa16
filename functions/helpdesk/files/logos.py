"""The pictures that the desk keeps as the logos of channels: small, and of types that show without running. Pure."""

from helpdesk.files.models import File, FileState, FileUsage, Scan
from helpdesk.files.parts import LOGO, Fetch

MAX_LOGO_BYTES = 256 * 1024
LOGO_TYPES = ("image/png", "image/jpeg", "image/webp", "image/gif")
"""No SVG: it is a document, which can have scripts and load other files."""


def logo_fetch(file_id: str, url: str, at: str) -> Fetch:
    """`at`: when the channel got this address."""
    return Fetch(file_id, url, name=None, message_at=at, usage=FileUsage.IMAGE.value, purpose=LOGO)


def is_shown(file: File) -> bool:
    """Whether people's setting about unscanned files does not matter: an app that the desk trusts gave it, not a
    stranger, and nobody opens or saves it."""
    scanned = file.scan in {Scan.CLEAN, Scan.NOT_SCANNED}
    return file.state is FileState.READY and scanned and file.content_type in LOGO_TYPES
