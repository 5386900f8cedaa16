"""A message in the format of the channel contract, in responses and webhooks. Pure."""

from collections.abc import Mapping
from typing import Any

from helpdesk.accounts.models import ChannelAccount
from helpdesk.contacts.models import contact_of
from helpdesk.content.rich_text import read
from helpdesk.contract.attachments import attachments
from helpdesk.conversations.models import DeliveryStatus, Direction, Message
from helpdesk.files import names
from helpdesk.files.models import LinkedFile
from helpdesk.messaging.messages import ContentKind, Sender
from helpdesk.people.actors import Actor, ActorKind
from helpdesk.platform.ids import number_of

_ACTOR_PREFIX = {
    ActorKind.PERSON: "A",
    ActorKind.PROGRAM: "I",
    ActorKind.CONTACT: "V",
    ActorKind.SYSTEM: "S",
    ActorKind.COLLEAGUE: "I",
}

_CHANGE_TYPES = {
    ContentKind.EDITED: "EDIT",
    ContentKind.DELETED: "DELETE",
    ContentKind.REACTION_ADDED: "REACTION_ADDED",
    ContentKind.REACTION_REMOVED: "REACTION_REMOVED",
}
_REACTIONS = {ContentKind.REACTION_ADDED, ContentKind.REACTION_REMOVED}

Json = dict[str, Any]


def message(
    message: Message, account: ChannelAccount, recipient: Sender, files: Mapping[str, LinkedFile] | None = None
) -> Json:
    """`recipient`: the customer of the conversation; `files`: the files of the message, by id. Fields without a value
    are left out; ids are strings, except where the contract has numbers."""
    customer = _customer(message.counterpart or recipient, account)
    others = [_addressed(party) for party in message.also_to]
    own = _ours(message, account)
    outgoing = message.direction is Direction.OUT
    rendered = {
        "id": message.id,
        "type": "MESSAGE_CHANGE" if message.is_change else "MESSAGE",
        "changeType": _CHANGE_TYPES.get(message.kind),
        "changedMessageId": message.refers_to,
        "changedIntegrationId": message.refers_to_external_id,
        "conversationsThreadId": message.reference.conversation_id,
        "channelId": channel_id(account),
        "channelAccountId": account.id,
        "direction": "OUTGOING" if outgoing else "INCOMING",
        "text": "" if message.kind in _REACTIONS else message.text,
        "richText": message.rich_text,
        "reaction": message.text if message.kind in _REACTIONS else None,
        "senders": [own if outgoing else customer],
        "recipients": [customer, *others] if outgoing else _recipients(account),
        "attachments": [*attachments(message.id, message.parts, files or {}), *_inline_images(message)],
        "client": _client(message, account),
        "createdBy": actor_id(message.actor),
        "createdAt": message.sent_at or message.created_at,
        "updatedAt": message.status_at,
        "archived": False,
        "inReplyToId": message.reply_to,
        "inReplyToIntegrationId": message.reply_to_external_id,
        "status": _status(message),
        "truncationStatus": "NOT_TRUNCATED",
    }
    return _present(rendered)


def channel_id(account: ChannelAccount) -> str:
    return account.channel_id or account.kind


def actor_id(actor: Actor) -> str:
    return f"{_ACTOR_PREFIX[actor.kind]}-{actor.id}"


def _customer(customer: Sender, account: ChannelAccount) -> Json:
    return {"actorId": f"V-{contact_of(account.id, customer)}"} | _addressed(customer)


def _addressed(person: Sender) -> Json:
    """A recipient who may not be a contact."""
    address = person.address
    return _present({"name": person.name, "deliveryIdentifier": {"type": address.type.value, "value": address.value}})


def _ours(message: Message, account: ChannelAccount) -> Json:
    named = {"actorId": actor_id(message.actor), "name": message.actor.name}
    return _present(named | {"deliveryIdentifier": identifier(account)})


def _recipients(account: ChannelAccount) -> list[Json]:
    own = identifier(account)
    return [{"deliveryIdentifier": own, "name": account.name}] if own else []


def identifier(account: ChannelAccount) -> Json | None:
    own = account.delivery_identifier
    return {"type": own.type.value, "value": own.value} if own else None


def _inline_images(message: Message) -> list[Json]:
    """For messages from the desk: a receiver need not look for them in the HTML. The contract requires an id; no file
    has these."""
    images = read(message.rich_text).images if message.rich_text else ()
    return [
        {
            "type": "FILE",
            "fileId": f"{message.id}-{at}",
            "fileUsageType": "IMAGE",
            "name": names.of_address(url) or "image",
            "url": url,
        }
        for at, url in enumerate(images)
    ]


def _client(message: Message, account: ChannelAccount) -> Json:
    if message.counterpart is None:  # not published by an app, so written by an agent
        return {"clientType": "HUBSPOT"}
    number = number_of(account.app_id) if account.app_id else None
    return _present({"clientType": "INTEGRATION", "integrationAppId": number})


def _status(message: Message) -> Json:
    """The contract has no status for a queued reply: for an integration, it is sent when it arrives."""
    if message.direction is Direction.IN:
        return {"statusType": "RECEIVED"}
    if message.status in {None, DeliveryStatus.QUEUED}:
        return {"statusType": DeliveryStatus.SENT.value}
    if message.status is DeliveryStatus.CANCELLED:
        return _failed("It was cancelled before it was sent.")
    failure = message.failure if message.status is DeliveryStatus.FAILED else None
    return _failed(failure.reason) if failure else {"statusType": str(message.status)}


def _failed(reason: str) -> Json:
    details = {"errorMessageTokens": {}, "errorMessage": reason}
    return {"statusType": DeliveryStatus.FAILED.value, "failureDetails": details}


def _present(values: Json) -> Json:
    return {name: value for name, value in values.items() if value is not None}
