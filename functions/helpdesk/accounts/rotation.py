"""Rotates signing secrets without losing a message: for an overlap, the previous secret stays valid."""

from dataclasses import replace
from datetime import timedelta

from helpdesk.accounts.models import ChannelAccount, Connection
from helpdesk.accounts.secrets import Sealer
from helpdesk.accounts.subscriptions import Subscriptions
from helpdesk.people.actors import Actor
from helpdesk.platform.clock import Clock, to_text
from helpdesk.platform.errors import Conflict
from helpdesk.platform.frozen import frozen
from helpdesk.platform.recent import CACHED_SECONDS
from helpdesk.platform.stored_secret import succeed
from helpdesk.providers.catalogue import PROVIDERS


@frozen
class Rotated:
    secret: str
    """Shown once: it cannot be read again."""
    previous_expires_at: str
    connection: Connection | None
    """Whether the service has been given the new secret, where the desk does that."""


class SecretRotator:
    def __init__(self, sealer: Sealer, subscriptions: Subscriptions, now: Clock) -> None:
        self._sealer = sealer
        self._subscriptions = subscriptions
        self._now = now

    def rotate(self, account_id: str, overlap: timedelta, actor: Actor) -> Rotated:
        """The new secret is valid immediately; the two previous ones stay valid for `overlap`, while the other side
        switches. They stay valid for the time for which functions cache an account, at least."""
        ends = to_text(self._now() + max(overlap, timedelta(seconds=CACHED_SECONDS)))
        made: list[str] = []

        def decide(account: ChannelAccount) -> ChannelAccount:
            if account.app_id is not None:
                raise Conflict(
                    "This account's webhooks are signed with its app's secret. Rotate that one with make provision.",
                    code="secret_of_the_app",
                )
            made.append(PROVIDERS[account.kind].new_signing_secret())
            newest = self._sealer.sealed(made[-1].encode(), account)
            return replace(account, signing_secrets=succeed(account.signing_secrets, newest, ends))

        account = self._subscriptions.change(account_id, actor, decide)
        return Rotated(made[-1], ends, account.connection)
