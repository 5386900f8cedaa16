"""What an editor may offer for a conversation now: the rules that the next reply must meet."""

from helpdesk.accounts.models import ChannelAccount, Obstacle
from helpdesk.accounts.outgoing import OutgoingRule
from helpdesk.accounts.service import AccountService
from helpdesk.content.support import CUSTOMER_WRITES_FIRST
from helpdesk.conversations.lookback import Lookback
from helpdesk.conversations.models import Message
from helpdesk.conversations.references import ConversationReference
from helpdesk.conversations.repository import ConversationRepository
from helpdesk.messaging.addresses import DeliveryIdentifier
from helpdesk.messaging.capabilities import Capabilities
from helpdesk.people.access import EVERYTHING, Access
from helpdesk.platform.errors import Conflict, NotFound
from helpdesk.platform.frozen import frozen
from helpdesk.replies.replies import NOTHING_TO_ANSWER
from helpdesk.replies.switching import ChannelSwitcher, Switch

_START_NOT_ALLOWED = Obstacle("start_not_allowed", CUSTOMER_WRITES_FIRST)
CLOSED_INBOX = Obstacle(
    "no_inbox_access", "The inbox of this account is limited to teams, and you are in none of them."
)
_RECEIVE_ONLY = Obstacle("receive_only", "This channel only receives messages: no reply can be sent.")


@frozen
class Composition:
    obstacle: Obstacle | None
    """Why nothing can be sent."""
    capabilities: Capabilities
    """Meaningless if the channel was removed: then the minimum."""
    newest: Message | None
    """The customer's: it is answered by default."""
    customer: DeliveryIdentifier | None
    """Where replies go."""
    switches: tuple[Switch, ...]


class Composer:
    def __init__(
        self,
        repository: ConversationRepository,
        accounts: AccountService,
        outgoing: OutgoingRule,
        switching: ChannelSwitcher,
    ) -> None:
        self._repository = repository
        self._accounts = accounts
        self._outgoing = outgoing
        self._switching = switching

    def composition(self, reference: ConversationReference, access: Access = EVERYTHING) -> Composition:
        """For whoever sees that. Raises NotFound."""
        back = Lookback(self._repository, reference)
        conversation, newest = back.head.conversation, back.newest_of_customer()
        try:
            account = self._accounts.get(conversation.account_id)
            obstacle, capabilities = self._state(account)
            others = [each for each in self._accounts.first()[0] if each.inbox_id not in access.closed_inboxes]
            switches = self._switching.switches(conversation, account, others)
        except NotFound as gone:
            obstacle, capabilities, switches = Obstacle(gone.code, gone.message), Capabilities(), ()
        return Composition(
            obstacle=obstacle or _unreachable(back) or _unanswerable(newest, capabilities),
            capabilities=capabilities,
            newest=newest,
            customer=conversation.recipient.address,
            switches=switches,
        )

    def first_message(self, account_id: str, access: Access = EVERYTHING) -> Composition:
        """For a conversation that will be started. Raises NotFound."""
        account = self._accounts.get(account_id)
        obstacle, capabilities = self._state(account)
        not_allowed = None if capabilities.allow_conversation_start else _START_NOT_ALLOWED
        closed = CLOSED_INBOX if account.inbox_id in access.closed_inboxes else None
        return Composition(closed or obstacle or not_allowed, capabilities, newest=None, customer=None, switches=())

    def _state(self, account: ChannelAccount) -> tuple[Obstacle | None, Capabilities]:
        try:
            capabilities = self._outgoing.capabilities(account)
        except Conflict as gone:
            return Obstacle(gone.code, gone.message), Capabilities()
        receives_only = None if capabilities.allow_outgoing_messages else _RECEIVE_ONLY
        return account.suspended or receives_only, capabilities


def _unanswerable(newest: Message | None, capabilities: Capabilities) -> Obstacle | None:
    return None if newest or capabilities.allow_conversation_start else NOTHING_TO_ANSWER


def _unreachable(back: Lookback) -> Obstacle | None:
    unreachable = back.unreachable()
    return Obstacle(unreachable.code, unreachable.reason) if unreachable else None
