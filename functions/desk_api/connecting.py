"""The part of the composition root that connects accounts."""

from desk_api.settings import Settings
from helpdesk.accounts.changing import AccountChanger
from helpdesk.accounts.ids import AccountIds
from helpdesk.accounts.making import AccountMaker
from helpdesk.accounts.secrets import Sealer
from helpdesk.accounts.service import AccountService
from helpdesk.channels.apps import AppRepository, AppSecrets
from helpdesk.channels.repository import ChannelRepository
from helpdesk.connecting.catalogue import Catalogue
from helpdesk.connecting.checking import CredentialChecks
from helpdesk.connecting.connections import Connections
from helpdesk.connecting.flows import Flows
from helpdesk.connecting.idempotency_keys import IdempotencyKeys
from helpdesk.connecting.repository import FlowRepository
from helpdesk.platform.clock import Clock
from helpdesk.platform.cursor import Cursors
from helpdesk.platform.dynamodb import Table
from helpdesk.platform.ids import new_ulid
from helpdesk.platform.outbound_http import HttpPoster
from helpdesk.platform.secrets import SecretBox


def build_connecting(
    settings: Settings,
    *,
    directory_table: Table,
    accounts: AccountService,
    channels: ChannelRepository,
    changing: AccountChanger,
    box: SecretBox,
    http: HttpPoster,
    now: Clock,
    cursors: Cursors,
) -> tuple[Catalogue, Connections, Flows]:
    """What a Connector is made of, besides the checks that it shares with others."""
    sealer = Sealer(box, now, new_ulid)
    catalogue = Catalogue(channels, accounts, cursors)
    apps = AppSecrets(AppRepository(directory_table), box)
    connections = Connections(
        catalogue,
        accounts,
        AccountMaker.on(directory_table, box, now, AccountIds(cursors.key)),
        changing,
        sealer,
        CredentialChecks(http, apps, settings.portal_id, now, new_ulid),
        IdempotencyKeys(directory_table, now),
        now,
        settings.addresses,
    )
    flows = Flows(
        FlowRepository(directory_table),
        accounts,
        now,
        new_ulid,
        portal_id=settings.portal_id,
        allow_loopback=settings.allow_loopback,
    )
    return catalogue, connections, flows
