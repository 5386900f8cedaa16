"""Pictures that customers send. The desk fetches them from here, so their address is a secret of its own."""

import secrets

from examples.paper_plane.exchange import NotPossible
from examples.paper_plane.store import State

MAX_BYTES = 5 * 1024 * 1024
_BEGINNINGS = {b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg", b"GIF8": "image/gif"}


def keep(state: State, content: bytes) -> dict[str, str]:
    """As a message names it. What it is, its bytes say, and not the browser."""
    kind = next((kind for beginning, kind in _BEGINNINGS.items() if content.startswith(beginning)), None)
    if kind is None or len(content) > MAX_BYTES:
        raise NotPossible("A picture is a PNG, JPEG or GIF of at most 5 MB.")
    picture_id = secrets.token_urlsafe(24)
    state.add_picture(picture_id, kind, content)
    return {"url": f"/pictures/{picture_id}", "name": f"picture.{kind.removeprefix('image/')}", "usage": "IMAGE"}
