"""An update of Telegram, and what of it is kept. Pure."""

import json
from datetime import UTC, datetime
from typing import Any

from helpdesk.messaging.messages import InboundBatch, InboundNotice, Json, Reachability, UnhandledUpdate
from helpdesk.platform.clock import to_text
from helpdesk.platform.frozen import frozen
from helpdesk.platform.ids import digest
from helpdesk.platform.text import cut, shortened, storable
from helpdesk.providers.models import AccountContext
from helpdesk.providers.telegram.inbound.content import Content
from helpdesk.providers.telegram.values import integer

RAW_BYTES = 300_000
"""An item holds 400 KB; only bytes that are not UTF-8 grow beyond the body limit."""
_ITEM_BYTES = 380_000
_OF_ALBUMS = {"chat", "date", "from", "media_group_id", "photo"}
_FILES = {"animation", "audio", "document", "live_photo", "video"}
_PICTURES = {"cover", "thumb", "thumbnail"}
_MEMBER_BYTES = 14_000
_NOTICE = 1000
_NOTICE_BYTES = 190_000  # it is stored as JSON text, where each quote takes two bytes


@frozen
class Update:
    kind: str
    fields: Json
    raw: str
    account: AccountContext

    @property
    def id(self) -> int:
        return integer(self.fields["update_id"])

    @property
    def content(self) -> Json:
        content: Json = self.fields[self.kind]
        return content

    def unhandled(self, reason: str) -> UnhandledUpdate:
        """It is understood, and in no conversation."""
        return UnhandledUpdate(f"update:{self.id}:{digest(self.raw)}", reason, self.raw, understood=True)

    def kept(self, reason: str) -> InboundBatch:
        return InboundBatch(unhandled=(self.unhandled(reason),))

    def notice(self, key: str, thread: str, text: str, reachability: Reachability | None = None) -> InboundBatch:
        return InboundBatch(notices=(self.report(key, thread, text, reachability=reachability),))

    def report(
        self,
        key: str,
        thread: str,
        text: str,
        *,
        moved_to: str | None = None,
        reachability: Reachability | None = None,
    ) -> InboundNotice:
        said = shortened(storable(text), _NOTICE)
        return InboundNotice(key, thread, said, cut(self.raw, _NOTICE_BYTES), moved_to, reachability)

    def beside(self, content: Content) -> str:
        """As much as fits into one item: only content that is far beyond Telegram's limits leaves too little room."""
        shown = f"{content.text}{content.rich_text or ''}{json.dumps(content.parts)}"
        return cut(self.raw, max(_ITEM_BYTES - len(shown.encode()), 0))

    def beside_album(self) -> str:
        """What a member of an album says beyond its files, its text and what all members say: members are stored
        together, and each that joins them pays for all."""
        kept = {name: value for name, value in self.content.items() if name not in _OF_ALBUMS}
        for name in kept.keys() & _FILES:
            kept[name] = {field: value for field, value in kept[name].items() if field not in _PICTURES}
        return cut(json.dumps(kept, ensure_ascii=False, separators=(",", ":")), _MEMBER_BYTES)


def moment(seconds: Any) -> str:
    return to_text(datetime.fromtimestamp(integer(seconds), UTC))
