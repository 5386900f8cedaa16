"""What a sender is told where an account takes no messages."""

from helpdesk.accounts.models import ChannelAccount, WhenOff
from helpdesk.platform.errors import Conflict, Gone, Unavailable

_RETRY_AFTER_SECONDS = 300


def admit(account: ChannelAccount) -> None:
    """Raises Gone for a deleted account, Conflict where the sender should stop, Unavailable where it should come again.
    Of an account that stands, only for who has proved to be its sender: a stranger learns nothing."""
    suspended = account.suspended
    if suspended is None:
        return
    if account.archived_at is not None:
        raise Gone(f"{suspended.reason} Send nothing more to it.", code=suspended.code)
    if not account.active and account.when_off is WhenOff.RETRY:
        raise Unavailable(
            f"{suspended.reason} Nothing was stored: send the same again later.",
            code=suspended.code,
            retry_after_seconds=_RETRY_AFTER_SECONDS,
        )
    raise Conflict(f"{suspended.reason} Nothing was stored, and sending it again changes nothing.", code=suspended.code)
