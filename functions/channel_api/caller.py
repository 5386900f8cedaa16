"""What the routes use: the use cases, and the app that is calling."""

from typing import cast

from aws_lambda_powertools.event_handler.api_gateway import Router
from aws_lambda_powertools.utilities.data_classes import APIGatewayProxyEventV2

from helpdesk.accounts.channel_accounts import ChannelAccounts
from helpdesk.channels.models import Channel
from helpdesk.channels.service import Channels
from helpdesk.connecting.credentials import CredentialReader
from helpdesk.connecting.finishing import FlowFinisher
from helpdesk.delivery.deliveries import Deliveries
from helpdesk.delivery.reports import StatusReports
from helpdesk.files.service import FileUseCases
from helpdesk.intake.changes import PublishedChanges
from helpdesk.intake.publishing import Publisher
from helpdesk.intake.reading import ChannelMessages
from helpdesk.people.principals import Principal, Scope
from helpdesk.platform.cursor import Cursors
from helpdesk.platform.frozen import frozen


@frozen
class UseCases:
    channels: Channels
    accounts: ChannelAccounts
    publishing: Publisher
    messages: ChannelMessages
    changes: PublishedChanges
    reports: StatusReports
    finishing: FlowFinisher
    credentials: CredentialReader
    deliveries: Deliveries
    files: FileUseCases
    cursors: Cursors


@frozen
class Caller:
    principal: Principal
    app_id: str
    use: UseCases

    def channel(self, channel_id: str) -> Channel:
        """Raises NotFound if the channel does not belong to the app."""
        return self.use.channels.get(self.app_id, channel_id)

    def recent_channel(self, channel_id: str) -> Channel:
        """Like `channel`, from the process's cache if it was read recently."""
        return self.use.channels.get_recent(self.app_id, channel_id)


def principal_of(event: object) -> Principal:
    """Raises NotAuthenticated if the authorizer found no principal."""
    return Principal.of_event(cast("APIGatewayProxyEventV2", event).raw_event)


def enter(router: Router, scope: Scope) -> Caller:
    """Raises NotAuthenticated, or Forbidden if the caller lacks the scope or belongs to no app."""
    principal = principal_of(router.current_event)
    principal.require(scope)
    return Caller(principal, principal.require_app(), router.context["use_cases"])
