"""Accounts of built-in channels, with secrets that tests know, and without a trace in the audit trail."""

from collections.abc import Mapping
from dataclasses import replace

from helpdesk.accounts.ids import AccountIds
from helpdesk.accounts.making import AccountMaker, already_connected
from helpdesk.accounts.models import ChannelAccount
from helpdesk.accounts.plan import AccountPlan
from helpdesk.accounts.repository import AccountRepository
from helpdesk.accounts.secrets import Sealer
from helpdesk.platform.clock import Clock
from helpdesk.platform.desk_key import DeskKey
from helpdesk.platform.dynamodb import Table
from helpdesk.platform.ids import new_ulid
from helpdesk.platform.secrets import SecretBox
from helpdesk.providers.catalogue import PROVIDERS
from infra.workbench.environment import DESK_KEY


class Connections:
    def __init__(self, table: Table, box: SecretBox, now: Clock) -> None:
        self._sealer = Sealer(box, now, new_ulid)
        self._accounts = AccountRepository(table)
        self._maker = AccountMaker.on(table, box, now, AccountIds(DeskKey(DESK_KEY)))

    def connect(
        self, kind: str, name: str, secret: str, credentials: Mapping[str, str], *, delivery_url: str | None = None
    ) -> ChannelAccount:
        account, _ = self._maker.of_provider(PROVIDERS[kind], AccountPlan(name), credentials)
        account = replace(
            account,
            signing_secrets=(self._sealer.sealed(secret.encode(), account),),
            delivery_url=delivery_url or account.delivery_url,
        )
        existing_id = self._accounts.connect(account)
        if existing_id is not None:
            raise already_connected(account, existing_id)
        return account
