"""Quick replies as an inline keyboard (Bot API 10.3; core.telegram.org/bots/api#inlinekeyboardbutton). Pure."""

from collections.abc import Iterator, Sequence
from typing import Any

from helpdesk.platform.text import shortened, visible
from helpdesk.providers.models import Json
from helpdesk.providers.telegram.outbound.entities import is_link

_LABEL = 128
QUICK_REPLIES = "QUICK_REPLIES"


def keyboard(parts: Sequence[Json], message_id: str) -> dict[str, Any]:
    """The parameter `reply_markup`, if there is a button. A press returns which one of which message: Telegram may no
    longer have the message, and leaves out its topic then."""
    numbered = enumerate(_offered(parts))
    rows = [[_button(offered, f"{message_id}/{at}")] for at, offered in numbered if _is_button(offered)]
    return {"reply_markup": {"inline_keyboard": rows}} if rows else {}


def other_links(parts: Sequence[Json]) -> Iterator[str]:
    """What Telegram cannot put behind a button: an e-mail address, a phone number."""
    for offered in _offered(parts):
        if not _is_button(offered):
            address = offered["value"].removeprefix("mailto:").removeprefix("tel:")
            yield f"{offered['label']}: {address}" if visible(offered.get("label")) else address


def _offered(parts: Sequence[Json]) -> Iterator[Json]:
    return (offered for part in parts if part["type"] == QUICK_REPLIES for offered in part["quickReplies"])


def _is_button(offered: Json) -> bool:
    return offered["valueType"] != "URL" or is_link(offered["value"])


def _button(offered: Json, data: str) -> dict[str, str]:
    value = offered["value"]
    button = {"text": shortened(visible(offered.get("label")) or value, _LABEL)}
    if offered["valueType"] == "URL":
        return button | {"url": value}
    return button | {"callback_data": data}
