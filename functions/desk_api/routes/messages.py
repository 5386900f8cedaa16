"""/v1/messages"""

from http import HTTPStatus
from typing import Annotated

from aws_lambda_powertools.event_handler.api_gateway import Router
from aws_lambda_powertools.event_handler.openapi.params import Path

from desk_api.desk import IdempotencyKey, enter
from desk_api.problems import answers
from helpdesk.conversations.references import MessageReference
from helpdesk.conversations.schemas import MessageOut
from helpdesk.people.principals import Scope
from helpdesk.replies.change_schemas import ChangeIn

router = Router()


@router.post(
    "/v1/messages/<message_id>/changes",
    summary="Edit or delete a message of the desk, or react to a message",
    description="Requires the capability of the channel. 201 means that the change is an entry of the timeline and "
    "will be sent; the message that it refers to stays unchanged.",
    tags=["Conversations"],
    status_code=HTTPStatus.CREATED,
    responses=answers(MessageOut, HTTPStatus.CREATED),
)
def change_message(
    message_id: Annotated[str, Path(description="`msg_…`", max_length=64)],
    body: ChangeIn,
    idempotency_key: IdempotencyKey = None,
) -> tuple[MessageOut, int]:
    desk, principal = enter(router, Scope.CONVERSATIONS_WRITE)
    reference = MessageReference.from_message_id(message_id)
    changed = desk.changes.change(reference, body.request(idempotency_key), principal.actor())
    return MessageOut.of(changed), HTTPStatus.CREATED
