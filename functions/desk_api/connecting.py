"""The part of the composition root that connects accounts."""

from desk_api.settings import Settings
from desk_api.shared import Shared
from helpdesk.accounts.changing import AccountChanger
from helpdesk.accounts.health import AccountHealth
from helpdesk.accounts.ids import AccountIds
from helpdesk.accounts.making import AccountMaker
from helpdesk.accounts.secrets import AccountSecrets, Sealer
from helpdesk.accounts.service_access import ServiceAccess
from helpdesk.accounts.subscriptions import Subscriptions
from helpdesk.channels.apps import AppRepository, AppSecrets
from helpdesk.channels.logos import Logos
from helpdesk.connecting.catalogue import Catalogue
from helpdesk.connecting.channel_checks import CredentialChecks
from helpdesk.connecting.connections import Connections
from helpdesk.connecting.credential_checker import CredentialChecker
from helpdesk.connecting.flows import Flows
from helpdesk.connecting.idempotency_keys import IdempotencyKeys
from helpdesk.connecting.new_accounts import NewAccounts
from helpdesk.connecting.repository import FlowRepository
from helpdesk.platform.cursor import Cursors
from helpdesk.platform.desk_key import DeskKey
from helpdesk.platform.ids import new_ulid
from helpdesk.platform.outbound_http import HttpPoster
from helpdesk.platform.secrets import SecretBox
from helpdesk.providers.connectors import connectors


def build_subscriptions(
    settings: Settings, shared: Shared, changing: AccountChanger, *, box: SecretBox, http: HttpPoster
) -> tuple[Subscriptions, AccountHealth]:
    """What asks the services of accounts to deliver, and whether they do."""
    secrets = AccountSecrets.on(shared.directory, box)
    services = ServiceAccess(connectors(http), secrets, settings.webhook_url, shared.now)
    return (
        Subscriptions(services, shared.accounts, changing, shared.now),
        AccountHealth(services, shared.accounts, shared.now),
    )


def build_connecting(
    settings: Settings,
    shared: Shared,
    subscriptions: Subscriptions,
    *,
    box: SecretBox,
    http: HttpPoster,
    key: DeskKey,
    logos: Logos,
) -> tuple[Catalogue, Connections, Flows]:
    """What a Connector is made of, besides the checks that it shares with others."""
    directory, accounts, now = shared.directory, shared.accounts, shared.now
    sealer = Sealer(box, now, new_ulid)
    catalogue = Catalogue(shared.channels, accounts, logos, Cursors(key))
    apps = AppSecrets(AppRepository(directory), box)
    connections = Connections(
        catalogue,
        accounts,
        NewAccounts(AccountMaker.on(directory, box, now, AccountIds(key)), subscriptions),
        sealer,
        CredentialChecker(
            CredentialChecks(http, apps, settings.portal_id, now, new_ulid), connectors(http), settings.addresses
        ),
        subscriptions,
        IdempotencyKeys(directory, now),
        now,
    )
    flows = Flows(
        FlowRepository(directory),
        accounts,
        now,
        new_ulid,
        portal_id=settings.portal_id,
        allow_loopback=settings.allow_loopback,
    )
    return catalogue, connections, flows
