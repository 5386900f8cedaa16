"""The definition of the provider Telegram."""

import re
import secrets

from helpdesk.messaging.addresses import DeliveryIdentifier, DeliveryIdentifierType
from helpdesk.messaging.capabilities import AttachmentType, Capabilities, RichText
from helpdesk.platform.errors import InvalidRequest
from helpdesk.platform.outbound_address import AddressRule
from helpdesk.providers.models import AccountSettings, Credentials, Provider
from helpdesk.providers.telegram.commands import commands_in
from helpdesk.providers.telegram.reactions import REACTIONS

API = "https://api.telegram.org"
_BOT_TOKEN = re.compile(r"[0-9]{1,20}:[A-Za-z0-9_-]{1,100}")


def _check(credentials: Credentials, _addresses: AddressRule) -> None:
    """The token becomes part of a URL, so it must not contain anything else."""
    if not _BOT_TOKEN.fullmatch(credentials["bot_token"]):
        field = "credentials.bot_token"
        message = "This is not a bot token: it has digits, a colon, letters, digits, - and _."
        raise InvalidRequest.at(field, message, code="invalid_credentials")
    try:
        commands_in(credentials.get("commands", ""))
    except ValueError as error:
        raise InvalidRequest.at("credentials.commands", str(error), code="invalid_credentials") from error


def _settings_from(credentials: Credentials) -> AccountSettings:
    token: str = credentials["bot_token"]
    # The first part of a bot's token stays when the token is renewed.
    bot = DeliveryIdentifier(DeliveryIdentifierType.CHANNEL_SPECIFIC_OPAQUE_ID, token.partition(":")[0])
    chosen = {name: credentials[name] for name in ("commands", "channel_posts") if name in credentials}
    return AccountSettings(API, bot, token.encode(), chosen)


def _new_signing_secret() -> str:
    """`setWebhook` accepts letters, digits, - and _."""
    return secrets.token_urlsafe(32)


TELEGRAM = Provider(
    id="telegram",
    name="Telegram",
    description="Chats of a Telegram bot.",
    capabilities=Capabilities(
        rich_text=(
            *(RichText.BOLD, RichText.ITALIC, RichText.UNDERLINE, RichText.STRIKETHROUGH, RichText.BLOCKQUOTE),
            *(RichText.HYPERLINK, RichText.LISTS, RichText.FONT_STYLE),
        ),
        outgoing_attachment_types=(
            *(AttachmentType.FILE, AttachmentType.LOCATION, AttachmentType.CONTACT, AttachmentType.QUICK_REPLIES),
            AttachmentType.MESSAGE_HEADER,
        ),
        max_file_attachment_count=10,
        max_file_attachment_size_bytes=50_000_000,  # core.telegram.org/bots/api#sending-files
        max_text_length=40_000,  # it is sent in parts
        allow_reactions=True,
        allowed_reactions=REACTIONS,
        allow_edits=True,
        allow_deletes=True,
    ),
    credential_fields={
        "type": "object",
        "properties": {
            "bot_token": {
                "type": "string",
                "title": "Bot token",
                "description": "As @BotFather shows it: 123456:ABC…",
                "maxLength": 128,
                "writeOnly": True,
            },
            "commands": {
                "type": "string",
                "title": "Commands",
                "description": "The bot's menu: one command a line, for example: help - Ask a person. Without it, the "
                "menu stays as it is.",
                "maxLength": 3000,
            },
            "channel_posts": {
                "type": "boolean",
                "title": "Posts in channels",
                "description": "Whether posts of channels in which the bot is an administrator become messages.",
            },
        },
        "required": ["bot_token"],
    },
    check=_check,
    settings_from=_settings_from,
    new_signing_secret=_new_signing_secret,
    account_noun="bot",
    connects=True,
)
