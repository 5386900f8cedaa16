"""/v1/inboxes"""

from http import HTTPStatus
from typing import Annotated

from aws_lambda_powertools.event_handler.api_gateway import Router
from aws_lambda_powertools.event_handler.openapi.params import Path, Query

from desk_api.desk import NextCursor, enter
from desk_api.problems import answers
from helpdesk.inboxes.schemas import InboxIn, InboxListOut, InboxOut, InboxTeamsIn
from helpdesk.people.principals import Scope

router = Router()
_TAG = ["Channels"]


@router.get("/v1/inboxes", summary="List inboxes", tags=_TAG, responses=answers(InboxListOut))
def list_inboxes(
    limit: Annotated[int, Query(ge=1, le=100)] = 25,
    cursor: NextCursor = None,
) -> InboxListOut:
    desk, _ = enter(router, Scope.CHANNELS_READ, ("limit", "cursor"))
    return InboxListOut.of(desk.inboxes.page(limit=limit, cursor=cursor), desk.staff.inbox_teams.limits())


@router.post(
    "/v1/inboxes",
    summary="Create an inbox",
    tags=_TAG,
    status_code=HTTPStatus.CREATED,
    responses=answers(InboxOut, HTTPStatus.CREATED),
)
def create_inbox(body: InboxIn) -> tuple[InboxOut, int]:
    desk, _ = enter(router, Scope.CHANNELS_WRITE)
    made = InboxOut.of(desk.inboxes.make(body.name), desk.staff.inbox_teams.limits())
    return made, HTTPStatus.CREATED


@router.put(
    "/v1/inboxes/<inbox_id>/teams",
    summary="Limit an inbox to teams",
    description="Within a minute, only people in these teams see its tickets, whatever their role. Without teams, "
    "everybody does. 403 `beyond_yours`: you do not see all of its tickets.",
    tags=_TAG,
    responses=answers(InboxOut),
)
def limit_inbox(inbox_id: Annotated[str, Path(max_length=19)], body: InboxTeamsIn) -> InboxOut:
    desk, principal = enter(router, Scope.USERS_WRITE)
    limits = desk.staff.inbox_teams.limit(inbox_id, list(dict.fromkeys(body.team_ids)), principal)
    return InboxOut.of(desk.inboxes.get(inbox_id), limits)
