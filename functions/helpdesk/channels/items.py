"""How registered channels and their members are stored in the table `directory`.

`channel#{id}` / `channel`          the channel
`channel#{id}` / `account#{id}`     membership: the account belongs to the channel, with what it is listed by
`app#{id}` / `channel#{id}`         membership: the channel belongs to the app
"""

from helpdesk.channels.models import Channel
from helpdesk.platform.attributes import Item, Key
from helpdesk.platform.natural_keys import NaturalKey
from helpdesk.platform.records import dump, load
from helpdesk.platform.stream import changed

CHANNELS, ACCOUNTS = "channel#", "account#"
CHANNEL = "channel"


def channel_key(channel_id: str) -> Key:
    return Key(f"channel#{channel_id}", "channel")


def channel_of_app(app_id: str, channel_id: str) -> Key:
    return Key(f"app#{app_id}", f"{CHANNELS}{channel_id}")


def account_of_channel(channel_id: str, account_id: str) -> Key:
    return Key(f"channel#{channel_id}", f"{ACCOUNTS}{account_id}")


def name_key(channel: Channel) -> NaturalKey:
    """Channel names are unique per app."""
    return NaturalKey.of("channel-name", channel.app_id, channel.name)


def channel_item(channel: Channel) -> Item:
    return dump(channel) | {"kind": CHANNEL}


def channel_from(item: Item) -> Channel:
    return load(Channel, item)


READERS = {CHANNEL: channel_from, changed(CHANNEL): channel_from}
