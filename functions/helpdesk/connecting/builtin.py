"""What the built-in channels want beyond their credential fields, and what they show once."""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from helpdesk.channels.models import ChannelAccount, ChannelKind
from helpdesk.channels.rotation import new_signing_secret
from helpdesk.connecting.making import Sealing
from helpdesk.platform.errors import FieldError, InvalidRequest
from helpdesk.platform.outbound_address import is_secure

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
    """The account with its address and signing secret, and that secret: shown once."""
    secret = new_signing_secret(account.kind)
    url = TELEGRAM_API if account.kind is ChannelKind.TELEGRAM else credentials["delivery_url"]
    stored = sealing.sealed(secret.encode(), account.secret_owner)
    return replace(account, delivery_url=url, signing_secrets=(stored,)), secret


def _check_address(url: str, *, allow_loopback: bool) -> None:
    parts = urlsplit(url)
    if not parts.hostname or not is_secure(url, allow_loopback=allow_loopback) or parts.username is not None:
        _refuse("delivery_url", "The address must begin with https:// and hold no user name.")


def _refuse(name: str, message: str) -> None:
    field = f"credentials.{name}"
    raise InvalidRequest(f"{field}: {message}", code="invalid_credentials", fields=[FieldError(field, message)])
