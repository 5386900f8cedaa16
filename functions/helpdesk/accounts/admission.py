"""How callers are rejected if an account accepts no messages. Pure."""

from helpdesk.accounts.models import ChannelAccount, WhenDisabled
from helpdesk.platform.errors import Conflict, Gone, Unavailable

_RETRY_AFTER_SECONDS = 300


def admit(account: ChannelAccount) -> None:
    """Raises Gone for a deleted account, Conflict if the caller should stop, Unavailable if it should retry. Except for
    a deleted account, only call it after the caller was authenticated: a stranger must learn nothing."""
    suspended = account.suspended
    if suspended is None:
        return
    if account.archived_at is not None:
        raise Gone(f"{suspended.reason} Stop sending to it.", code=suspended.code)
    if not account.active and account.when_off is WhenDisabled.RETRY:
        raise Unavailable(
            f"{suspended.reason} Nothing was stored. Retry later.",
            code=suspended.code,
            retry_after_seconds=_RETRY_AFTER_SECONDS,
        )
    raise Conflict(f"{suspended.reason} Nothing was stored. Do not retry.", code=suspended.code)
