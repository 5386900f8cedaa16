"""Sending in our own format: the channel contract's OUTGOING_CHANNEL_MESSAGE_CREATED, signed by Standard Webhooks."""

import json
from typing import Any

from helpdesk.channels import standard_webhooks
from helpdesk.conversations.models import ActorKind, Message
from helpdesk.delivery.channel import Delivery
from helpdesk.delivery.models import Outcome, Refused, Sent, Trouble, retry_after
from helpdesk.platform.clock import Clock
from helpdesk.platform.outbound_http import AddressRefused, Answer, HttpPoster, NoAnswer, NotReached

_GONE = 410
_ACTOR_PREFIX = {ActorKind.PERSON: "A", ActorKind.PROGRAM: "I", ActorKind.CONTACT: "V", ActorKind.SYSTEM: "S"}


class CustomChannel:
    idempotent = True  # the same webhook-id on every try

    def __init__(self, http: HttpPoster, portal_id: int, now: Clock) -> None:
        self._http = http
        self._portal_id = portal_id
        self._now = now

    def send(self, delivery: Delivery) -> Outcome:
        now = self._now()
        if not delivery.signing_secrets:
            return Refused("no_signing_secret", "The account has no signing secret left. Ask an administrator for one.")
        body = json.dumps(event(delivery, self._portal_id), ensure_ascii=False).encode()
        headers = standard_webhooks.headers(delivery.signing_secrets, delivery.message.id, now, body)
        headers |= {"content-type": "application/json", "user-agent": "Kanaal/1"}
        try:
            answer = self._http.post(delivery.account.delivery_url, headers, body)
        except AddressRefused as error:
            return Refused("address_refused", f"The channel's webhook address may not be called. {error}")
        except NotReached:
            return Trouble("not_reached", "The channel's server could not be reached.")
        except NoAnswer:
            return Trouble("no_answer", "The channel's server did not answer in time.")
        return _outcome(answer)


def _outcome(answer: Answer) -> Outcome:
    if 200 <= answer.status < 300:
        return Sent(external_id=None)
    if answer.status == _GONE:
        return Refused("gone", "The channel's server says that it no longer exists (410).")
    reason = f"The channel's server answered with status {answer.status}."
    return Trouble(f"status_{answer.status}", reason, retry_after(answer.headers.get("retry-after")))


def event(delivery: Delivery, portal_id: int) -> dict[str, Any]:
    """The same on every try, so that a receiver may compare."""
    message, conversation, account = delivery.message, delivery.conversation, delivery.account
    return {
        "type": "OUTGOING_CHANNEL_MESSAGE_CREATED",
        "portalId": portal_id,
        "channelId": account.kind.value,
        "eventId": message.id,
        "eventTimestamp": message.created_at,
        "channelIntegrationThreadIds": [conversation.thread_key],
        "message": {
            "id": message.id,
            "type": "MESSAGE",
            "conversationsThreadId": conversation.reference.conversation_id,
            "channelId": account.kind.value,
            "channelAccountId": account.id,
            "direction": "OUTGOING",
            "text": message.text,
            "senders": [{"actorId": actor_id(message), "name": message.actor.name}],
            "recipients": [
                {
                    "actorId": f"V-{conversation.contact_id}",
                    "name": conversation.recipient.name,
                    "deliveryIdentifier": {
                        "type": "CHANNEL_SPECIFIC_OPAQUE_ID",
                        "value": conversation.recipient.identifier,
                    },
                }
            ],
            "attachments": [],
            "client": {"clientType": "HUBSPOT"},
            "createdBy": actor_id(message),
            "createdAt": message.created_at,
            "archived": False,
            "inReplyToId": message.reply_to,
            "inReplyToIntegrationId": message.reply_to_external_id,
            "status": {"statusType": "SENT"},
            "truncationStatus": "NOT_TRUNCATED",
        },
    }


def actor_id(message: Message) -> str:
    return f"{_ACTOR_PREFIX[message.actor.kind]}-{message.actor.id}"
