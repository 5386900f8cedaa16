"""What the routes use: the use cases, and the caller."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

from aws_lambda_powertools.event_handler.api_gateway import Router
from aws_lambda_powertools.event_handler.openapi.params import Header, Query

from desk_api.entering import entering
from desk_api.gate import Gate
from desk_api.routing import Routing
from desk_api.staff import Staff
from helpdesk.accounts.health import AccountHealth
from helpdesk.accounts.listing import AccountList
from helpdesk.accounts.managing import AccountManagement
from helpdesk.accounts.models import ChannelAccount
from helpdesk.accounts.rotation import SecretRotator
from helpdesk.accounts.schemas import AccountOut
from helpdesk.accounts.service import AccountService
from helpdesk.accounts.subscriptions import Subscriptions
from helpdesk.audit.service import AuditTrail
from helpdesk.channels.logos import Logos
from helpdesk.connecting.service import Connector
from helpdesk.contacts.service import ContactService
from helpdesk.conversations.timeline import Timeline
from helpdesk.conversations.unhandled import UnhandledUpdates
from helpdesk.delivery.cancellations import Cancellations
from helpdesk.delivery.deliveries import Deliveries
from helpdesk.delivery.redrives import Redrives
from helpdesk.delivery.retries import Retries
from helpdesk.drafts.service import Drafts
from helpdesk.feed.service import ChangeFeed
from helpdesk.files.service import FileUseCases
from helpdesk.inboxes.service import Inboxes
from helpdesk.inserts.models import LibraryEntry, Snippet
from helpdesk.inserts.service import Inserts
from helpdesk.jobs.service import Jobs
from helpdesk.live.live_tickets import LiveTickets
from helpdesk.notes.service import Notes
from helpdesk.people.principals import Principal, Scope
from helpdesk.people.service import UserService
from helpdesk.pipelines.service import Pipelines
from helpdesk.platform.clock import Clock
from helpdesk.platform.frozen import frozen
from helpdesk.privacy.links import ExportLinks
from helpdesk.privacy.requests import PrivacyRequests
from helpdesk.profiles.listing import ContactList
from helpdesk.profiles.merging import Merges
from helpdesk.profiles.service import Profiles
from helpdesk.profiles.ticket_page import TicketPages
from helpdesk.profiles.tickets_of import TicketsOfContacts
from helpdesk.properties.service import Properties
from helpdesk.replies.changes import Changes
from helpdesk.replies.composer import Composer
from helpdesk.replies.inserting import Inserter
from helpdesk.replies.replies import Replies
from helpdesk.replies.starting import ConversationStarter
from helpdesk.replies.typing_indicator import TypingIndicator
from helpdesk.settings.service import SettingsService
from helpdesk.staff.plans import Plans
from helpdesk.subscriptions.service import WebhookSubscriptions
from helpdesk.tickets.bulk import BulkChanges
from helpdesk.tickets.channels import Channels, TicketChannels
from helpdesk.tickets.history import TicketHistory
from helpdesk.tickets.models import Ticket
from helpdesk.tickets.service import TicketService
from helpdesk.tickets.work import TicketWork
from helpdesk.views.service import Views

IdempotencyKey = Annotated[str | None, Header(alias="Idempotency-Key", min_length=1, max_length=255)]
NextCursor = Annotated[
    str | None, Query(min_length=1, max_length=512, description="`next_cursor` of the previous page.")
]


@frozen
class Desk:
    tickets: TicketService
    work: TicketWork
    history: TicketHistory
    timeline: Timeline
    unhandled: UnhandledUpdates
    replies: Replies
    composer: Composer
    changes: Changes
    change_feed: ChangeFeed
    webhooks: WebhookSubscriptions
    webhook_deliveries: Deliveries
    cancellations: Cancellations
    retries: Retries
    starting: ConversationStarter
    typing: TypingIndicator
    contacts: ContactService
    agents: UserService
    plans: Plans
    accounts: AccountService
    account_list: AccountList
    inboxes: Inboxes
    connecting: Connector
    management: AccountManagement
    rotation: SecretRotator
    subscriptions: Subscriptions
    health: AccountHealth
    audit: AuditTrail
    deliveries: Deliveries
    redrives: Redrives
    webhook_url: str
    sends_mail: bool
    """Whether owners who are away can be written to."""
    files: FileUseCases
    logos: Logos
    now: Clock
    pipelines: Pipelines
    properties: Properties
    contact_properties: Properties
    profiles: Profiles
    contact_list: ContactList
    merges: Merges
    privacy: PrivacyRequests
    export_links: ExportLinks
    ticket_pages: TicketPages
    tickets_of_contacts: TicketsOfContacts
    snippets: Inserts[Snippet]
    library: Inserts[LibraryEntry]
    inserter: Inserter
    notes: Notes
    drafts: Drafts
    settings: SettingsService
    ticket_channels: TicketChannels
    bulk: BulkChanges
    jobs: Jobs
    routing: Routing
    staff: Staff
    live_tickets: LiveTickets
    live_url: str
    views: Views
    gate: Gate

    def shown(self, account: ChannelAccount) -> AccountOut:
        return AccountOut.of(account, self.logos.of([account.channel_id]))

    def channels_of(self, *tickets: Ticket) -> Channels:
        return self.ticket_channels.of(ticket.account_id for ticket in tickets)


def enter(router: Router, scope: Scope | None, parameters: Sequence[str] = ()) -> tuple[Desk, Principal]:
    """The desk, for a caller who has the scope; None: for every caller. Raises NotAuthenticated, Forbidden, NotFound
    for what the caller may not see, and InvalidRequest: for a file that they may not attach, and for a query parameter
    that does not exist."""
    principal = entering(router, scope, parameters)
    desk: Desk = router.context["desk"]
    # What the route's function is called with, by name.
    named: Mapping[str, Any] = router.context.get("_route_args") or {}
    desk.gate.check(principal, named)
    return desk, principal
