"""Pictures that customers send. The desk fetches them without credentials, so their URLs cannot be guessed."""

import secrets

from examples.paper_plane.exchange import BadRequest
from examples.paper_plane.store import State

MAX_BYTES = 5 * 1024 * 1024
_MAGIC_NUMBERS = {b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg", b"GIF8": "image/gif"}


def store(state: State, content: bytes) -> dict[str, str]:
    """Returns the picture as an entry of a message's files. Its type is detected from its content; the browser's
    content-type is not trusted."""
    kind = next((kind for magic, kind in _MAGIC_NUMBERS.items() if content.startswith(magic)), None)
    if kind is None or len(content) > MAX_BYTES:
        raise BadRequest("A picture must be a PNG, JPEG or GIF of at most 5 MB.")
    picture_id = secrets.token_urlsafe(24)
    state.add_picture(picture_id, kind, content)
    return {"url": f"/pictures/{picture_id}", "name": f"picture.{kind.removeprefix('image/')}", "usage": "IMAGE"}
