"""Telegram's updates, exactly as Telegram sends them (Bot API 10.3; core.telegram.org/bots/api#update). Pure.

It reads only what is used, and requires nothing that Telegram does not guarantee: the fields change every few
months. What an update says beyond that is kept raw.
"""

import hmac
import json
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from helpdesk.messaging.messages import InboundBatch, Json, UnhandledUpdate
from helpdesk.platform.ids import digest
from helpdesk.platform.text import cut, storable
from helpdesk.providers.models import AccountContext
from helpdesk.providers.telegram.inbound import messages, presses, reports
from helpdesk.providers.telegram.inbound.updates import RAW_BYTES, Update
from helpdesk.providers.telegram.secret_header import SECRET_HEADER

KINDS: Mapping[str, Callable[[Update], InboundBatch]] = {
    "message": messages.new,
    "business_message": messages.new,
    "channel_post": messages.new,
    "edited_message": messages.edited,
    "edited_business_message": messages.edited,
    "edited_channel_post": messages.edited,
    "callback_query": presses.pressed,
    "deleted_business_messages": reports.deleted,
    "message_reaction": reports.reactions,
    "message_reaction_count": reports.reaction_counts,
    "my_chat_member": reports.membership,
    "business_connection": reports.connection,
    "poll_answer": reports.vote,
    **dict.fromkeys(reports.UNUSED, reports.unused),
}
"""An update has one of these fields."""


def is_genuine(headers: Mapping[str, str], body: bytes, secrets: Sequence[str], now: datetime) -> bool:
    """Telegram sends the secret that was given to `setWebhook` in a header; compared in constant time with every live
    one."""
    offered = headers.get(SECRET_HEADER, "").encode("utf-8", "surrogatepass")
    genuine = False
    for secret in secrets:
        genuine |= hmac.compare_digest(secret.encode(), offered)
    return genuine


def parse(body: bytes, account: AccountContext) -> InboundBatch:
    """Never raises: an update that cannot be processed is kept, because Telegram would retry a rejected update for a
    day."""
    raw = cut(storable(body.decode("utf-8", "replace")), RAW_BYTES)
    try:
        return _parse(json.loads(body), raw, account)
    except Exception as error:  # noqa: BLE001 - no message may be lost because of its format
        reason = f"not understood: {type(error).__name__}"
        return InboundBatch(unhandled=(UnhandledUpdate(f"raw:{digest(raw)}", reason, raw),))


def _parse(fields: Json, raw: str, account: AccountContext) -> InboundBatch:
    for kind, read in KINDS.items():
        if kind in fields:
            return read(Update(kind, fields, raw, account))
    name = next(reports.unknown(fields), "nothing")
    return Update(name, fields, raw, account).kept(f"no message: {name}")
