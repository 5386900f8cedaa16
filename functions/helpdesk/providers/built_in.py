"""What the channels carry that no app has registered. Pure."""

from helpdesk.accounts.models import ChannelKind
from helpdesk.channels.models import Capabilities

_CAPABILITIES = {
    # core.telegram.org/bots/api#sendmessage
    ChannelKind.TELEGRAM: Capabilities(max_text_length=4096),
    ChannelKind.CUSTOM: Capabilities(),
}


def capabilities_of(kind: ChannelKind) -> Capabilities:
    return _CAPABILITIES[kind]
