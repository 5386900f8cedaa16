"""How registered channels and their members lie in the table `directory`. Pure.

`channel#{id}` / `channel`          the channel
`channel#{id}` / `account#{id}`     that an account is one of its accounts
`app#{id}` / `channel#{id}`         that a channel is one of the app's channels
"""

import json
from dataclasses import asdict, fields
from typing import Any

from helpdesk.channels.models import Channel, ThreadEvent
from helpdesk.messaging.addresses import DeliveryIdentifierType
from helpdesk.messaging.capabilities import AttachmentType, Capabilities, RichText, ThreadingModel
from helpdesk.platform.attributes import Item
from helpdesk.platform.dynamodb import Key

CHANNELS, ACCOUNTS = "channel#", "account#"
_KINDS: dict[str, Any] = {
    "delivery_identifier_types": DeliveryIdentifierType,
    "rich_text": RichText,
    "outgoing_attachment_types": AttachmentType,
    "allowed_file_attachment_mime_types": str,
}


def channel_key(channel_id: str) -> Key:
    return Key(f"channel#{channel_id}", "channel")


def channel_of_app(app_id: str, channel_id: str) -> Key:
    return Key(f"app#{app_id}", f"{CHANNELS}{channel_id}")


def account_of_channel(channel_id: str, account_id: str) -> Key:
    return Key(f"channel#{channel_id}", f"{ACCOUNTS}{account_id}")


def channel_item(channel: Channel) -> Item:
    return channel_key(channel.id).attributes() | {"kind": "channel"} | attributes_of(channel)


def attributes_of(channel: Channel) -> Item:
    """What a channel asks for is kept as text: it has the order of its fields, and numbers of every kind."""
    asked = json.dumps(channel.credential_fields) if channel.credential_fields is not None else None
    return asdict(channel) | {"credential_fields": asked}


def channel_from(item: Item) -> Channel:
    values: Item = {field.name: item[field.name] for field in fields(Channel) if field.name in item}
    asked = json.loads(values["credential_fields"]) if "credential_fields" in values else None
    told = tuple(ThreadEvent(one) for one in item.get("event_subscriptions", ()))
    capabilities = _capabilities(item["capabilities"])
    return Channel(**values | {"capabilities": capabilities, "credential_fields": asked, "event_subscriptions": told})


def _capabilities(item: Item) -> Capabilities:
    known = {field.name: item[field.name] for field in fields(Capabilities) if field.name in item}
    lists = {name: tuple(kind(one) for one in known[name]) for name, kind in _KINDS.items() if name in known}
    return Capabilities(**known | lists | {"threading_model": ThreadingModel(item["threading_model"])})
