"""Queues the fetching of a channel's logo, when the channel is registered or gets another one."""

from collections.abc import Sequence

from helpdesk.channels.items import CHANNEL
from helpdesk.channels.models import Channel
from helpdesk.files.following import queue_all
from helpdesk.files.logos import logo_fetch
from helpdesk.files.parts import Fetch
from helpdesk.platform.queues import Queue
from helpdesk.platform.stream import Inserted, changed, of_kind


def fetch_of(channel: Channel) -> Fetch | None:
    """What has to be fetched for this version of the channel; None if its logo is the one of the version before."""
    file_id = channel.logo_file_id
    if file_id is None or channel.logo is None or channel.logo.version != channel.version:
        return None
    return logo_fetch(file_id, str(channel.channel_logo_url), channel.logo.at)


class LogoFollower:
    counted = "logos"

    def __init__(self, files: Queue) -> None:
        self._files = files

    def follow(self, inserted: Sequence[Inserted]) -> int:
        channels = [*of_kind(CHANNEL, inserted), *of_kind(changed(CHANNEL), inserted)]
        return queue_all(self._files, [fetch for channel in channels if (fetch := fetch_of(channel))])
