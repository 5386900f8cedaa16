"""The order in which an account is made, for the desk API and for commands: its service says whose the credentials are,
the account is stored, and only then its service is asked to deliver to it."""

from collections.abc import Sequence
from dataclasses import replace

from helpdesk.accounts.making import AccountMaker, already_connected
from helpdesk.accounts.models import ChannelAccount
from helpdesk.accounts.plan import AccountPlan
from helpdesk.accounts.subscriptions import Subscriptions
from helpdesk.connecting.credential_checker import CheckedCredentials
from helpdesk.connecting.models import Connectable, ConnectionRequest
from helpdesk.people.actors import Actor
from helpdesk.platform.dynamodb import Write
from helpdesk.providers.connector import Failure
from helpdesk.providers.models import Provider


class NewAccounts:
    def __init__(self, maker: AccountMaker, subscriptions: Subscriptions) -> None:
        self._maker = maker
        self._subscriptions = subscriptions

    def planned(
        self, connectable: Connectable, request: ConnectionRequest, plan: AccountPlan, checked: CheckedCredentials
    ) -> tuple[ChannelAccount, str | None]:
        """The account, not stored yet; and, for a built-in channel, the secret that verifies its webhooks."""
        channel = connectable.channel
        if channel is not None:
            return self._maker.of_channel(channel, plan, request.identifier, checked.credentials), None
        return self.of_provider(connectable.provider, plan, checked)

    def of_provider(
        self, provider: Provider, plan: AccountPlan, checked: CheckedCredentials, address: str | None = None
    ) -> tuple[ChannelAccount, str]:
        """The same, of a built-in channel. `address`: replaces the service's own."""
        account, secret = self._maker.of_provider(provider, plan, checked.credentials)
        account = replace(account, handle=checked.handle, delivery_url=address or account.delivery_url)
        return self._subscriptions.planned(account), secret

    def store(
        self, account: ChannelAccount, actor: Actor, failure: Failure | None, also: Sequence[Write] = ()
    ) -> ChannelAccount:
        """`failure`: why the service did not say whose the credentials are. Raises Conflict if its delivery identifier
        is connected already, and TransactionFailed if the condition of a write in `also` fails."""
        existing_id = self._maker.make(account, actor, also)
        if existing_id is not None:
            raise already_connected(account, existing_id)
        return self._subscriptions.settle_new(account, actor, failure)
