"""Signing secrets are changed without losing a message: for a while the one before is good too."""

import os
import secrets
from dataclasses import dataclass, replace
from datetime import timedelta

from helpdesk.accounts.changing import AccountChanging
from helpdesk.accounts.models import ChannelAccount
from helpdesk.messaging.kinds import ChannelKind
from helpdesk.people.actors import Actor
from helpdesk.platform import standard_webhooks
from helpdesk.platform.clock import Clock, to_text
from helpdesk.platform.errors import Conflict
from helpdesk.platform.ids import NewId
from helpdesk.platform.secrets import SecretBox
from helpdesk.platform.stored_secret import StoredSecret, succeed


@dataclass(frozen=True, slots=True)
class Rotated:
    secret: str
    """Shown once: nobody can read it again."""
    previous_expires_at: str


class SecretRotation:
    def __init__(self, changing: AccountChanging, box: SecretBox, now: Clock, new_id: NewId) -> None:
        self._changing = changing
        self._box = box
        self._now = now
        self._new_id = new_id

    def rotate(self, account_id: str, overlap: timedelta, actor: Actor) -> Rotated:
        """The new secret is live at once; the two before it stay so for `overlap`, while the other side changes
        over."""
        begins, ends = self._now(), to_text(self._now() + overlap)
        made: list[str] = []

        def decide(account: ChannelAccount) -> ChannelAccount:
            if account.app_id is not None:
                raise Conflict(
                    "This account's webhooks are signed with its app's secret: rotate that, with make provision.",
                    code="secret_of_the_app",
                )
            made.append(new_signing_secret(account.kind))
            sealed = self._box.seal(made[-1].encode(), account.secret_owner)
            newest = StoredSecret(self._new_id(), sealed, to_text(begins))
            return replace(account, signing_secrets=succeed(account.signing_secrets, newest, ends))

        self._changing.change(account_id, actor, decide)
        return Rotated(made[-1], ends)


def new_signing_secret(kind: ChannelKind) -> str:
    """Telegram takes letters, digits, - and _; ours is a Standard Webhooks secret."""
    if kind is ChannelKind.TELEGRAM:
        return secrets.token_urlsafe(32)
    return standard_webhooks.new_secret(os.urandom(32))
