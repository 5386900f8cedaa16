"""Collects the inputs of one delivery attempt for the message's provider."""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial

from helpdesk.accounts.models import ChannelAccount
from helpdesk.accounts.outgoing import OutgoingRule
from helpdesk.accounts.secrets import AccountSecrets
from helpdesk.contract.events import outgoing_message
from helpdesk.conversations.models import Conversation, Message
from helpdesk.conversations.references import MessageReference
from helpdesk.conversations.repository import ConversationRepository
from helpdesk.files.models import File, FileUsage
from helpdesk.files.parts import file_ids
from helpdesk.files.service import MessageFiles
from helpdesk.platform.clock import Clock
from helpdesk.providers.models import ChangedMessage, Json, OutgoingContent, OutgoingFile, OutgoingMessage


class Preparation:
    def __init__(
        self,
        secrets: AccountSecrets,
        outgoing: OutgoingRule,
        conversations: ConversationRepository,
        files: MessageFiles,
        portal_id: int,
        now: Clock,
    ) -> None:
        self._secrets = secrets
        self._outgoing = outgoing
        self._conversations = conversations
        self._files = files
        self._portal_id = portal_id
        self._now = now

    def outgoing(self, message: Message, conversation: Conversation, account: ChannelAccount) -> OutgoingMessage:
        """Raises Conflict if the account's channel cannot send; Conflict or Forbidden if a file of the message may not
        be served."""
        channel = self._outgoing.channel_of(account)
        # A registered channel has one URL for all its accounts.
        access = self._secrets.access(account)
        linked = self._files.sent(message.id, message.parts)
        return OutgoingMessage(
            id=message.resent_as or message.id,
            kind=message.kind,
            content=self._content(message, {file_id: each.file for file_id, each in linked.items()}, account),
            thread_key=conversation.thread_key,
            reply_to=None if _answers_former(message, conversation) else message.reply_to_external_id,
            access=replace(access, address=channel.webhook_url) if channel else access,
            signing_secrets=self._secrets.live(account, self._now()),
            event=partial(
                outgoing_message,
                message,
                conversation,
                account,
                self._portal_id,
                thread_ids=channel is None or channel.capabilities.has_thread_ids,
                files=linked,
            ),
            is_registered=channel is not None,
            # The contract's event has what the change itself stores.
            changed=self._changed(message, conversation, account) if message.refers_to and channel is None else None,
        )

    def _changed(self, change: Message, conversation: Conversation, account: ChannelAccount) -> ChangedMessage | None:
        changed = self._conversations.message(MessageReference.from_message_id(str(change.refers_to)), consistent=True)
        if changed is None:
            return None
        files = self._files.of([(changed.id, changed.parts)])
        content = self._content(changed, files, account)
        if conversation.is_former(changed.sequence, changed.sent_to):
            return ChangedMessage(content, ())
        return ChangedMessage(content, changed.ids, changed.texts, changed.reaction)

    def _content(self, message: Message, files: Mapping[str, File], account: ChannelAccount) -> OutgoingContent:
        found = ((at, files.get(str(id_))) for at, id_ in enumerate(file_ids(message.id, message.parts)))
        own = {at: self._file(file, message.parts[at], account) for at, file in found if file}
        return OutgoingContent(message.text, message.rich_text, message.parts, own, message.id)

    def _file(self, file: File, part: Json, account: ChannelAccount) -> OutgoingFile:
        # A message may use a file in another way than it was uploaded for.
        usage = FileUsage(part.get("fileUsageType") or file.usage)
        return OutgoingFile(
            file.name,
            file.content_type,
            file.size,
            usage,
            partial(self._files.read, file),
            file.sent_as.get(account.id),
            partial(self._files.remember, file, account.id),
        )


def _answers_former(message: Message, conversation: Conversation) -> bool:
    """The service may use the same id for another message, since the conversation has another thread key."""
    if message.reply_to is None or conversation.moved_after is None:
        return False
    answered = MessageReference.from_message_id(message.reply_to)
    return answered.conversation != conversation.reference or conversation.is_former(answered.sequence)
