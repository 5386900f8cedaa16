"""Fetches what messaging services cannot deliver to this machine, and hands it to the webhook, as they would.

    python -m infra.local.polling .local/stack.json

Only accounts are fetched for that the desk itself has connected, and whose service cannot reach it: an account with
real credentials, which somebody has entered here. `make run` creates none.
"""

import json
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path

from helpdesk.accounts.models import ChannelAccount, ConnectionState
from helpdesk.accounts.repository import AccountRepository
from helpdesk.accounts.service import AccountService
from helpdesk.accounts.service_access import ServiceAccess
from helpdesk.platform.errors import HelpdeskError
from helpdesk.platform.outbound_http import AddressRefused, GuardedPoster, HttpPoster, NoResponse, NotReached
from helpdesk.providers.connector import Connector, Polled, Subscription
from helpdesk.providers.connectors import connectors
from helpdesk.providers.models import Access
from infra.provision.seed import local_stage
from infra.provision.subscriptions import services_of

_WAIT_SECONDS = 8
"""How long a service may wait for the first update, for all accounts together. Below the poster's limit for reading."""
_PAUSE_SECONDS = 3.0
_MAX_RESPONSE_BYTES = 4 * 1024 * 1024
_TOO_LARGE = 413


class Poller:
    def __init__(self, services: ServiceAccess, webhook: HttpPoster, say: Callable[[str], None]) -> None:
        """`webhook`: delivers to the desk's own webhook."""
        self._services = services
        self._webhook = webhook
        self._say = say
        self._delivered: dict[str, int] = {}
        """By account, the newest update that the desk has: fetching after it tells the service so."""
        self._said: dict[str, str] = {}

    def turn(self, accounts: Iterable[ChannelAccount]) -> bool:
        """Fetches once for each account. Whether all went well."""
        polled = [account for account in accounts if is_polled(account)]
        seconds = max(1, _WAIT_SECONDS // len(polled)) if polled else 0
        problems = {account.id: self._problem(account, seconds) for account in polled}
        for account in polled:
            self._tell(account, problems[account.id])
        return not any(problems.values())

    def _problem(self, account: ChannelAccount, seconds: int) -> str | None:
        """What went wrong with this account."""
        connector = self._services.connector(account)
        access, subscription = self._services.access(account), self._services.subscription(account)
        if connector is None:
            return None
        if not isinstance(access, Access):
            return access.reason
        if not isinstance(subscription, Subscription):
            return subscription.reason
        if account.id not in self._delivered:
            if failure := connector.unsubscribe(access):  # a service with a webhook lets nobody fetch
                return failure.reason
            self._delivered[account.id] = 0
        found = connector.fetch(access, account.service_settings, self._delivered[account.id], seconds)
        if not isinstance(found, list):
            return found.reason
        return self._deliver(account, connector, subscription, found)

    def _deliver(
        self, account: ChannelAccount, connector: Connector, subscription: Subscription, found: list[Polled]
    ) -> str | None:
        """In their order: what the desk does not take stays at the service, with all that follows it."""
        headers = {"content-type": "application/json", **connector.headers(subscription.secret)}
        for update in found:
            try:
                status = self._webhook.post(subscription.url, headers, update.body).status
            except (AddressRefused, NotReached, NoResponse) as error:
                return f"The desk's webhook did not respond: {error}"
            if status == _TOO_LARGE:  # nothing makes it smaller, and the others must not wait for it
                self._say(f"Update {update.position} has {len(update.body)} bytes: too large for the desk, not taken.")
            elif not 200 <= status < 300:
                return f"The desk's webhook responded with status {status}; the update is fetched again."
            self._delivered[account.id] = update.position
        return None

    def _tell(self, account: ChannelAccount, problem: str | None) -> None:
        """Each change once."""
        text = problem or "Fetching its updates: the service cannot reach this machine."
        if self._said.get(account.id) != text:
            self._said[account.id] = text
            self._say(f"{account.kind:<9} {account.handle or account.name}: {text}")


def is_polled(account: ChannelAccount) -> bool:
    connection = account.connection
    return account.suspended is None and connection is not None and connection.state is ConnectionState.POLLED


def main(stack_file: str) -> None:
    stack = json.loads(Path(stack_file).read_text())
    stage = local_stage(stack["outputs"], stack["region"], stack["endpoint_url"])
    poster = GuardedPoster(allow_loopback=True, max_response_bytes=_MAX_RESPONSE_BYTES)
    accounts = AccountService(AccountRepository(stage.directory))
    poller = Poller(services_of(stage, connectors(poster)), poster, lambda text: print(text, flush=True))
    while True:
        try:
            found, _ = accounts.first()
            went_well = poller.turn(found) and any(map(is_polled, found))
        except HelpdeskError as error:  # the local AWS is starting or stopping
            print(error.message, flush=True)
            went_well = False
        if not went_well:
            time.sleep(_PAUSE_SECONDS)


if __name__ == "__main__":
    main(sys.argv[1])
