"""What asks the services of accounts to deliver to the stage."""

from collections.abc import Mapping

from helpdesk.accounts.changing import AccountChanger
from helpdesk.accounts.repository import AccountRepository
from helpdesk.accounts.secrets import AccountSecrets
from helpdesk.accounts.service import AccountService
from helpdesk.accounts.service_access import ServiceAccess
from helpdesk.accounts.subscriptions import Subscriptions
from helpdesk.audit.recording import AuditRecorder
from helpdesk.platform.clock import utc_now
from helpdesk.providers.connector import Connector
from infra.provision.stage import Stage


def services_of(stage: Stage, found: Mapping[str, Connector]) -> ServiceAccess:
    return ServiceAccess(found, AccountSecrets.on(stage.directory, stage.box()), stage.outputs["WebhookUrl"], utc_now)


def subscriptions_of(stage: Stage, found: Mapping[str, Connector]) -> Subscriptions:
    """`found`: the connectors of the services that are asked."""
    accounts = AccountRepository(stage.directory)
    changer = AccountChanger(accounts, AuditRecorder.on(stage.directory, utc_now), utc_now)
    return Subscriptions(services_of(stage, found), AccountService(accounts), changer, utc_now)
