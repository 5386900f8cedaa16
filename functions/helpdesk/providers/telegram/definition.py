"""What the built-in channels want beyond their credential fields, and what they show once."""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from helpdesk.accounts.making import Sealing
from helpdesk.accounts.models import ChannelAccount
from helpdesk.accounts.rotation import new_signing_secret
from helpdesk.messaging.kinds import ChannelKind
from helpdesk.platform.errors import Conflict, FieldError, InvalidRequest
from helpdesk.platform.outbound_address import is_secure
from helpdesk.providers.telegram import inbound as telegram

TELEGRAM_API = "https://api.telegram.org"
_BOT_TOKEN = re.compile(r"[0-9]{1,20}:[A-Za-z0-9_-]{1,100}")


def check(kind: ChannelKind, credentials: Mapping[str, Any], *, allow_loopback: bool) -> None:
    """Raises InvalidRequest that names the field."""
    if kind is ChannelKind.TELEGRAM and not _BOT_TOKEN.fullmatch(credentials["bot_token"]):
        # It becomes a part of an address: nothing else may stand in it.
        _refuse("bot_token", "This is not a bot's token: it has digits, a colon, letters, digits, - and _.")
    if kind is ChannelKind.CUSTOM:
        _check_address(credentials["delivery_url"], allow_loopback=allow_loopback)


def equipped(account: ChannelAccount, credentials: Mapping[str, Any], sealing: Sealing) -> tuple[ChannelAccount, str]:
    """The account with its addresses and signing secret, and that secret: shown once."""
    secret = new_signing_secret(account.kind)
    equipped = replace(account, signing_secrets=(sealing.sealed(secret.encode(), account.secret_owner),))
    if account.kind is ChannelKind.TELEGRAM:
        bot = telegram.address_of(credentials["bot_token"])
        return replace(equipped, delivery_url=TELEGRAM_API, delivery_identifier=bot), secret
    return replace(equipped, delivery_url=credentials["delivery_url"]), secret


def check_same_bot(account: ChannelAccount, credentials: Mapping[str, Any]) -> None:
    """Raises Conflict for the token of another bot: its chats would be taken for those of the one before."""
    if account.kind is not ChannelKind.TELEGRAM or account.delivery_identifier is None:
        return
    bot, new = account.delivery_identifier, telegram.address_of(credentials["bot_token"])
    if bot != new:
        message = (
            f"This account is the bot {bot.value}, the token is {new.value}'s. Connect that one as another account."
        )
        raise Conflict(message, code="identifier_differs")


def _check_address(url: str, *, allow_loopback: bool) -> None:
    parts = urlsplit(url)
    if not parts.hostname or not is_secure(url, allow_loopback=allow_loopback) or parts.username is not None:
        _refuse("delivery_url", "The address must begin with https:// and hold no user name.")


def _refuse(name: str, message: str) -> None:
    field = f"credentials.{name}"
    raise InvalidRequest(f"{field}: {message}", code="invalid_credentials", fields=[FieldError(field, message)])
