"""Shows the customer that somebody at the desk writes."""

import time
from collections.abc import Callable, Mapping

from helpdesk.accounts.models import ChannelAccount
from helpdesk.accounts.secrets import AccountSecrets
from helpdesk.accounts.service import AccountService
from helpdesk.conversations.references import ConversationReference
from helpdesk.conversations.repository import ConversationRepository
from helpdesk.platform.errors import Conflict, NotFound
from helpdesk.platform.recent import Recent
from helpdesk.providers.models import Chat, Outbound, Pace
from helpdesk.replies.outgoing import ContentRules

_SHOWN_SECONDS = 4
"""Messaging services show it for about five seconds."""

HasRoom = Callable[[ChannelAccount, Pace | None, Chat], bool]
"""Whether the service's pace leaves room for a call that is no message."""


class TypingIndicator:
    def __init__(
        self,
        repository: ConversationRepository,
        accounts: AccountService,
        content_rules: ContentRules,
        secrets: AccountSecrets,
        outbound: Mapping[str, Outbound],
        has_room: HasRoom,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._repository = repository
        self._accounts = accounts
        self._content_rules = content_rules
        self._secrets = secrets
        self._outbound = outbound
        self._has_room = has_room
        self._shown = Recent[bool](monotonic, seconds=_SHOWN_SECONDS)

    def show(self, reference: ConversationReference) -> None:
        """Best effort, and not again while it is shown. Raises NotFound; Conflict where no reply can be sent."""
        if self._shown.get(reference.conversation_id):
            return
        conversation = self._repository.conversation(reference)
        if conversation is None:
            raise NotFound(f"There is no conversation {reference.conversation_id!r}.", code="conversation_not_found")
        account = self._accounts.get(conversation.account_id)
        if not self._content_rules.capabilities_of(account).allow_outgoing_messages:
            raise Conflict("This channel only receives messages: no reply can be sent.", code="receive_only")
        self._shown.put(reference.conversation_id, value=True)
        if account.channel_id is not None:  # the contract of registered channels has no event for it
            return
        service, place = self._outbound[account.kind], conversation.thread_key
        if self._has_room(account, service.pace, service.chat(place)):
            service.show_typing(self._secrets.access(account), place)
