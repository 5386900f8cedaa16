"""The logos of registered channels: fetched once for each address, kept with the files, served under an address that
stays the same. docs/decisions/0041."""

import base64
import re
from collections.abc import Iterable, Mapping

from helpdesk.channels.models import Channel
from helpdesk.channels.repository import ChannelRepository
from helpdesk.files.service import LogoFiles, Picture
from helpdesk.platform.desk_key import DeskKey

PATH = "/v1/logos/"
_PURPOSE = "logo"
_MARK_BYTES = 10
_NAME = re.compile(r"([a-z2-7]{26})([a-z2-7]{16})")


class Logos:
    def __init__(self, channels: ChannelRepository, files: LogoFiles, key: DeskKey) -> None:
        self._channels = channels
        self._files = files
        self._key = key

    def of_channels(self, channels: Iterable[Channel]) -> Mapping[str | None, str]:
        """The address of each logo that is here, by the channel's id. No logo costs no call."""
        kept = {channel.id: file_id for channel in channels if (file_id := channel.logo_file_id)}
        shown = self._files.shown(list(kept.values()))
        return {channel_id: self._address(file_id) for channel_id, file_id in kept.items() if file_id in shown}

    def of(self, channel_ids: Iterable[str | None]) -> Mapping[str | None, str]:
        """The same, for ids; None, of a channel that no app has registered, has no logo."""
        wanted = dict.fromkeys(channel_id for channel_id in channel_ids if channel_id is not None)
        return self.of_channels(self._channels.many(wanted))

    def read(self, name: str) -> Picture | None:
        """The logo at `PATH` and this name. A name that we did not give out costs no call. Raises Unavailable."""
        match = _NAME.fullmatch(name)
        if match is None or not self._key.fits(_PURPOSE, match[1].encode(), base64.b32decode(match[2].upper())):
            return None
        return self._files.read(f"fil_{match[1]}")

    def _address(self, file_id: str) -> str:
        name = file_id.removeprefix("fil_")
        return f"{PATH}{name}{self._mark(name)}"

    def _mark(self, name: str) -> str:
        tag = self._key.tag(_PURPOSE, name.encode())[:_MARK_BYTES]
        return base64.b32encode(tag).decode().lower()
