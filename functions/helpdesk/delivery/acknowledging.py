"""Tells a service that the press of a button arrived, so that its app stops waiting. Nothing depends on it."""

from collections.abc import Mapping

from helpdesk.accounts.secrets import AccountSecrets
from helpdesk.accounts.service import AccountService
from helpdesk.conversations.references import MessageReference
from helpdesk.conversations.repository import ConversationRepository
from helpdesk.delivery.models import Attempt
from helpdesk.platform.errors import NotFound
from helpdesk.platform.retrying import Next
from helpdesk.providers.models import Outbound


class Acknowledgements:
    def __init__(
        self,
        conversations: ConversationRepository,
        accounts: AccountService,
        outbound: Mapping[str, Outbound],
        secrets: AccountSecrets,
    ) -> None:
        self._conversations = conversations
        self._accounts = accounts
        self._outbound = outbound
        self._secrets = secrets

    def send(self, message_id: str) -> Attempt:
        """Raises Unavailable if our own tables or keys are unavailable."""
        done = self._acknowledge(MessageReference.from_message_id(message_id))
        return Attempt(message_id, "acknowledged" if done else "not_there", Next.DONE)

    def _acknowledge(self, reference: MessageReference) -> bool:
        message = self._conversations.message(reference, consistent=True)
        conversation = self._conversations.conversation(reference.conversation)
        if message is None or message.acknowledge is None or conversation is None:
            return False
        try:
            account = self._accounts.get(conversation.account_id)
        except NotFound:
            return False
        if account.suspended:
            return False
        self._outbound[account.kind].acknowledge(self._secrets.access(account), message.acknowledge)
        return True
