"""How messaging services talk. Pure."""

from enum import StrEnum


class ChannelKind(StrEnum):
    """How a messaging service talks. The value is also the channel's id in the catalogue."""

    CUSTOM = "custom"
    TELEGRAM = "telegram"
