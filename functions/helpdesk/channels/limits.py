"""What a channel can carry. Pure."""

from dataclasses import dataclass

from helpdesk.channels.models import ChannelKind
from helpdesk.platform.errors import FieldError, InvalidRequest


@dataclass(frozen=True, slots=True)
class Limits:
    text_characters: int

    def check(self, text: str) -> None:
        """Raises InvalidRequest that says the limit."""
        if len(text) > self.text_characters:
            message = f"This channel carries at most {self.text_characters} characters, the text has {len(text)}."
            raise InvalidRequest(message, code="text_too_long", fields=[FieldError("text", message)])


# Telegram's is in core.telegram.org/bots/api#sendmessage; ours is what one item of the table holds, with room.
_LIMITS = {
    ChannelKind.TELEGRAM: Limits(text_characters=4096),
    ChannelKind.CUSTOM: Limits(text_characters=60_000),
}


def limits_of(kind: ChannelKind) -> Limits:
    return _LIMITS[kind]
