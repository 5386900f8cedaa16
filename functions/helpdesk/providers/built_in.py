"""What the channels carry that no app has registered. Pure."""

from helpdesk.messaging.capabilities import Capabilities
from helpdesk.messaging.kinds import ChannelKind

_CAPABILITIES = {
    # core.telegram.org/bots/api#sendmessage
    ChannelKind.TELEGRAM: Capabilities(max_text_length=4096),
    ChannelKind.CUSTOM: Capabilities(),
}


def capabilities_of(kind: ChannelKind) -> Capabilities:
    return _CAPABILITIES[kind]
