"""What a sender is told where an account takes no messages."""

from helpdesk.accounts.models import ChannelAccount, WhenOff
from helpdesk.platform.errors import Conflict, Gone, Unavailable

_RETRY_AFTER_SECONDS = 300


def admit(account: ChannelAccount) -> None:
    """Raises Gone for a deleted account, Conflict where the sender should stop, Unavailable where it should come again.
    Of an account that stands, only for who has proved to be its sender: a stranger learns nothing."""
    closed = account.closed
    if closed is None:
        return
    if account.archived_at is not None:
        raise Gone(f"{closed.reason} Send nothing more to it.", code=closed.code)
    if not account.active and account.when_off is WhenOff.RETRY:
        raise Unavailable(
            f"{closed.reason} Nothing was stored: send the same again later.",
            code=closed.code,
            retry_after_seconds=_RETRY_AFTER_SECONDS,
        )
    raise Conflict(f"{closed.reason} Nothing was stored, and sending it again changes nothing.", code=closed.code)
