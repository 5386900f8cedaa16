"""/v1/messages"""

from http import HTTPStatus
from typing import Annotated

from aws_lambda_powertools.event_handler.api_gateway import Router
from aws_lambda_powertools.event_handler.openapi.params import Path, Query

from desk_api.desk import IdempotencyKey, enter
from desk_api.problems import answers
from helpdesk.conversations.references import MessageReference
from helpdesk.conversations.schemas import MessageOut
from helpdesk.delivery.schemas import RetryIn
from helpdesk.people.principals import Scope
from helpdesk.replies.change_schemas import ChangeIn

router = Router()
_TAG = ["Conversations"]

MessageId = Annotated[str, Path(description="`msg_…`", max_length=64)]


@router.post(
    "/v1/messages/<message_id>/changes",
    summary="Edit or delete a message of the desk, or react to a message",
    description="Requires the capability of the channel. 201 means that the change is an entry of the timeline and "
    "will be sent; the message that it refers to stays unchanged.",
    tags=_TAG,
    status_code=HTTPStatus.CREATED,
    responses=answers(MessageOut, HTTPStatus.CREATED),
)
def change_message(
    message_id: MessageId,
    body: ChangeIn,
    idempotency_key: IdempotencyKey = None,
) -> tuple[MessageOut, int]:
    desk, principal = enter(router, Scope.CONVERSATIONS_WRITE)
    reference = MessageReference.from_message_id(message_id)
    changed = desk.changes.change(reference, body.request(idempotency_key), principal.actor())
    return MessageOut.of(changed), HTTPStatus.CREATED


@router.delete(
    "/v1/messages/<message_id>",
    summary="Cancel a message that has not left yet",
    description="200 means that the message is `CANCELLED` and nothing of it will be sent; again is a no-op. Otherwise "
    "409 with the message's `status`: `already_sent`, `already_failed`, `being_sent` (an attempt runs or is about to: "
    "look again in a moment), `partly_sent`, `may_have_arrived` (an earlier attempt got no response). A message that "
    "was sent is deleted for the customer with `POST /v1/messages/{message_id}/changes`, if the channel can.",
    tags=_TAG,
    responses=answers(MessageOut),
)
def cancel_message(
    message_id: MessageId,
    even_if_it_may_have_arrived: Annotated[  # noqa: FBT002
        bool, Query(description="Ends the attempts although an earlier one may have arrived.")
    ] = False,
) -> MessageOut:
    desk, principal = enter(router, Scope.CONVERSATIONS_WRITE, ("even_if_it_may_have_arrived",))
    reference = MessageReference.from_message_id(message_id)
    message = desk.cancellations.cancel(
        reference, principal.actor(), even_if_it_may_have_arrived=even_if_it_may_have_arrived
    )
    return MessageOut.of(message, desk.timeline.files_of([message]))


@router.post(
    "/v1/messages/<message_id>/retries",
    summary="Send a failed message again, or try a waiting one now",
    description="The message is `QUEUED` again under the same id, after what waits in its conversation; its attempts "
    "are counted anew. If it is `QUEUED` and waits for its next attempt, that is made now; if it waits for its "
    "account's receiver, that is probed now. 409 `not_failed` for one that was sent, "
    "delivered, read or cancelled; 409 `may_have_arrived` if the messaging service did not say whether it has the "
    "message, and does not recognise duplicates.",
    tags=_TAG,
    responses=answers(MessageOut),
)
def retry_message(message_id: MessageId, body: RetryIn) -> MessageOut:
    desk, principal = enter(router, Scope.CONVERSATIONS_WRITE)
    reference = MessageReference.from_message_id(message_id)
    message = desk.retries.retry(
        reference, principal.actor(), even_if_it_may_have_arrived=body.even_if_it_may_have_arrived
    )
    return MessageOut.of(message, desk.timeline.files_of([message]))
