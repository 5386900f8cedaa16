"""An app publishes a message: one call, one commit, and the same message for every duplicate."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, TypeGuard

from helpdesk.accounts.admission import admit
from helpdesk.accounts.channel_accounts import ChannelAccounts
from helpdesk.accounts.models import ChannelAccount
from helpdesk.accounts.threads import thread_key_of_addresses
from helpdesk.channels.models import Channel
from helpdesk.contacts.identities import IdentityTaken
from helpdesk.content.attachments import AttachmentIn, FileIn, MessageHeaderIn, as_part
from helpdesk.content.rich_text import read
from helpdesk.content.sanitising import sanitised
from helpdesk.contract.messages import PartyIn, PublishIn
from helpdesk.conversations.models import Message
from helpdesk.conversations.references import MessageReference
from helpdesk.conversations.repository import ConversationRepository
from helpdesk.files.models import File
from helpdesk.files.parts import by_url
from helpdesk.files.service import Files
from helpdesk.intake.acceptance import Acceptance, NothingToJoin
from helpdesk.intake.customers import Customers, as_sender
from helpdesk.messaging.messages import ContentKind, InboundMessage, Sender
from helpdesk.people.actors import Actor, ActorKind, Program
from helpdesk.people.repository import UserRepository
from helpdesk.platform.clock import to_text
from helpdesk.platform.errors import FieldError, Gone, InvalidRequest, NotFound
from helpdesk.platform.ids import NewId
from helpdesk.platform.optimistic import until_written
from helpdesk.platform.text import visible

_AGENT = "A-"


class Publisher:
    def __init__(
        self,
        accounts: ChannelAccounts,
        conversations: ConversationRepository,
        agents: UserRepository,
        customers: Customers,
        acceptance: Acceptance,
        files: Files,
        new_id: NewId,
    ) -> None:
        self._accounts = accounts
        self._conversations = conversations
        self._agents = agents
        self._customers = customers
        self._acceptance = acceptance
        self._files = files
        self._new_id = new_id

    def publish(self, channel: Channel, program: Actor, body: PublishIn) -> tuple[Message, ChannelAccount, Sender]:
        """The stored message, its account, its customer. Raises InvalidRequest that names the field."""
        account = self._account(channel, body.channel_account_id)
        outgoing = body.message_direction == "OUTGOING"
        sender = as_sender(_party(body, outgoing=outgoing))
        html = sanitised(body.rich_text) if body.rich_text else None
        text = body.text if visible(body.text) or not html else read(html).text
        key = body.integration_idempotency_id or self._new_id()
        inbound = InboundMessage(
            key=key,
            thread_key=_thread_key(channel, account, sender, body),
            sender=sender,
            kind=ContentKind.TEXT,
            text=text,
            external_id=key,
            sent_at=to_text(body.timestamp) if body.timestamp else None,
            rich_text=html,
            parts=self._parts(channel, body.attachments),
            reply_to=self._reply_target(account, body.in_reply_to_id),
        )
        if not (visible(inbound.text) or inbound.parts):
            raise InvalidRequest.at("text", "A message needs content: text, richText or attachments.")
        author = self._author(body, program) if outgoing else None

        def attempt() -> tuple[Message, ChannelAccount, Sender] | None:
            customer = self._customers.identified(channel, account, sender, body)
            message = replace(inbound, sender=customer.sender)
            try:
                stored = self._acceptance.take(account, message, author=author, identities=customer.identities)
            except IdentityTaken:
                return None
            except NothingToJoin as error:
                raise Gone("This message was erased with its customer. Do not send it again.", code="erased") from error
            return stored, account, customer.sender

        return until_written(attempt, "this customer")

    def _account(self, channel: Channel, account_id: str) -> ChannelAccount:
        account = self._accounts.find_recent(channel, account_id)
        if account is None:
            raise InvalidRequest.at("channelAccountId", f"There is no channel account {account_id!r} of this channel.")
        admit(account)
        return account

    def _parts(self, channel: Channel, attachments: Sequence[AttachmentIn]) -> tuple[dict[str, Any], ...]:
        named = {at: str(attachment.file_id) for at, attachment in enumerate(attachments) if _names_a_file(attachment)}
        usable = self._files.usable(list(named.values())) if named else {}
        unknown = [at for at, file_id in named.items() if not _is_of(channel, usable.get(file_id))]
        if unknown:
            fields = [FieldError(f"attachments[{at}].fileId", _no_such_file(named[at])) for at in unknown]
            raise InvalidRequest.among(fields, code="unknown_file")
        return tuple(_part(attachment, channel.app_id) for attachment in attachments)

    def _reply_target(self, account: ChannelAccount, message_id: str | None) -> str | None:
        if message_id is None:
            return None
        try:
            reference = MessageReference.from_message_id(message_id)
        except NotFound as error:
            raise _unknown_message(message_id) from error
        conversation = self._conversations.conversation(reference.conversation, consistent=True)
        here = conversation is not None and conversation.account_id == account.id
        if not here or self._conversations.message(reference, consistent=True) is None:
            raise _unknown_message(message_id)
        return message_id

    def _author(self, body: PublishIn, program: Actor) -> Actor:
        """The author on our side: an agent, if the app names one, through the app's API client; else that client."""
        sender = body.senders[0] if body.senders else PartyIn()
        agent_id = sender.sender_actor_id or ""
        if not agent_id.startswith(_AGENT):
            return Actor(ActorKind.PROGRAM, program.id, sender.name or program.name, program.on_behalf_of)
        agent = self._agents.get(agent_id.removeprefix(_AGENT))
        if agent is None:
            raise InvalidRequest.at(
                "senders[0].senderActorId", f"There is no agent {agent_id!r}.", code="sender_agent_not_found"
            )
        return Actor(ActorKind.PERSON, agent.id, agent.name, through=Program(program.id, program.name))


def _party(body: PublishIn, *, outgoing: bool) -> PartyIn:
    """The party of the customer."""
    field, parties = ("recipients", body.recipients) if outgoing else ("senders", body.senders)
    party = parties[0] if parties else PartyIn()
    if party.delivery_identifier is None:
        raise InvalidRequest.at(f"{field}[0].deliveryIdentifier", "The customer's deliveryIdentifier is missing.")
    return party


def _thread_key(channel: Channel, account: ChannelAccount, customer: Sender, body: PublishIn) -> str:
    if not channel.capabilities.has_thread_ids:
        return thread_key_of_addresses(account, customer)
    if body.integration_thread_id is None:
        message = "This channel's threadingModel is INTEGRATION_THREAD_ID: each message needs an integrationThreadId."
        raise InvalidRequest.at("integrationThreadId", message)
    return body.integration_thread_id


def _names_a_file(attachment: AttachmentIn) -> TypeGuard[FileIn | MessageHeaderIn]:
    return isinstance(attachment, FileIn | MessageHeaderIn) and attachment.file_id is not None


def _is_of(channel: Channel, file: File | None) -> bool:
    return file is not None and file.app_id == channel.app_id


def _no_such_file(file_id: str) -> str:
    return f"There is no completely uploaded file {file_id!r} of this app."


def _part(attachment: AttachmentIn, app_id: str) -> dict[str, Any]:
    if isinstance(attachment, FileIn) and attachment.url:
        usage = attachment.file_usage_type
        return by_url(attachment.url, name=attachment.name, usage=usage.value if usage else None, app_id=app_id)
    return as_part(attachment)


def _unknown_message(message_id: str) -> InvalidRequest:
    return InvalidRequest.at("inReplyToId", f"There is no message {message_id!r} in this channel account.")
