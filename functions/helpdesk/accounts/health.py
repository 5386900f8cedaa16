"""Whether an account's service delivers to the desk, as the service itself says now."""

from enum import StrEnum

from helpdesk.accounts.models import ChannelAccount, Connection, ConnectionState
from helpdesk.accounts.service import AccountService
from helpdesk.accounts.service_access import ServiceAccess
from helpdesk.messaging.outcomes import PermanentFailure
from helpdesk.platform.clock import Clock, to_text
from helpdesk.platform.frozen import frozen
from helpdesk.providers.connector import Failure, LastError, ServiceReport, Subscription
from helpdesk.providers.models import Access


class HealthStatus(StrEnum):
    OK = "ok"
    ATTENTION = "attention"
    """Messages do not arrive, or not all of them."""
    UNKNOWN = "unknown"
    """The service cannot be asked, or did not respond."""


@frozen
class Health:
    status: HealthStatus
    checked_at: str
    problem: str | None = None
    """What is wrong and what to do; None if nothing is."""
    delivers_here: bool | None = None
    waiting: int | None = None
    last_error: LastError | None = None


class AccountHealth:
    def __init__(self, services: ServiceAccess, accounts: AccountService, now: Clock) -> None:
        self._services = services
        self._accounts = accounts
        self._now = now

    def of(self, account_id: str) -> Health:
        """Raises NotFound."""
        account = self._accounts.get(account_id)
        found = self._asked(account)
        now = to_text(self._now())
        if isinstance(found, str):
            return Health(HealthStatus.UNKNOWN, now, found)
        if not isinstance(found, ServiceReport):
            status = HealthStatus.ATTENTION if isinstance(found, PermanentFailure) else HealthStatus.UNKNOWN
            return Health(status, now, found.reason)
        problem = _problem(found, account.connection)
        status = HealthStatus.ATTENTION if problem else HealthStatus.OK
        return Health(status, now, problem, found.delivers_here, found.waiting, found.last_error)

    def _asked(self, account: ChannelAccount) -> ServiceReport | Failure | str:
        """What the service says, or why it was not asked."""
        connector = self._services.connector(account)
        if account.archived_at is not None:
            return "This channel account was deleted, with what its service could be asked with."
        if connector is None:
            return "The desk cannot ask this channel's service."
        access, subscription = self._services.access(account), self._services.subscription(account)
        if not isinstance(access, Access):
            return access
        if not isinstance(subscription, Subscription):
            return subscription
        return connector.report(access, subscription, wanted=account.active and self._services.is_reachable)


_PENDING = (
    "The account was changed, and the service has not confirmed yet that it delivers accordingly. If this lasts longer "
    "than a minute, the request was interrupted: reconnect the account."
)
_REJECTED = "The desk rejected the last delivery, because its secret is not the account's. Reconnect the account."


def _problem(report: ServiceReport, connection: Connection | None) -> str | None:
    error = report.last_error
    if report.problem:
        return f"{report.problem} Reconnect the account."
    if connection and connection.state is ConnectionState.PENDING:
        return _PENDING
    if connection and connection.state is ConnectionState.FAILED:
        return connection.reason
    if error and error.is_unauthorized and connection and error.at > connection.since:
        return _REJECTED
    if report.waiting and error:
        return f"The last delivery failed ({error.reason}). The service tries again."
    return None
