"""The catalogue of channels that can be connected: the built-in channels, then every channel that an app registered."""

from collections.abc import Sequence

from helpdesk.accounts.models import ChannelAccount
from helpdesk.accounts.service import AccountService
from helpdesk.channels.logos import Logos
from helpdesk.channels.repository import ChannelRepository
from helpdesk.connecting.models import BUILT_IN, Connectable, registered
from helpdesk.platform.cursor import Cursors
from helpdesk.platform.errors import InvalidRequest, NotFound
from helpdesk.platform.frozen import frozen

_NAMED = 25
"""Registered channels that a refusal names."""


@frozen
class Entry:
    connectable: Connectable
    accounts: int
    unauthorized: Sequence[ChannelAccount]
    """The accounts whose service must be authorized again before messages can pass."""
    incomplete: bool
    """Whether the desk has more accounts than were looked at."""
    logo_url: str | None = None
    """Where the desk serves the logo that it keeps."""


@frozen
class CataloguePage:
    entries: list[Entry]
    next_cursor: str | None


class Catalogue:
    def __init__(self, channels: ChannelRepository, accounts: AccountService, logos: Logos, cursors: Cursors) -> None:
        self._channels = channels
        self._logos = logos
        self._accounts = accounts
        self._cursor = cursors.of("channels")

    def find(self, channel_id: str) -> Connectable:
        """Raises NotFound for a channel that does not exist or is archived."""
        built_in = BUILT_IN.get(channel_id)
        if built_in:
            return built_in
        channel = self._channels.get(channel_id, consistent=True) if channel_id.isdigit() else None
        if channel is None or channel.archived_at is not None:
            raise NotFound(
                f"There is no channel {channel_id[:32]!r}. GET /v1/channels lists them.", code="channel_not_found"
            )
        return registered(channel)

    def check(self, channel_id: str, field: str) -> None:
        """Raises InvalidRequest that names the field, and says which channels there are."""
        try:
            self.find(channel_id)
        except NotFound:
            found, more = self._channels.page(after="", limit=_NAMED)
            registered_ids = [each.id for each in found if each.archived_at is None]
            names = ", ".join([*BUILT_IN, *registered_ids]) + (", …" if more else "")
            message = f"There is no channel {channel_id[:32]!r}, but {names}. GET /v1/channels lists them."
            raise InvalidRequest.at(field, message, code="unknown_channel") from None

    def entry(self, channel_id: str) -> Entry:
        return self._with_accounts([self.find(channel_id)])[0]

    def page(self, *, limit: int, cursor: str | None) -> CataloguePage:
        """A page may be shorter than `limit` because archived channels are left out."""
        after = self._cursor.read(cursor, parts=1)[0] if cursor else ""
        first = _after(after) if not after or after in BUILT_IN else []
        built_in = first[:limit]
        remaining = limit - len(built_in)
        start = "" if after in BUILT_IN else after
        found, more = self._channels.page(after=start, limit=remaining) if remaining else ([], True)
        shown = [*built_in, *(registered(channel) for channel in found if channel.archived_at is None)]
        last = found[-1].id if found else built_in[-1].id if built_in else after
        return CataloguePage(self._with_accounts(shown), self._cursor.write(last) if more else None)

    def _with_accounts(self, connectables: Sequence[Connectable]) -> list[Entry]:
        """Reads the accounts once for the page, whatever its length."""
        held: dict[str, list[ChannelAccount]] = {connectable.id: [] for connectable in connectables}
        accounts, more = self._accounts.first()
        for account in accounts:
            if account.archived_at is None:
                held.get(account.channel_id or account.kind, []).append(account)
        logos = self._logos.of_channels(each.channel for each in connectables if each.channel)
        return [
            Entry(
                connectable,
                len(held[connectable.id]),
                [account for account in held[connectable.id] if not account.authorized],
                more,
                logos.get(connectable.id),
            )
            for connectable in connectables
        ]


def _after(channel_id: str) -> list[Connectable]:
    """The built-in channels after that one; all of them if it is not built in."""
    known = list(BUILT_IN.values())
    positions = [position for position, channel in enumerate(known) if channel.id == channel_id]
    return known[positions[0] + 1 :] if positions else known
