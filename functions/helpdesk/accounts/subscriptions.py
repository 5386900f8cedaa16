"""Has the services of accounts deliver to this desk, where the desk can ask them to."""

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from helpdesk.accounts.changing import AccountChanger, Notes, deleted
from helpdesk.accounts.models import ChannelAccount, Connection, ConnectionState
from helpdesk.accounts.service import AccountService
from helpdesk.accounts.service_access import ServiceAccess
from helpdesk.people.actors import Actor
from helpdesk.platform.clock import Clock, to_text
from helpdesk.platform.errors import Conflict
from helpdesk.platform.ids import NewId, new_ulid
from helpdesk.providers.connector import Connector, Failure, Identity, Subscription
from helpdesk.providers.models import Access

_ROUNDS = 3
_UNSETTLED = {ConnectionState.PENDING, ConnectionState.FAILED}
AGAIN_WITHIN_SECONDS = 5.0
"""Another round must fit into the request: each asks the service twice."""
_NOT_REACHABLE = (
    "The service cannot reach this desk, which has no public HTTPS address. While `make run` runs, it fetches what the "
    "service would deliver."
)


class Subscriptions:
    def __init__(
        self,
        services: ServiceAccess,
        accounts: AccountService,
        changing: AccountChanger,
        now: Clock,
        monotonic: Callable[[], float] = time.monotonic,
        new_id: NewId = new_ulid,
    ) -> None:
        self._services = services
        self._accounts = accounts
        self._changing = changing
        self._now = now
        self._monotonic = monotonic
        self._new_id = new_id

    def planned(self, account: ChannelAccount) -> ChannelAccount:
        """A new account as it is to be stored, before its service is asked to deliver."""
        if self._services.connector(account) is None:
            return account
        return _asked(account, account.id, self._now())

    def settle_new(self, account: ChannelAccount, actor: Actor, failure: Failure | None = None) -> ChannelAccount:
        """Has the service of a planned account deliver, once the account is stored."""
        return self._settle(account, account.id, actor, failure)

    def change(
        self,
        account_id: str,
        actor: Actor,
        decide: Callable[[ChannelAccount], ChannelAccount],
        *,
        notes: Notes | None = None,
        failure: Failure | None = None,
    ) -> ChannelAccount:
        """As `AccountChanger.change`; then the service is asked, if something else is wanted of it, or if it has not
        done what is. `failure`: of what is stored now, one that is known, and makes asking pointless."""
        request = self._new_id()

        def asked(current: ChannelAccount) -> ChannelAccount:
            after, known = decide(current), current.connection
            if known is None or (after.asked_for == current.asked_for and known.state not in _UNSETTLED):
                return after
            return _asked(after, request, self._now())

        return self._settle(self._changing.change(account_id, actor, asked, notes=notes), request, actor, failure)

    def reconnect(self, account_id: str, actor: Actor) -> ChannelAccount:
        """Asks the service again, whatever the account's state. Raises Conflict if the desk cannot ask it."""
        account = self._accounts.get(account_id)
        if account.archived_at is not None:
            raise deleted()
        if self._services.connector(account) is None:
            message = "The desk cannot tell this channel's service where to deliver: it is configured there."
            raise Conflict(message, code="not_connected_by_the_desk")
        identity, request = self._identity(account), self._new_id()
        handle = identity.handle if isinstance(identity, Identity) else account.handle

        def asked(current: ChannelAccount) -> ChannelAccount:
            return _asked(replace(current, handle=handle), request, self._now())

        current = self._changing.change(account_id, actor, asked)
        # A failure is only known of the credentials that were tried.
        same = current.asked_for == account.asked_for
        failure = identity if same and not isinstance(identity, Identity) else None
        return self._settle(current, request, actor, failure)

    def ended(self, account: ChannelAccount, actor: Actor) -> Connection | None:
        """Asks the service to deliver no more, before the account is deleted with its credentials. None where the desk
        does not manage this. If the account is not deleted then, `settle_new` has it delivered to again."""
        if account.connection is None:
            return None
        asked = self._changing.change(account.id, actor, lambda current: _asked(current, current.id, self._now()))
        return self._result(replace(asked, active=False))

    def _settle(self, account: ChannelAccount, request: str, actor: Actor, failure: Failure | None) -> ChannelAccount:
        """Has the service deliver if the account is active, and not if it is not. A failure becomes the account's
        `connection`. Where the desk does not manage this, or this request has not said that it asks, nothing
        happens."""
        if account.connection is None or request not in account.connection.asking:
            return account
        began, rounds = self._monotonic(), 0
        while True:
            result = self._result(account, failure)
            asked, account = account, self._record(account, request, result, actor)
            rounds, failure = rounds + 1, None
            if account.asked_for == asked.asked_for:
                return account
            # Somebody changed it in the meantime: the service must be asked again, by this request or by somebody.
            if rounds == _ROUNDS or self._monotonic() - began >= AGAIN_WITHIN_SECONDS:
                return account

    def _record(self, asked: ChannelAccount, request: str, result: Connection, actor: Actor) -> ChannelAccount:
        def decide(current: ChannelAccount) -> ChannelAccount:
            if current.connection is None or current.asked_for != asked.asked_for:
                # The service may have been asked last for what is no longer wanted.
                return _asked(current, request, self._now())
            return replace(current, connection=current.connection.answered(request, result, self._now()))

        return self._changing.change(asked.id, actor, decide)

    def _result(self, account: ChannelAccount, failure: Failure | None = None) -> Connection:
        """How the account is connected after its service was asked once."""
        failure = failure or self._ask(account)
        if failure:
            reason = f"{failure.reason} Reconnect the account to try again."
            return self._connection(ConnectionState.FAILED, failure.code, reason)
        if not account.active:
            return self._connection(ConnectionState.DISCONNECTED)
        if not self._services.is_reachable:
            return self._connection(ConnectionState.POLLED, "not_reachable", _NOT_REACHABLE)
        return self._connection(ConnectionState.CONNECTED)

    def _ask(self, account: ChannelAccount) -> Failure | None:
        connector, access = self._services.connector(account), self._services.access(account)
        if connector is None or not isinstance(access, Access):
            return access if not isinstance(access, Access) else None
        if not account.active:
            return connector.unsubscribe(access)
        return self._subscribe(account, connector, access) or connector.present(access, account.service_settings)

    def _subscribe(self, account: ChannelAccount, connector: Connector, access: Access) -> Failure | None:
        if not self._services.is_reachable:
            return connector.unsubscribe(access)
        subscription = self._services.subscription(account)
        return connector.subscribe(access, subscription) if isinstance(subscription, Subscription) else subscription

    def _identity(self, account: ChannelAccount) -> Identity | Failure:
        connector, access = self._services.connector(account), self._services.access(account)
        assert connector is not None
        return connector.identify(access) if isinstance(access, Access) else access

    def _connection(self, state: ConnectionState, code: str | None = None, reason: str | None = None) -> Connection:
        return Connection(state, to_text(self._now()), code, reason)


def _asked(account: ChannelAccount, request: str, now: datetime) -> ChannelAccount:
    before = account.connection or Connection(ConnectionState.PENDING, to_text(now))
    return replace(account, connection=before.asked_by(request, now))
