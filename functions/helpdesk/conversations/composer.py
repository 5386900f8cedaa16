"""What an editor may offer for a conversation, here and now: what the reply that follows would be held to."""

from dataclasses import dataclass

from helpdesk.channels.models import ChannelAccount, Closed
from helpdesk.channels.service import AccountService
from helpdesk.contacts.models import contact_id
from helpdesk.contacts.service import ContactService
from helpdesk.conversations.lookback import Lookback
from helpdesk.conversations.models import Conversation, Message
from helpdesk.conversations.references import ConversationReference
from helpdesk.conversations.replies import NOTHING_TO_ANSWER
from helpdesk.conversations.repository import ConversationRepository
from helpdesk.platform.errors import Conflict, NotFound
from helpdesk.registry.models import Capabilities
from helpdesk.registry.service import OutgoingRule

_SWITCHES_AT_MOST = 100
_RECEIVE_ONLY = Closed("receive_only", "This channel only receives: no reply can be sent.")


@dataclass(frozen=True, slots=True)
class Switch:
    """Another account of the same channel that this person has written to."""

    account_id: str
    name: str
    contact_id: str


@dataclass(frozen=True, slots=True)
class Composition:
    obstacle: Closed | None
    """Why no reply can be sent."""
    capabilities: Capabilities
    """Of no use where the channel is gone: then the least."""
    newest: Message | None
    """Of the customer: what is answered where nothing else is said."""
    switches: tuple[Switch, ...]


class Composer:
    def __init__(
        self,
        repository: ConversationRepository,
        accounts: AccountService,
        outgoing: OutgoingRule,
        contacts: ContactService,
    ) -> None:
        self._repository = repository
        self._accounts = accounts
        self._outgoing = outgoing
        self._contacts = contacts

    def composition(self, reference: ConversationReference) -> Composition:
        """Raises NotFound."""
        back = Lookback(self._repository, reference)
        conversation, newest = back.head.conversation, back.newest_of_customer()
        accounts = {account.id: account for account in self._accounts.all()}
        obstacle, capabilities = self._state(conversation.account_id)
        return Composition(
            obstacle=obstacle or (None if newest or capabilities.allow_conversation_start else NOTHING_TO_ANSWER),
            capabilities=capabilities,
            newest=newest,
            switches=self._switches(conversation, accounts),
        )

    def _state(self, account_id: str) -> tuple[Closed | None, Capabilities]:
        try:
            account = self._accounts.get(account_id)
            capabilities = self._outgoing.capabilities(account)
        except (NotFound, Conflict) as gone:
            return Closed(gone.code, gone.message), Capabilities()
        receives_only = None if capabilities.allow_outgoing_messages else _RECEIVE_ONLY
        return account.closed or receives_only, capabilities

    def _switches(self, conversation: Conversation, accounts: dict[str, ChannelAccount]) -> tuple[Switch, ...]:
        """An identifier names the same person on every account of a channel, and on no other channel."""
        ours = accounts.get(conversation.account_id)
        if ours is None:
            return ()
        others = {
            contact_id(account.id, conversation.recipient.identifier): account
            for account in accounts.values()
            if account.id != ours.id and _channel(account) == _channel(ours) and account.closed is None
        }
        wanted = list(others)[:_SWITCHES_AT_MOST]
        known = self._contacts.known(wanted) if wanted else set()
        return tuple(Switch(others[one].id, others[one].name, one) for one in wanted if one in known)


def _channel(account: ChannelAccount) -> str:
    return account.channel_id or account.kind.value
