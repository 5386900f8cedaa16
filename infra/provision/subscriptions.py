"""What asks the services of accounts to deliver to the stage."""

from helpdesk.accounts.changing import AccountChanger
from helpdesk.accounts.repository import AccountRepository
from helpdesk.accounts.secrets import AccountSecrets
from helpdesk.accounts.service import AccountService
from helpdesk.accounts.service_access import ServiceAccess
from helpdesk.accounts.subscriptions import Subscriptions
from helpdesk.audit.recording import AuditRecorder
from helpdesk.platform.clock import utc_now
from helpdesk.platform.outbound_http import HttpPoster
from helpdesk.providers.connectors import connectors
from infra.provision.stage import Stage


def services_of(stage: Stage, http: HttpPoster | None = None) -> ServiceAccess:
    secrets = AccountSecrets.on(stage.directory, stage.box())
    return ServiceAccess(connectors(http or stage.http()), secrets, stage.outputs["WebhookUrl"], utc_now)


def subscriptions_of(stage: Stage) -> Subscriptions:
    changer = AccountChanger(AccountRepository(stage.directory), AuditRecorder.on(stage.directory, utc_now), utc_now)
    return Subscriptions(services_of(stage), AccountService(AccountRepository(stage.directory)), changer, utc_now)
