"""/v1/inboxes"""

from http import HTTPStatus
from typing import Annotated

from aws_lambda_powertools.event_handler.api_gateway import Router
from aws_lambda_powertools.event_handler.openapi.params import Query

from desk_api.desk import NextCursor, enter
from desk_api.problems import answers
from helpdesk.inboxes.schemas import InboxIn, InboxListOut, InboxOut
from helpdesk.people.principals import Scope

router = Router()
_TAG = ["Channels"]


@router.get("/v1/inboxes", summary="List inboxes", tags=_TAG, responses=answers(InboxListOut))
def list_inboxes(
    limit: Annotated[int, Query(ge=1, le=100)] = 25,
    cursor: NextCursor = None,
) -> InboxListOut:
    desk, _ = enter(router, Scope.CHANNELS_READ, ("limit", "cursor"))
    return InboxListOut.of(desk.inboxes.page(limit=limit, cursor=cursor))


@router.post(
    "/v1/inboxes",
    summary="Create an inbox",
    tags=_TAG,
    status_code=HTTPStatus.CREATED,
    responses=answers(InboxOut, HTTPStatus.CREATED),
)
def create_inbox(body: InboxIn) -> tuple[InboxOut, int]:
    desk, _ = enter(router, Scope.CHANNELS_WRITE)
    return InboxOut.model_validate(desk.inboxes.make(body.name)), HTTPStatus.CREATED
