"""The part of the composition root that connects accounts."""

from desk_api.settings import Settings
from helpdesk.accounts.changing import AccountChanging
from helpdesk.accounts.making import AccountMaking, Sealing
from helpdesk.accounts.repository import AccountRepository
from helpdesk.accounts.routing_check import RoutingCheck
from helpdesk.accounts.service import AccountService
from helpdesk.audit.recording import AuditRecording
from helpdesk.channels.apps import AppRepository, AppSecrets
from helpdesk.channels.repository import ChannelRepository
from helpdesk.connecting.catalogue import Catalogue
from helpdesk.connecting.checking import CredentialChecks
from helpdesk.connecting.connections import Connections
from helpdesk.connecting.flows import Flows
from helpdesk.connecting.repeats import Repeats
from helpdesk.connecting.repository import FlowRepository
from helpdesk.connecting.service import Connecting
from helpdesk.inboxes.service import Inboxes
from helpdesk.people.repository import AgentRepository
from helpdesk.people.seats import Seats
from helpdesk.people.service import AgentService
from helpdesk.platform.clock import Clock
from helpdesk.platform.dynamodb import Database
from helpdesk.platform.ids import new_ulid
from helpdesk.platform.outbound_http import HttpPoster
from helpdesk.platform.secrets import SecretBox


def build_connecting(
    settings: Settings,
    *,
    database: Database,
    repository: AccountRepository,
    channels: ChannelRepository,
    inboxes: Inboxes,
    audit: AuditRecording,
    box: SecretBox,
    http: HttpPoster,
    now: Clock,
) -> Connecting:
    accounts = AccountService(repository)
    catalogue = Catalogue(channels, accounts)
    agents = AgentService(AgentRepository(database, settings.directory_table))
    apps = AppSecrets(AppRepository(database, settings.directory_table), box)
    connections = Connections(
        catalogue,
        accounts,
        AccountMaking(repository, channels, audit, now),
        AccountChanging(repository, audit),
        Sealing(box, now, new_ulid),
        CredentialChecks(http, apps, settings.portal_id, now, new_ulid),
        Repeats(database, settings.directory_table, now),
        now,
        allow_loopback=settings.allow_loopback,
    )
    flows = Flows(
        FlowRepository(database, settings.directory_table),
        accounts,
        now,
        new_ulid,
        portal_id=settings.portal_id,
        allow_loopback=settings.allow_loopback,
    )
    return Connecting(catalogue, connections, flows, inboxes, RoutingCheck(agents, Seats(agents)))
